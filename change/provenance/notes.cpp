// Notes beside commits: git-ai's (schema authorship/3.0.0: attested line ranges, a line `---`, JSON) and Agent Trace
// 0.1 records. Prompts and transcripts in them are never read on.
#include <map>
#include <nlohmann/json.hpp>

#include "change/provenance/declarations.hpp"
#include "change/provenance/tools.hpp"
#include "core/lasting.hpp"

namespace tollgate::change {

namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = std::size_t{4} << 20U;

std::string text_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& member(const json& object, const char* key) {
  static const Lasting<json> nothing([] { return json(); });
  if (!object.is_object()) return nothing.get();
  const auto found = object.find(key);
  return found == object.end() ? nothing.get() : *found;
}

Signal signal_of(SignalStrength strength, const std::string& tool, const std::string& model, std::string text) {
  Signal signal{strength, std::string(tool_named(tool)), normalised_model(model), model, std::move(text)};
  if (signal.tool.empty()) signal.tool = lowered(tool);
  return signal;
}

Signal entry_signal(SignalStrength strength, const json& entry, std::string text) {
  const json& agent = member(entry, "agent_id");
  return signal_of(strength, text_of(agent, "tool"), text_of(agent, "model"), std::move(text));
}

// The key of an attestation line, without its lines: `s_…`, `h_…` or bare hex; empty: not one.
std::string attested_key(std::string_view line) {
  if (!begins_with(line, "  ")) return {};
  line = trimmed(line);
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || trimmed(line.substr(blank)).empty()) return {};
  const std::string_view key = line.substr(0, blank);
  return std::string(key.substr(0, key.find("::")));
}

void add_once(std::vector<Signal>& signals, Signal signal) {
  for (const Signal& known : signals) {
    if (known.tool == signal.tool && known.model == signal.model && known.strength == signal.strength) return;
  }
  signals.push_back(std::move(signal));
}

std::vector<std::string> attested_keys(std::string_view part) {
  std::vector<std::string> keys;
  std::map<std::string, bool, std::less<>> seen;
  for (std::size_t begin = 0; begin < part.size();) {
    const std::size_t end = std::min(part.find('\n', begin), part.size());
    std::string key = attested_key(part.substr(begin, end - begin));
    begin = end + 1;
    if (!key.empty() && seen.try_emplace(key, true).second) keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<Signal> git_ai_signals(std::string_view attestation, const json& record) {
  std::vector<Signal> signals;
  const json& sessions = member(record, "sessions");
  const json& prompts = member(record, "prompts");
  for (const std::string& key : attested_keys(attestation)) {
    const bool session = begins_with(key, "s_");
    if (!session && !is_hex(key)) continue;  // `h_…`: a person's lines
    const json& entry = member(session ? sessions : prompts, key.c_str());
    add_once(signals, entry_signal(SignalStrength::strong, entry, "git-ai note: attested lines"));
  }
  if (!signals.empty()) return signals;
  for (const json* entries : {&sessions, &prompts}) {
    if (!entries->is_object()) continue;
    for (const auto& [key, entry] : entries->items()) {
      add_once(signals, entry_signal(SignalStrength::weak, entry, "git-ai note: no attested lines"));
    }
  }
  return signals;
}

std::vector<Signal> agent_trace_signals(const json& record) {
  std::vector<Signal> signals;
  const json& tool = member(record, "tool");
  const std::string tool_name = tool.is_string() ? tool.get<std::string>() : text_of(tool, "name");
  const json& files = member(record, "files");
  if (!files.is_array()) return signals;
  for (const json& file : files) {
    const json& conversations = member(file, "conversations");
    if (!conversations.is_array()) continue;
    for (const json& conversation : conversations) {
      const json& contributor = member(conversation, "contributor");
      const std::string type = text_of(contributor, "type");
      if (type != "ai" && type != "mixed") continue;
      const std::string model = text_of(contributor, "model_id");
      add_once(signals, signal_of(SignalStrength::strong, tool_name, model, "agent trace: " + type));
    }
  }
  return signals;
}

TraceScope scope_of(const json& record) {
  TraceScope scope{text_of(member(record, "vcs"), "revision"), {}};
  const json& files = member(record, "files");
  if (!files.is_array()) return scope;
  for (const json& file : files) scope.paths.push_back(text_of(file, "path"));
  return scope;
}

}  // namespace

std::vector<Signal> trace_signals(std::string_view text, const std::function<bool(const TraceScope&)>& is_ours) {
  std::vector<Signal> all;
  const auto take = [&](const json& record) {
    if (!record.is_object() || !is_ours(scope_of(record))) return;
    for (Signal& signal : agent_trace_signals(record)) add_once(all, std::move(signal));
  };
  if (const json whole = json::parse(text, nullptr, false); !whole.is_discarded()) {
    take(whole);
    return all;
  }
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    take(json::parse(text.substr(begin, end - begin), nullptr, false));
    begin = end + 1;
  }
  return all;
}

std::vector<Signal> note_signals(std::string_view note) {
  note = note.substr(0, most_bytes);
  if (note.empty()) return {};
  if (trimmed(note).substr(0, 1) == "{") return agent_trace_signals(json::parse(note, nullptr, false));
  std::size_t mark = begins_with(note, "---\n") ? 0 : note.find("\n---\n");
  if (mark == std::string_view::npos) return git_ai_signals(note, json());
  const std::string_view attestation = note.substr(0, mark);
  const std::string_view body = note.substr(note.find("---\n", mark) + 4);
  return git_ai_signals(attestation, json::parse(body, nullptr, false));
}

}  // namespace tollgate::change
