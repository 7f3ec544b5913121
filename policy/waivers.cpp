#include "policy/waivers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/suggest.hpp"
#include "policy/map_reader.hpp"
#include "policy/values.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

namespace {

constexpr std::string_view what = "waiver";
constexpr std::array<std::string_view, 5> required{"rule", "subject", "reason", "owner", "expires"};

/// With these dbt's unique_ids begin (dbt-core, artifacts/resources/types.py, NodeType).
constexpr std::array<std::string_view, 14> resource_types{
    "model",     "seed",        "snapshot", "source", "exposure", "metric",    "semantic_model",
    "unit_test", "saved_query", "test",     "group",  "analysis", "operation", "function"};

/// One line without blanks at its ends: reasons are often written over several lines.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::optional<std::string> read_line(const Node& node, std::string_view key, Problems& problems) {
  auto text = read_text(node, fmt::format("{}.{}", what, key), problems);
  if (!text) return std::nullopt;
  std::string line = on_one_line(*text);
  if (!line.empty()) return line;
  expected(node, fmt::format("{}.{}", what, key), "a text", problems);
  return std::nullopt;
}

/// Gate and rule.
using RuleName = std::pair<std::string, std::string>;

std::vector<std::string> rule_names(std::span<const Gate* const> gates, bool with_gate) {
  std::vector<std::string> names;
  for (const Gate* gate : gates) {
    for (const Rule& rule : gate->rules)
      names.push_back(with_gate ? fmt::format("{}/{}", gate->id, rule.id) : std::string(rule.id));
  }
  return names;
}

void refuse_rule(const Node& node, std::span<const Gate* const> gates, Problems& problems) {
  const std::string_view text = node.text;
  if (text.starts_with("policy/") || text == "policy-loosened" || text.starts_with("waiver/")) {
    problems.add(node.mark, fmt::format("waiver.rule: {} is about the policy or a waiver itself", in_quotes(text)),
                 "such a finding can't be waived: delete this waiver");
    return;
  }
  const std::vector<std::string> names = rule_names(gates, text.find('/') != std::string_view::npos);
  const std::string suggestion = did_you_mean(text, std::vector<std::string_view>(names.begin(), names.end()));
  expected(node, "waiver.rule", "a rule, `rule` or `gate/rule`", problems,
           suggestion.empty() ? "`tollgate explain` lists the rules" : suggestion);
}

