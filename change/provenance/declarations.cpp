#include "change/provenance/declarations.hpp"

#include <algorithm>
#include <array>

#include "change/provenance/tools.hpp"

namespace tollgate::change {

namespace {

using Strength = SignalStrength;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A tool's own trailer that no person writes.
struct OwnKey {
  std::string_view key;
  std::string_view value_begins;  // lower case; empty: anything
  std::string_view tool;
};
constexpr std::array own_keys{
    OwnKey{"claude-session", "http", "claude-code"},
    OwnKey{"copilot-session", "", "github-copilot-app"},
    OwnKey{"agent-logs-url", "https://github.com/", "github-copilot-coding-agent"},
    OwnKey{"made-with", "cursor", "cursor"},
    OwnKey{"amp-thread-id", "", "amp"},
    OwnKey{"replit-commit-author", "agent", "replit"},
    OwnKey{"replit-commit-author", "assistant", "replit"},
    OwnKey{"entire-checkpoint", "", "entire"},
    OwnKey{"entire-session", "", "entire"},
    OwnKey{"entire-agent", "", "entire"},
};

constexpr std::array<std::string_view, 7> agent_branches{"codex", "claude", "copilot", "cursor",
                                                         "devin", "jules",  "gemini"};

bool is_assisting(std::string_view key) {
  return key == "assisted-by" || key == "generated-by" || key == "co-developed-by" || key == "ai-assisted-by";
}

Person person_in(std::string_view value) {
  const std::size_t open = value.find('<');
  if (open != std::string_view::npos) {
    const std::size_t close = std::min(value.find('>', open), value.size());
    return {std::string(trimmed(value.substr(0, open))), std::string(value.substr(open + 1, close - open - 1))};
  }
  const std::size_t blank = value.rfind(' ');  // R2: an address without `<>`
  const std::string_view last = blank == std::string_view::npos ? value : value.substr(blank + 1);
  if (!contains(last, "@")) return {std::string(value), {}};
  return {std::string(trimmed(value.substr(0, value.size() - last.size()))), std::string(last)};
}

bool is_prompt_hash(std::string_view value) {
  const std::size_t colon = value.find(':');
  return colon != std::string_view::npos && colon > 0 && is_hex(value.substr(colon + 1));
}

// R11. `llm: none` is a person's word; anything else says that one was used.
void read_own(std::string_view value, Declarations& found) {
  const std::string low = lowered(value);
  if (low == "none" || low == "no" || low == "false") {
    found.human = true;
    return;
  }
  if (value.empty()) return;
  std::optional<Signal> signal = assisted_by_signal("llm", value);
  if (!signal) signal = Signal{Strength::strong, {}, {}, {}, "llm:declared"};
  signal->strength = Strength::strong;
  found.signals.push_back(*std::move(signal));
}

void read_tools(std::string_view value, Declarations& found) {
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    if (const std::string_view tool = tool_at_start_of(value.substr(begin, end - begin)).tool; !tool.empty()) {
      found.signals.push_back({Strength::strong, std::string(tool), {}, {}, "ai-tools:" + std::string(tool)});
      return;
    }
    begin = end + 1;
  }
}

bool read_trailer(const Trailer& trailer, Declarations& found) {
  const auto& [key, value] = trailer;
  if (key == "co-authored-by" || key == "coauthored-by" || key == "co-author") {
    const Person person = person_in(value);
    if (std::optional<Signal> signal = identity_signal(person, "coauthor")) {
      found.signals.push_back(*std::move(signal));
    } else {
      found.other_coauthors.push_back(person);
    }
    return true;
  }
  if (is_assisting(key) || key == "assited-by") {
    std::optional<Signal> signal = assisted_by_signal(key, value);
    if (!signal) return false;
    if (key == "assited-by") signal->strength = Strength::weak;  // a key with a typo: ask
    found.signals.push_back(*std::move(signal));
    return true;
  }
  if (key == "llm") {
    read_own(value, found);
  } else if (key == "prompt-hash") {
    if (is_prompt_hash(value)) found.prompt_hash = lowered(value);
  } else if (key == "reviewer") {
    if (!value.empty()) found.reviewers.emplace_back(value);
  } else if (key == "ai-assisted") {
    if (begins_with(value, "yes") || same_text(value, "true")) {
      found.signals.push_back({Strength::strong, {}, {}, {}, "ai-assisted:yes"});
    }
  } else if (key == "ai-tools") {
    read_tools(value, found);
  } else {
    for (const OwnKey& own : own_keys) {
      if (own.key != key || !begins_with(value, own.value_begins) || value.empty()) continue;
      found.signals.push_back({Strength::strong, std::string(own.tool), {}, {}, key});
      return true;
    }
    return false;
  }
  return true;
}

// `https://claude.ai/code/session_…`; git renders it as the trailer `https: //…`.
bool is_session_link(std::string_view line) {
  const std::string low = lowered(line);
  return begins_with(low, "http") && contains(low, "//claude.ai/code/session_");
}

// `🤖 Generated with [Claude Code](https://…)`: the whole line.
std::optional<Signal> footer_signal(std::string_view line) {
  std::string low = lowered(line);
  const std::size_t at = low.find("generated with ");
  const bool robot = contains(line.substr(0, std::min<std::size_t>(line.size(), 8)), "\xF0\x9F\xA4\x96");
  if (at == std::string::npos || (at != 0 && !(robot && at <= 6))) return {};
  std::string_view rest = trimmed(line.substr(at + 15));
  if (rest.size() > 2 && rest.front() == '[') {
    const std::string_view tool = tool_named(rest.substr(1, rest.find(']') - 1));
    if (tool.empty()) return {};
    return Signal{Strength::medium, std::string(tool), {}, {}, "footer:" + std::string(tool)};
  }
  while (!rest.empty() && (rest.back() == '.' || rest.back() == '!')) rest.remove_suffix(1);
  const NamedTool named = tool_at_start_of(rest);
  if (named.tool.empty() || (!named.rest.empty() && named.rest.front() != '(' && named.rest.front() != '<')) return {};
  return Signal{
      Strength::medium, std::string(named.tool), model_in_display_name(rest), {}, "footer:" + std::string(named.tool)};
}

// Where in the line a word begins and ends; npos when it is not there as a word.
std::size_t word_at(std::string_view low, std::string_view word, std::size_t from = 0) {
  const auto inside = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  for (std::size_t at = low.find(word, from); at != std::string_view::npos; at = low.find(word, at + 1)) {
    const bool begins = at == 0 || !inside(low[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end >= low.size() || !inside(low[end]))) return at;
  }
  return std::string_view::npos;
}

std::string_view after_articles(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = trimmed(text);
    for (const std::string_view word :
         {"the help of ", "help of ", "help from ", "assistance from ", "an ", "a ", "the "}) {
      if (!begins_with(text, word)) continue;
      text.remove_prefix(word.size());
      again = true;
    }
  }
  return text;
}

