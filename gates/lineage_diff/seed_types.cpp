#include "gates/lineage_diff/seed_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/lower.hpp"
#include "gates/lineage_diff/settings.hpp"
#include "lineage/graph.hpp"
#include "sql/builtins.hpp"

namespace tollgate::gates::columns {

namespace {

struct Type {
  std::string name;      ///< as format_type() prints it, where PostgreSQL has it
  std::string modifier;  ///< `(10,2)`; empty: none
  friend bool operator==(const Type&, const Type&) = default;
};

/// `Numeric(10, 2)`, `timestamp(3) with time zone`.
Type type_of(std::string text) {
  text = lowered(text);
  Type type;
  const std::size_t open = text.find('('), close = text.find(')');
  if (open != std::string::npos && close != std::string::npos && open < close) {
    type.modifier = text.substr(open, close + 1 - open);
    std::erase(type.modifier, ' ');
    text.erase(open, close + 1 - open);
  }
  for (const char c : text) {
    if (c != ' ' || (!type.name.empty() && type.name.back() != ' ')) type.name += c;
  }
  if (!type.name.empty() && type.name.back() == ' ') type.name.pop_back();
  if (const sql::TypeFact* fact = sql::find_type(type.name)) type.name = fact->formatted;
  return type;
}

/// Whether the one holds whatever the other held: text, and what PostgreSQL casts to by itself.
bool holds_all_of(const Type& now, const Type& before) {
  if (!now.modifier.empty()) return false;
  if (now.name == before.name || now.name == "text" || now.name == "character varying") return true;
  return (now.name == "numeric" && before.name == "double precision") ||
         sql::cast_context(before.name, now.name) == 'i';
}

/// The seed as base's graph knows it with its columns; null where nothing tells these.
const lineage::Relation* known_on_base(const std::string& id, const Context& context) {
  if (context.base_lineage == nullptr) return nullptr;
  const lineage::Relation* seed = context.base_lineage->find(id);
  const bool told = seed != nullptr && !seed->open &&
                    (seed->origin == lineage::Origin::catalog || seed->origin == lineage::Origin::database);
  return told ? seed : nullptr;
}

bool has_same_file(const Target& target) {
  return !target.base->checksum.empty() && target.base->checksum == target.head->checksum;
}

ConfigEffect effect_of(const std::string& column, const std::string& type) {
  return {build_changed, "column_types of " + column, "", type,
          "base has the type that dbt chose by what the values look like, and no catalogue tells it; where that is "
          "another, digits or times of day may be lost, and joins on it may fail"};
}

}  // namespace

std::vector<ConfigEffect> newly_typed_columns(const Target& target, const Context& context) {
  std::vector<ConfigEffect> effects;
  if (target.head->type != dbt::ResourceType::seed) return effects;
  const auto before = members_of(Settings(*target.base, *context.base).value("column_types"));
  const lineage::Relation* const seed = known_on_base(target.model->unique_id, context);
  for (const auto& [column, type] : members_of(Settings(*target.head, *context.head).value("column_types"))) {
    if (before.contains(column)) continue;
    const auto known = seed == nullptr ? std::nullopt : context.base_lineage->find(seed->unique_id, column);
    const std::string had = known ? context.base_lineage->columns()[*known].type : std::string();
    if (had.empty()) {
      if (known || (seed == nullptr && has_same_file(target))) effects.push_back(effect_of(column, type));
      continue;
    }
    const Type from = type_of(had), to = type_of(type);
    if (from == to) continue;
    ConfigEffect effect = effect_of(column, type);
    const bool holds = holds_all_of(to, from);
    effect.rule = holds ? build_changed : load_changed;
    effect.what = fmt::format("dbt chose {} by what the values look like; {}", had,
                              holds ? "no value is lost, and joins on it may fail"
                                    : "digits, leading zeros or times of day may be lost, and joins on it may fail");
    effects.push_back(std::move(effect));
  }
  return effects;
}

}  // namespace tollgate::gates::columns
