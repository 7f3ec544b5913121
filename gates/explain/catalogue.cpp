#include "gates/explain/catalogue.hpp"

#include <fmt/format.h>

namespace tollgate::explain {

std::string_view to_string(Statistics statistics) {
  switch (statistics) {
    case Statistics::live:
      return "live";
    case Statistics::imported:
      return "imported";
    case Statistics::density:
      return "density";
    case Statistics::defaults:
      return "defaults";
  }
  return "";
}

bool holds_one_row(const CatalogueRelation& relation) {
  return relation.rows >= 0 && relation.rows <= 1 && relation.pages >= 0 && relation.pages <= 1;
}

const CatalogueRelation* Catalogue::find(std::string_view schema, std::string_view name) const {
  const auto found = relations.find(fmt::format("{}.{}", schema, name));
  return found == relations.end() ? nullptr : &found->second;
}

}  // namespace tollgate::explain
