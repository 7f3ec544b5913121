#include "sql/change/relations.hpp"

#include <algorithm>
#include <vector>

namespace tollgate::sql {
namespace {

// "app.prod" and "orders" of app.prod.orders.
std::pair<std::string, std::string> split(const KnownRelation& relation) {
  const std::size_t dot = relation.name.rfind('.');
  if (dot == std::string::npos) return {"", relation.name};
  return {relation.name.substr(0, dot), relation.name.substr(dot + 1)};
}

std::map<std::string, std::set<std::string>> schemas_of(const Analysis& analysis) {
  std::map<std::string, std::set<std::string>> schemas;
  for (const RangeEntry* entry : analysis.relations()) {
    if (entry->relation == nullptr || !entry->relation->identity.empty()) continue;
    const auto [schema, table] = split(*entry->relation);
    schemas[schema].insert(table);
  }
  return schemas;
}

Digest named(std::string_view schema, std::string_view table) {
  return Hasher{}.add("name").add(schema).add(table).digest();
}

std::map<std::string, std::string, std::less<>> types_of(const Analysis& analysis, const SameRelations& same,
                                                         bool base) {
  std::map<std::string, std::string, std::less<>> types;
  for (const RangeEntry* entry : analysis.relations()) {
    if (entry->relation == nullptr) continue;
    const std::string prefix = to_hex(base ? same.of_base(*entry->relation) : same.of_head(*entry->relation)) + ".";
    for (const KnownColumn& column : entry->relation->columns) types[prefix + column.name] = column.type;
  }
  return types;
}

}  // namespace

SameRelations::SameRelations(const Analysis& base, const Analysis& head) {
  rename_schemas(schemas_of(base), schemas_of(head));
  const auto types_of_base = types_of(base, *this, true);
  for (const auto& [column, type] : types_of(head, *this, false)) {
    const auto other = types_of_base.find(column);
    if (other != types_of_base.end() && !type.empty() && !other->second.empty() && other->second != type)
      x_retyped.insert(column);
  }
}

// Schemas that both sides name are themselves; of the others, one of base and one of head that hold the same tables
// are one environment under two names.
void SameRelations::rename_schemas(const std::map<std::string, std::set<std::string>>& base,
                                   const std::map<std::string, std::set<std::string>>& head) {
  std::set<std::string> taken;
  for (const auto& [schema, tables] : head) {
    if (base.count(schema) > 0) continue;
    std::vector<std::string> candidates;
    for (const auto& [other, its_tables] : base)
      if (head.count(other) == 0 && its_tables == tables) candidates.push_back(other);
    if (candidates.size() != 1 || !taken.insert(candidates.front()).second) continue;
    x_schemas[schema] = candidates.front();
  }
  // Where one name is left on each side, tables may have come or gone within it.
  std::vector<std::string> only_base;
  std::vector<std::string> only_head;
  for (const auto& [schema, tables] : base)
    if (head.count(schema) == 0 && taken.count(schema) == 0) only_base.push_back(schema);
  for (const auto& [schema, tables] : head)
    if (base.count(schema) == 0 && x_schemas.count(schema) == 0) only_head.push_back(schema);
  if (only_base.size() != 1 || only_head.size() != 1) return;
  const auto& theirs = head.at(only_head.front());
  const auto& ours = base.at(only_base.front());
  if (std::any_of(theirs.begin(), theirs.end(), [&](const std::string& table) { return ours.count(table) > 0; }))
    x_schemas[only_head.front()] = only_base.front();
}

Digest SameRelations::of_base(const KnownRelation& relation) const {
  if (!relation.identity.empty()) return Hasher{}.add("identity").add(relation.identity).digest();
  const auto [schema, table] = split(relation);
  return named(schema, table);
}

Digest SameRelations::of_head(const KnownRelation& relation) const {
  if (!relation.identity.empty()) return Hasher{}.add("identity").add(relation.identity).digest();
  const auto [schema, table] = split(relation);
  const auto renamed = x_schemas.find(schema);
  return named(renamed == x_schemas.end() ? schema : renamed->second, table);
}

bool SameRelations::retyped(const KnownRelation& relation, std::string_view column) const {
  if (x_retyped.empty()) return false;
  return x_retyped.count(to_hex(of_base(relation)) + "." + std::string(column)) > 0 ||
         x_retyped.count(to_hex(of_head(relation)) + "." + std::string(column)) > 0;
}

}  // namespace tollgate::sql
