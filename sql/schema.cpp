#include "sql/schema.hpp"

#include <algorithm>
#include <array>

#include "sql/parse.hpp"

namespace tollgate::sql {

int KnownRelation::find(std::string_view column) const {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& known) { return known.name == column; });
  return at == columns.end() ? -1 : static_cast<int>(at - columns.begin());
}

KnownRelation& Schema::add(std::span<const std::string> name, KnownRelation relation) {
  x_relations.push_back(std::move(relation));
  KnownRelation& added = x_relations.back();
  x_by_key.try_emplace(relation_key(name), &added);
  if (name.size() == 3) x_by_key.try_emplace(relation_key(name.subspan(1)), &added);
  return added;
}

KnownRelation& Schema::add_by_keys(std::span<const std::string> keys, KnownRelation relation) {
  x_relations.push_back(std::move(relation));
  for (const std::string& key : keys) x_by_key.try_emplace(key, &x_relations.back());
  return x_relations.back();
}

void Schema::share_by_keys(std::span<const std::string> keys, const KnownRelation& relation) {
  x_shared.push_back(&relation);
  for (const std::string& key : keys) x_by_key.try_emplace(key, &relation);
}

const KnownRelation* Schema::find(std::span<const std::string_view> parts) const {
  if (const KnownRelation* known = find_key(relation_key(parts))) return known;
  if (parts.size() != 1) return nullptr;
  return find_key(relation_key(std::array{std::string_view("public"), parts.front()}));
}

const KnownRelation* Schema::find_key(std::string_view key) const {
  const auto known = x_by_key.find(key);
  return known == x_by_key.end() ? nullptr : known->second;
}

std::vector<std::string> Schema::names() const {
  std::vector<std::string> names;
  for (const auto& relation : x_relations) names.push_back(relation.name);
  for (const auto* relation : x_shared) names.push_back(relation->name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace tollgate::sql