// What helped, at the beginning of the text: `AI.`, `ClaudeCode (Opus)`.
std::optional<Signal> helper_at(std::string_view text) {
  text = after_articles(text);
  Signal signal{Strength::weak, {}, {}, {}, "prose"};
  const NamedTool named = tool_at_start_of(text);
  if (!named.tool.empty()) {
    signal.tool = named.tool;
    const std::size_t close = named.rest.find(')');
    if (begins_with(named.rest, "(") && close != std::string_view::npos) {
      signal.model = names_a_model(named.rest.substr(1, close - 1)) ? normalised_model(named.rest.substr(1, close - 1))
                                                                    : std::string();
    }
    return signal;
  }
  const std::string low = lowered(text.substr(0, 24));
  for (const std::string_view word : {"ai", "llm", "llms", "genai"}) {
    if (word_at(low, word) == 0) return signal;
  }
  // A tool's name as a word: `Claude.`, `Copilot,`
  const std::size_t end = low.find_first_of(".,;!");
  if (end == std::string::npos) return {};
  signal.tool = tool_named(low.substr(0, end));
  return signal.tool.empty() ? std::nullopt : std::optional(signal);
}

// Words that only make one ask (R6).
std::optional<Signal> prose_signal(const Line& line) {
  const std::string low = lowered(line.text);
  for (const std::string_view verb : {"assisted", "generated", "written", "authored", "vibe-coded", "co-written"}) {
    const std::size_t at = word_at(low, verb);
    if (at == std::string::npos) continue;
    std::string_view rest = trimmed(std::string_view(line.text).substr(at + verb.size()));
    for (const std::string_view by : {"by ", "with ", "using ", "mostly by ", "largely by ", "entirely by "}) {
      if (!begins_with(rest, by)) continue;
      if (std::optional<Signal> signal = helper_at(rest.substr(by.size()))) return signal;
    }
  }
  if (!line.subject) {
    for (const std::string_view words : {"ai generated", "ai-generated", "ai assisted", "ai-assisted", "llm-generated",
                                         "llm generated", "ai written", "ai-written"}) {
      const std::size_t at = word_at(low, words);
      if (at != std::string::npos && contains(low.substr(0, at), "this ")) {
        return Signal{Strength::weak, {}, {}, {}, "prose"};
      }
    }
  }
  for (const std::string_view verb : {"adopt", "apply", "accept"}) {
    const std::size_t at = word_at(low, verb);
    if (at == std::string::npos || !contains(low, "suggestion")) continue;
    const NamedTool named = tool_at_start_of(std::string_view(line.text).substr(at + verb.size()));
    if (!named.tool.empty()) return Signal{Strength::weak, std::string(named.tool), {}, {}, "prose"};
  }
  return {};
}

