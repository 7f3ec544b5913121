// One grammar for what stands behind Assisted-by, Generated-by and Co-developed-by (R5): `[…]` are tools beside it,
// `<…>` is dropped unless it is a model; then `name (model)`, `name:model`, `name+model`, `name model`, or a model
// alone.
#include "change/provenance/declarations.hpp"
#include "change/provenance/tools.hpp"

namespace tollgate::change {

namespace {

struct Split {
  std::string_view name;
  std::string_view model;
};

// Without `[…]`; what `<…>` holds apart.
std::string without_groups(std::string_view value, std::string& angled) {
  std::string kept;
  int depth = 0;
  bool in_angle = false;
  for (const char c : value) {
    if (c == '[') ++depth;
    if (c == '<' && depth == 0) {
      in_angle = true;
    } else if (c == '>' && in_angle) {
      in_angle = false;
    } else if (depth == 0) {
      (in_angle ? angled : kept) += c;
    }
    if (c == ']' && depth > 0) --depth;
  }
  return std::string(trimmed(kept));
}

Split split_value(std::string_view value) {
  const std::size_t open = value.find('(');
  if (open != std::string_view::npos && open > 0) {
    const std::size_t close = std::min(value.find(')', open), value.size());
    return {trimmed(value.substr(0, open)), trimmed(value.substr(open + 1, close - open - 1))};
  }
  for (const char mark : {':', '+'}) {
    const std::size_t at = value.find(mark);
    if (at == std::string_view::npos || at == 0) continue;
    return {trimmed(value.substr(0, at)), trimmed(value.substr(at + 1))};
  }
  const NamedTool named = tool_at_start_of(value);
  if (!named.tool.empty()) return {trimmed(value.substr(0, value.size() - named.rest.size())), named.rest};
  return {value, {}};
}

// `opus + sonnet`: the first. `claude-3-opus coccinelle sparse`: the first word.
std::string_view model_text(std::string_view text) {
  if (names_a_model(text) && text.find('+') == std::string_view::npos && text.find(',') == std::string_view::npos) {
    const std::size_t blank = text.find(' ');
    const std::string_view first = text.substr(0, blank);
    const bool first_is_whole = first.find('-') != std::string_view::npos && names_a_model(first);
    return first_is_whole && !names_a_model(text.substr(first.size())) ? first : text;
  }
  for (const char mark : {'+', ',', ' '}) {
    const std::string_view first = trimmed(text.substr(0, text.find(mark)));
    if (first.size() < text.size() && names_a_model(first)) return first;
  }
  return {};
}

bool says_ai(std::string_view value) {
  const std::string low = lowered(value);
  for (const std::string_view word : {"ai", "llm", "llms", "an llm", "an ai", "genai", "generative ai"}) {
    if (low == word) return true;
    if (low.size() > word.size() && low.substr(0, word.size()) == word) {
      const char next = low[word.size()];
      if (next == ' ' || next == ',' || next == '(' || next == ';') return true;
    }
  }
  return false;
}

// A link to a team's statement on LLMs (`…#llms`).
bool is_policy_link(std::string_view value) {
  if (!begins_with(value, "http://") && !begins_with(value, "https://")) return false;
  const std::string low = lowered(value);
  for (const std::string_view end : {"#llm", "#llms", "#ai", "/llms", "/llm"}) {
    if (low.size() > end.size() && low.substr(low.size() - end.size()) == end) return true;
  }
  return false;
}

}  // namespace

std::optional<Signal> assisted_by_signal(std::string_view key, std::string_view value) {
  Signal signal{SignalStrength::strong, {}, {}, {}, std::string(key)};
  if (is_policy_link(value)) {
    signal.strength = SignalStrength::medium;
    signal.text += ":policy link";
    return signal;
  }
  std::string angled;
  const std::string kept = without_groups(value, angled);
  if (says_ai(kept)) {
    signal.strength = SignalStrength::medium;
    signal.text += ":AI";
    return signal;
  }
  if (angled.find('@') != std::string::npos) {  // a name and an address: R3 decides, else it is a person
    std::optional<Signal> known = identity_signal({kept, angled}, key);
    if (known && known->strength != SignalStrength::weak) return known;
    if (model_in_display_name(kept).empty()) return {};
  }
  const Split split = split_value(kept);
  std::string_view model = model_text(split.model);
  if (model.empty() && names_a_model(angled)) model = angled;
  signal.tool = tool_named(split.name);
  if (signal.tool.empty() && model_text(kept) == kept) {  // a model alone
    model = kept;
    if (begins_with(normalised_model(kept), "claude")) signal.tool = "claude-code";
  }
  if (signal.tool.empty() && model.empty()) return {};
  if (!split.model.empty() && model.empty() && split.name.size() + split.model.size() + 1 >= kept.size() &&
      kept.find('(') == std::string::npos && kept.find(':') == std::string::npos) {
    return {};  // `Claude Monet` is a person
  }
  signal.model = normalised_model(model);
  signal.model_raw = model;
  signal.text += ":" + (signal.tool.empty() ? std::string("model ") + signal.model : signal.tool);
  return signal;
}

}  // namespace tollgate::change