std::optional<RuleName> read_rule(const Node& node, std::span<const Gate* const> gates, Problems& problems) {
  if (!node.is_scalar()) {
    expected(node, "waiver.rule", "a rule, `rule` or `gate/rule`", problems);
    return std::nullopt;
  }
  for (const Gate* gate : gates) {
    for (const Rule& rule : gate->rules) {
      if (node.text == rule.id || node.text == fmt::format("{}/{}", gate->id, rule.id))
        return RuleName(gate->id, rule.id);
    }
  }
  refuse_rule(node, gates, problems);
  return std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t dot = path.find('.');
    parts.push_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

bool is_subject(std::string_view path) {
  const std::vector<std::string_view> parts = parts_of(path);
  const bool typed = std::find(resource_types.begin(), resource_types.end(), parts.front()) != resource_types.end();
  return typed && parts.size() >= 3 &&
         std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
}

/// A waiver is an answer to a finding that someone has looked at, so it names something.
bool names_everything(std::string_view path) {
  const std::vector<std::string_view> parts = parts_of(path);
  return parts.size() >= 3 && parts[2].find_first_not_of("*?") == std::string_view::npos;
}

std::optional<std::string> read_subject(const Node& node, Problems& problems) {
  auto text = read_line(node, "subject", problems);
  if (!text) return std::nullopt;
  const std::string_view path = std::string_view(*text).substr(0, text->find(" ("));
  if (path == change_subject) return text;
  if (!is_subject(path)) {
    expected(node, "waiver.subject", "a unique_id such as model.shop.orders, one with .column, or change", problems,
             "write the subject as the JSON report has it");
    return std::nullopt;
  }
  if (names_everything(path)) {
    problems.add(node.mark, fmt::format("waiver.subject: {} names everything", in_quotes(*text)),
                 "name what is waived, at least a part of its name");
    return std::nullopt;
  }
  return text;
}

std::optional<Day> read_day(const Node& node, Problems& problems) {
  const auto day = node.is_scalar() ? day_from(node.text) : std::nullopt;
  if (!day) expected(node, "waiver.expires", "a day as YYYY-MM-DD", problems);
  return day;
}

/// The value of a key that must be there.
const Node* need(MapReader& entry, const Node& node, std::string_view key, Problems& problems) {
  const Node* value = entry.find(key);
  if (value == nullptr && node.is_map()) {
    problems.add(node.mark, fmt::format("{}: no `{}`", what, key),
                 fmt::format("a waiver has all of {}", fmt::join(required, ", ")));
  }
  return value;
}

std::optional<Waiver> read_waiver(const Node& node, std::span<const Gate* const> gates, Problems& problems) {
  MapReader entry(node, std::string(what), problems);
  const auto read = [&](std::string_view key, auto reader) -> decltype(reader(node)) {
    const Node* value = need(entry, node, key, problems);
    return value == nullptr ? std::nullopt : reader(*value);
  };
  auto rule = read("rule", [&](const Node& value) { return read_rule(value, gates, problems); });
  auto subject = read("subject", [&](const Node& value) { return read_subject(value, problems); });
  auto reason = read("reason", [&](const Node& value) { return read_line(value, "reason", problems); });
  auto owner = read("owner", [&](const Node& value) { return read_line(value, "owner", problems); });
  const auto expires = read("expires", [&](const Node& value) { return read_day(value, problems); });
  entry.finish();
  if (!rule || !subject || !reason || !owner || !expires) return std::nullopt;
  Waiver waiver;
  std::tie(waiver.gate, waiver.rule) = std::move(*rule);
  waiver.subject = std::move(*subject);
  waiver.reason = std::move(*reason);
  waiver.owner = std::move(*owner);
  waiver.expires = *expires;
  const Place place = problems.place(node.mark);
  waiver.location = {place.file, place.line, place.column};
  return waiver;
}

using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
Key key_of(const Waiver& waiver) { return {waiver.gate, waiver.rule, waiver.subject}; }

void check_twins(const std::vector<Waiver>& waivers, Problems& problems) {
  std::map<Key, const Waiver*> first;
  for (const Waiver& waiver : waivers) {
    const auto [found, fresh] = first.emplace(key_of(waiver), &waiver);
    if (fresh) continue;
    problems.add({waiver.location.line, waiver.location.column},
                 fmt::format("{}: {}/{} is waived twice for {}, first on line {}", what, waiver.gate, waiver.rule,
                             in_quotes(waiver.subject), found->second->location.line),
                 "keep one of the two");
  }
}

bool says_the_same(const Waiver& a, const Waiver& b) {
  return a.reason == b.reason && a.owner == b.owner && a.expires == b.expires;
}

}  // namespace

LoadedWaivers load_waivers(std::string_view text, const std::string& file_name, std::span<const Gate* const> gates) {
  LoadedWaivers loaded;
  Problems problems(file_name, "waiver file");
  if (const std::optional<Node> root = read_yaml(text, problems, Emptiness::allowed)) {
    if (!root->is_list() && !root->is_nothing())
      expected(*root, "waivers", "a list (`- rule: …` entries)", problems, "an empty list is written []");
    for (const Node& node : root->items) {
      if (auto waiver = read_waiver(node, gates, problems)) loaded.waivers.push_back(std::move(*waiver));
    }
  }
  check_twins(loaded.waivers, problems);
  loaded.problems = problems.sorted();
  if (!loaded.problems.empty()) loaded.waivers.clear();
  return loaded;
}

WaiversOfChange waivers_of_change(const std::vector<Waiver>& base, std::vector<Waiver> head) {
  std::map<Key, const Waiver*> merged;
  for (const Waiver& waiver : base) merged.emplace(key_of(waiver), &waiver);
  WaiversOfChange change;
  change.in_force = std::move(head);
  change.removed = base.size();
  for (Waiver& waiver : change.in_force) {
    const auto before = merged.find(key_of(waiver));
    waiver.edited = before != merged.end() && !says_the_same(*before->second, waiver);
    waiver.added = before == merged.end() || waiver.edited;
    if (before != merged.end()) --change.removed;
  }
  return change;
}

}  // namespace tollgate::policy
