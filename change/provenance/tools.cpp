#include "change/provenance/tools.hpp"

#include <algorithm>
#include <array>

#include "change/provenance/words.hpp"

namespace tollgate::change {

namespace {

struct Name {
  std::string_view name;  // lower case
  std::string_view tool;
};

// Longer names before those that they begin with.
constexpr std::array names{
    Name{"claude code", "claude-code"},
    Name{"claude-code", "claude-code"},
    Name{"claudecode", "claude-code"},
    Name{"claude", "claude-code"},
    Name{"github copilot coding agent", "github-copilot-coding-agent"},
    Name{"copilot coding agent", "github-copilot-coding-agent"},
    Name{"copilot-swe-agent", "github-copilot-coding-agent"},
    Name{"github copilot cli", "github-copilot-cli"},
    Name{"copilot cli", "github-copilot-cli"},
    Name{"copilot autofix powered by ai", "github-copilot-autofix"},
    Name{"copilot autofix", "github-copilot-autofix"},
    Name{"copilot app", "github-copilot-app"},
    Name{"github copilot chat", "github-copilot"},
    Name{"github copilot", "github-copilot"},
    Name{"github-copilot", "github-copilot"},
    Name{"copilot chat", "github-copilot"},
    Name{"copilot", "github-copilot"},
    Name{"cursor agent", "cursor"},
    Name{"cursor ai", "cursor"},
    Name{"cursor", "cursor"},
    Name{"devin ai", "devin"},
    Name{"devin", "devin"},
    Name{"aider", "aider"},
    Name{"openai codex", "codex"},
    Name{"codex cli", "codex"},
    Name{"codex", "codex"},
    Name{"chatgpt", "chatgpt"},
    Name{"chat gpt", "chatgpt"},
    Name{"gemini code assist", "gemini-code-assist"},
    Name{"gemini-code-assist", "gemini-code-assist"},
    Name{"gemini cli", "gemini-cli"},
    Name{"gemini-cli", "gemini-cli"},
    Name{"google gemini", "gemini"},
    Name{"gemini", "gemini"},
    Name{"amp code", "amp"},
    Name{"ampcode", "amp"},
    Name{"amp", "amp"},
    Name{"opencode.ai", "opencode"},
    Name{"opencode", "opencode"},
    Name{"open code", "opencode"},
    Name{"kiro-cli", "kiro"},
    Name{"kiro cli", "kiro"},
    Name{"kiro", "kiro"},
    Name{"google jules", "jules"},
    Name{"jules", "jules"},
    Name{"junie", "junie"},
    Name{"sweep ai", "sweep"},
    Name{"codeflash", "codeflash"},
    Name{"sentry seer", "sentry-seer"},
    Name{"seer by sentry", "sentry-seer"},
    Name{"factory droid", "factory-droid"},
    Name{"factory-droid", "factory-droid"},
    Name{"droid", "factory-droid"},
    Name{"coderabbit", "coderabbit"},
    Name{"coderabbitai", "coderabbit"},
    Name{"firebender", "firebender"},
    Name{"qwen-coder", "qwen-code"},
    Name{"qwen-code", "qwen-code"},
    Name{"qwen coder", "qwen-code"},
    Name{"qwen code", "qwen-code"},
    Name{"replit agent", "replit"},
    Name{"replit assistant", "replit"},
    Name{"entire", "entire"},
    Name{"windsurf", "windsurf"},
    Name{"codeium", "codeium"},
    Name{"cline", "cline"},
    Name{"roo code", "roo-code"},
    Name{"roo-code", "roo-code"},
    Name{"kilo code", "kilo-code"},
    Name{"amazon q developer", "amazon-q"},
    Name{"amazon q", "amazon-q"},
    Name{"gitlab duo", "gitlab-duo"},
    Name{"jetbrains ai assistant", "jetbrains-ai"},
    Name{"jetbrains ai", "jetbrains-ai"},
    Name{"tabnine", "tabnine"},
    Name{"augment code", "augment-code"},
    Name{"openhands", "openhands"},
    Name{"goose", "goose"},
    Name{"grok code", "grok"},
    Name{"grok", "grok"},
    Name{"crush", "crush"},
    Name{"antigravity", "antigravity"},
    Name{"mistral vibe", "mistral-vibe"},
};

// Whole texts only: as the beginning of a longer text these are words or people's names (R4).
constexpr std::array whole_names{
    Name{"pi", "pi"},
    Name{"pi agent", "pi"},
    Name{"zed agent", "zed"},
    Name{"warp agent", "warp"},
    Name{"continue.dev", "continue"},
    Name{"ona", "ona"},
    Name{"codegen", "codegen"},
    Name{"warp", "warp"},
};

struct Address {
  std::string_view address;  // lower case
  std::string_view tool;
  SignalStrength strength;
};

constexpr std::array addresses{
    Address{"noreply@anthropic.com", "claude-code", SignalStrength::strong},
    // On by default in an editor for a while, also on hand-written commits (microsoft/vscode#310226, #313931, #313064).
    Address{"copilot@github.com", "github-copilot", SignalStrength::weak},
    Address{"cursoragent@cursor.com", "cursor", SignalStrength::strong},
    Address{"noreply@cursor.com", "cursor", SignalStrength::strong},
    Address{"aider@aider.chat", "aider", SignalStrength::strong},
    Address{"noreply@aider.chat", "aider", SignalStrength::strong},
    Address{"noreply@aider.dev", "aider", SignalStrength::strong},
    Address{"noreply@openai.com", "codex", SignalStrength::strong},
    Address{"codex@openai.com", "codex", SignalStrength::strong},
    Address{"gemini-cli@google.com", "gemini-cli", SignalStrength::strong},
    Address{"amp@ampcode.com", "amp", SignalStrength::strong},
    Address{"noreply@pi.ai", "pi", SignalStrength::strong},
    Address{"noreply@opencode.ai", "opencode", SignalStrength::strong},
    Address{"qwen-coder@alibabacloud.com", "qwen-code", SignalStrength::strong},
    // As the tools' own instructions for commits have them.
    Address{"openhands@all-hands.dev", "openhands", SignalStrength::strong},
    Address{"crush@charm.land", "crush", SignalStrength::strong},
    Address{"junie@jetbrains.com", "junie", SignalStrength::strong},
    Address{"vibe@mistral.ai", "mistral-vibe", SignalStrength::strong},
    Address{"agent@warp.dev", "warp", SignalStrength::strong},
    Address{"oz-agent@warp.dev", "warp", SignalStrength::strong},
    Address{"no-reply@ona.com", "ona", SignalStrength::strong},
};

struct Account {
  std::string_view login;  // lower case
  std::string_view id;     // GitHub user id; empty: not known
  std::string_view tool;
};

// 41898282 is github-actions and belongs to no tool.
constexpr std::array accounts{
    Account{"claude[bot]", "209825114", "claude-code"},
    Account{"copilot-swe-agent[bot]", "198982749", "github-copilot-coding-agent"},
    Account{"devin-ai-integration[bot]", "158243242", "devin"},
    Account{"gemini-code-assist[bot]", "176961590", "gemini-code-assist"},
    Account{"google-labs-jules[bot]", "161369871", "jules"},
    Account{"sweep-ai[bot]", "128439645", "sweep"},
    Account{"codeflash-ai[bot]", "148906541", "codeflash"},
    Account{"seer-by-sentry[bot]", "157164994", "sentry-seer"},
    Account{"factory-droid[bot]", "138933559", "factory-droid"},
    Account{"coderabbitai[bot]", "136622811", "coderabbit"},
    Account{"chatgpt-codex-connector[bot]", "", "codex"},
    Account{"cursor[bot]", "", "cursor"},
    Account{"lovable-dev[bot]", "159125892", "lovable"},
    Account{"gpt-engineer-app[bot]", "159125892", "lovable"},  // its former login
    Account{"codegen-sh[bot]", "", "codegen"},
    Account{"kiro-agent[bot]", "", "kiro"},
    Account{"opencode-agent[bot]", "", "opencode"},
};

// Four products share the login `Copilot`: their ids tell them apart.
constexpr std::array copilots{
    Account{"copilot", "175728472", "github-copilot"},
    Account{"copilot", "223556219", "github-copilot-cli"},
    Account{"copilot", "198982749", "github-copilot-coding-agent"},
};

constexpr std::string_view web_mail = "@users.noreply.github.com";

Signal signal_of(SignalStrength strength, std::string_view tool, std::string text, const std::string& display) {
  Signal signal{strength, std::string(tool), {}, {}, std::move(text)};
  if (!display.ends_with("[bot]")) signal.model = model_in_display_name(display);
  if (!signal.model.empty()) signal.model_raw = display;
  return signal;
}

std::string_view tool_of_account(std::string_view id, std::string_view login, std::string_view name) {
  const std::string_view named = tool_named(name);
  if (login == "github-advanced-security[bot]") return named == "github-copilot-autofix" ? named : std::string_view{};
  if (login == "copilot") {
    if (named == "github-copilot-autofix" || named == "github-copilot-app") return named;
    for (const Account& copilot : copilots) {
      if (copilot.id == id) return copilot.tool;
    }
    return "github-copilot";
  }
  for (const Account& account : accounts) {
    if (account.login == login) return account.tool;
  }
  for (const Account& account : accounts) {
    if (!id.empty() && account.id == id) return account.tool;
  }
  for (const Account& copilot : copilots) {
    if (!id.empty() && copilot.id == id) return copilot.tool;
  }
  return {};
}

std::optional<Signal> by_account(const Person& person, std::string_view mail, std::string_view by) {
  if (mail.size() <= web_mail.size() || mail.substr(mail.size() - web_mail.size()) != web_mail) return {};
  const std::string_view local = mail.substr(0, mail.size() - web_mail.size());
  const std::size_t plus = local.find('+');
  const std::string_view id = plus == std::string_view::npos ? std::string_view{} : local.substr(0, plus);
  const std::string_view login = plus == std::string_view::npos ? local : local.substr(plus + 1);
  const std::string_view tool = tool_of_account(id, login, person.name);
  if (tool.empty()) return {};
  return signal_of(SignalStrength::strong, tool, std::string(by) + ":" + std::string(login), person.name);
}

std::optional<Signal> by_address(const Person& person, std::string_view mail, std::string_view by) {
  for (const Address& known : addresses) {
    if (known.address != mail) continue;
    std::string_view tool = known.tool;
    if (mail == "noreply@openai.com" && tool_named(person.name) == "chatgpt") tool = "chatgpt";
    return signal_of(known.strength, tool, std::string(by) + ":" + std::string(mail), person.name);
  }
  if (same_text(person.name, "firebender") && mail.size() > 15 && mail.substr(mail.size() - 15) == "@firebender.com") {
    return signal_of(SignalStrength::strong, "firebender", std::string(by) + ":firebender", person.name);
  }
  return {};
}

bool is_placeholder(std::string_view mail) {
  const std::size_t at = mail.find('@');
  if (at == std::string_view::npos) return true;
  const std::string_view domain = mail.substr(at + 1);
  const std::string_view local = mail.substr(0, at);
  const bool reserved = domain == "example.com" || domain == "example.org" || domain == "example.net" ||
                        domain == "localhost" || domain == "invalid";
  return reserved && (local == "noreply" || local == "no-reply" || local == "none");
}

// People are called Claude, Devin, Cody, Cline and Pi; as a whole display name without an address the first is the
// tool.
bool is_only_a_tools_name(std::string_view name) {
  const std::string low = lowered(trimmed(name));
  if (low == "devin" || low == "cline" || low == "pi" || low == "amp" || low == "jules" || low == "junie") return false;
  if (!tool_named(low).empty()) return true;
  return begins_with(low, "claude ") && names_a_model(low);
}

}  // namespace

std::string_view tool_named(std::string_view name) {
  const std::string low = lowered(trimmed(name));
  for (const Name& known : whole_names) {
    if (known.name == low) return known.tool;
  }
  for (const Name& known : names) {
    if (known.name == low) return known.tool;
  }
  return {};
}

NamedTool tool_at_start_of(std::string_view text) {
  text = trimmed(text);
  if (const std::string_view tool = tool_named(text); !tool.empty()) return {tool, {}};
  for (const Name& known : names) {
    if (!begins_with(text, known.name)) continue;
    const std::string_view rest = text.substr(known.name.size());
    if (std::string_view(" (:+,[<").find(rest.front()) != std::string_view::npos) return {known.tool, trimmed(rest)};
  }
  return {};
}

std::string model_in_display_name(std::string_view name) {
  name = trimmed(name);
  const NamedTool named = tool_at_start_of(name);
  std::string_view rest = named.tool.empty() ? name : named.rest;
  if (rest.size() > 2 && rest.front() == '(' && rest.back() == ')') rest = rest.substr(1, rest.size() - 2);
  if (names_a_model(rest)) return normalised_model(rest);
  // A provider's own words before a path: `OpenCode openrouter/vendor/model`. Known by its shape.
  const bool path = rest.find('/') != std::string_view::npos && rest.find(' ') == std::string_view::npos;
  return !named.tool.empty() && path && rest.front() != '/' ? normalised_model(rest) : std::string();
}

std::optional<Signal> identity_signal(const Person& person, std::string_view by) {
  const std::string mail = lowered(trimmed(person.email));
  if (std::optional<Signal> signal = by_address(person, mail, by)) return signal;
  if (std::optional<Signal> signal = by_account(person, mail, by)) return signal;
  for (const Account& account : accounts) {
    if (mail.empty() && same_text(person.name, account.login)) {
      return signal_of(SignalStrength::strong, account.tool, std::string(by) + ":" + std::string(account.login), {});
    }
  }
  if (!is_placeholder(mail) || !is_only_a_tools_name(person.name)) return {};
  const std::string_view tool = tool_at_start_of(person.name).tool;
  return signal_of(SignalStrength::medium, tool, std::string(by) + "-name:" + std::string(tool), person.name);
}

std::optional<Signal> author_suffix_signal(const Person& author) {
  const std::string_view name = trimmed(author.name);
  const std::size_t open = name.rfind('(');
  if (open == std::string_view::npos || open == 0 || name[open - 1] != ' ' || name.back() != ')') return {};
  const std::string_view inside = name.substr(open + 1, name.size() - open - 2);
  const std::string_view tool = tool_named(inside);
  if (tool.empty()) return {};
  return Signal{SignalStrength::strong, std::string(tool), {}, {}, "author-suffix:(" + lowered(inside) + ")"};
}

bool is_bot(const Person& person) {
  const auto ends = [](std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
  };
  return ends(trimmed(person.name), "[bot]") || lowered(person.email).find("[bot]@") != std::string::npos;
}

}  // namespace tollgate::change
