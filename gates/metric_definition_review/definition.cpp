#include "gates/metric_definition_review/definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.hpp"

namespace tollgate::gates::metrics {

namespace {

using nlohmann::json;

/// Levels that dbt's artifacts have and its YAML does not, or only in one of its versions.
constexpr std::array<std::string_view, 3> unwritten{"type_params", "where_filters", "where_sql_template"};
constexpr std::string_view derived = "input_measures";
/// What a newer version of dbt writes for a setting that nobody made.
constexpr std::array<std::string_view, 3> defaults{"false", "[]", "{}"};
constexpr std::size_t longest_value = 120;

using Path = std::vector<std::string>;
struct Leaf {
  Path path;
  std::string value;
};
using Leaves = std::map<std::string, Leaf>;

std::string joined(const Path& path) {
  std::string text;
  for (const std::string& part : path) text += (text.empty() ? "" : ".") + part;
  return text;
}

/// Text without its quotes, everything else as compact JSON.
std::string value_text(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

bool holds_objects(const json& list) {
  return list.is_array() && std::ranges::any_of(list, [](const json& item) { return item.is_object(); });
}

/// Entries of a list are known by their name; where they have none, by their number if there are several.
std::string entry_name(const json& list, std::size_t index) {
  const json& item = list[index];
  if (item.is_object() && item.contains("name") && item["name"].is_string()) return item["name"].get<std::string>();
  return list.size() == 1 ? std::string() : std::to_string(index + 1);
}

/// Depth is bounded: the manifest's reader refused what nests deeper than any definition.
void flatten(const json& value, const Path& path, Leaves& leaves) {
  const auto below = [&](const std::string& part, const json& item) {
    Path longer = path;
    if (!part.empty()) longer.push_back(part);
    flatten(item, longer, leaves);
  };
  if (holds_objects(value)) {
    for (std::size_t i = 0; i < value.size(); ++i) below(entry_name(value, i), value[i]);
  } else if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      if (key == derived) continue;
      const bool silent = std::ranges::find(unwritten, key) != unwritten.end() || (key == "name" && !path.empty());
      below(silent ? std::string() : key, item);
    }
  } else {
    leaves.insert_or_assign(joined(path), Leaf{path, value_text(value)});
  }
}

Leaves leaves_of(std::string_view definition) {
  const json value = json::parse(definition, nullptr, false);
  if (!value.is_object()) {
    throw Error(ErrorKind::unjudged, {"its definition cannot be read", "write the manifest again with dbt", {}});
  }
  Leaves leaves;
  flatten(value, {}, leaves);
  return leaves;
}

std::string shortened(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  if (text.size() <= longest_value) return text;
  std::size_t cut = longest_value;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

std::string quoted(const std::string& value) { return value.empty() ? "nothing" : "`" + shortened(value) + "`"; }

void collect_names(const json& value, std::string_view key, std::set<std::string, std::less<>>& names) {
  if (!value.is_object() || !value.contains(key)) return;
  const json& found = value[std::string(key)];
  const auto take = [&](const json& item) {
    if (item.is_string()) names.insert(item.get<std::string>());
    if (item.is_object() && item.contains("name") && item["name"].is_string()) {
      names.insert(item["name"].get<std::string>());
    }
  };
  if (found.is_array()) {
    for (const json& item : found) take(item);
  } else {
    take(found);
  }
}

}  // namespace

std::vector<DefinitionChange> definition_changes(std::string_view base, std::string_view head, bool other_dbt_version) {
  const Leaves before = leaves_of(base);
  const Leaves after = leaves_of(head);
  std::map<std::string, DefinitionChange> changes;
  const auto note = [&](const std::string& path, const Leaf& leaf, bool in_base) {
    DefinitionChange& change = changes[path];
    change.path = path;
    (in_base ? change.base : change.head) = leaf.value;
    if (leaf.path.size() > 1) {
      change.section = leaf.path[0];
      change.entry = leaf.path[1];
    }
  };
  for (const auto& [path, leaf] : before) note(path, leaf, true);
  for (const auto& [path, leaf] : after) note(path, leaf, false);
  std::vector<DefinitionChange> differing;
  for (auto& [path, change] : changes) {
    if (change.base == change.head) continue;
    const std::string& only = change.base.empty() ? change.head : change.base;
    const bool on_one_side = change.base.empty() || change.head.empty();
    const bool written_by_dbt = on_one_side && std::ranges::find(defaults, only) != defaults.end();
    if (!(other_dbt_version && written_by_dbt)) differing.push_back(std::move(change));
  }
  return differing;
}

std::string to_text(const DefinitionChange& change) {
  return fmt::format("{}: {} -> {}", change.path, quoted(change.base), quoted(change.head));
}

std::set<std::string, std::less<>> measures_used(std::string_view definition) {
  std::set<std::string, std::less<>> names;
  const json value = json::parse(definition, nullptr, false);
  if (!value.is_object() || !value.contains("type_params")) return names;
  const json& params = value["type_params"];
  collect_names(params, "measure", names);
  collect_names(params, derived, names);
  if (params.is_object() && params.contains("conversion_type_params")) {
    collect_names(params["conversion_type_params"], "base_measure", names);
    collect_names(params["conversion_type_params"], "conversion_measure", names);
  }
  return names;
}

}  // namespace tollgate::gates::metrics
