#include "gates/explain/catalogue.hpp"

#include <fmt/format.h>

namespace tollgate::explain {

bool holds_one_row(const CatalogueRelation& relation) {
  return relation.rows >= 0 && relation.rows <= 1 && relation.pages >= 0 && relation.pages <= 1;
}

const CatalogueRelation* Catalogue::find(std::string_view schema, std::string_view name) const {
  const auto found = relations.find(fmt::format("{}.{}", schema, name));
  return found == relations.end() ? nullptr : &found->second;
}

}  // namespace tollgate::explain