// `[CLAUDE]` in a subject, `aider: ` before it, a merge of an agent's branch.
std::optional<Signal> subject_signal(std::string_view subject) {
  if (begins_with(subject, "aider: ")) return Signal{Strength::weak, "aider", {}, {}, "subject:aider"};
  for (const std::string_view tag : {"CLAUDE", "GEMINI", "CODEX", "COPILOT", "CURSOR", "CHATGPT", "AIDER"}) {
    if (!contains(subject, "[" + std::string(tag) + "]")) continue;
    return Signal{Strength::weak, std::string(tool_named(tag)), {}, {}, "subject:[" + std::string(tag) + "]"};
  }
  if (!begins_with(subject, "merge ")) return {};
  std::size_t at = subject.find(" from ");
  if (at != std::string_view::npos) {
    std::string_view branch = subject.substr(at + 6);
    const std::size_t slash = branch.find('/');  // owner/branch
    return slash == std::string_view::npos ? std::nullopt : branch_signal(branch.substr(slash + 1));
  }
  at = subject.find('\'');
  return at == std::string_view::npos ? std::nullopt : branch_signal(subject.substr(at + 1));
}

}  // namespace

std::optional<Signal> branch_signal(std::string_view branch) {
  const std::size_t slash = branch.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string prefix = lowered(branch.substr(0, slash));
  if (std::find(agent_branches.begin(), agent_branches.end(), prefix) == agent_branches.end()) return {};
  return Signal{SignalStrength::weak, std::string(tool_named(prefix)), {}, {}, "branch:" + prefix + "/"};
}

Declarations declarations_of(const std::vector<Line>& lines) {
  Declarations found;
  for (const Line& line : lines) {
    std::string_view text = line.text;
    if (begins_with(text, "[x] ")) text.remove_prefix(4);  // a ticked box of a pull request's form
    if (read_trailer(trailer_of(text), found)) continue;
    if (is_session_link(text)) {
      found.signals.push_back({Strength::strong, "claude-code", {}, {}, "session link"});
    } else if (std::optional<Signal> footer = footer_signal(text)) {
      found.signals.push_back(*std::move(footer));
    } else if (std::optional<Signal> prose = prose_signal(line)) {
      found.signals.push_back(*std::move(prose));
    }
    if (!line.subject) continue;
    if (std::optional<Signal> signal = subject_signal(text)) found.signals.push_back(*std::move(signal));
  }
  return found;
}

}  // namespace tollgate::change
