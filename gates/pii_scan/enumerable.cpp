#include "gates/pii_scan/enumerable.hpp"

#include "gates/pii_scan/names.hpp"

namespace tollgate::pii_scan {

namespace {

bool is_enumerable(const NameVerdict& name) {
  if (!name.entity || name.strength == Strength::none) return false;
  switch (*name.entity) {
    case Entity::phone:
    case Entity::us_ssn:
    case Entity::national_id:
    case Entity::credit_card:
    case Entity::date_of_birth:
    case Entity::ip_address:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<lineage::ColumnId> reversible_source(const Leaks& leaks, lineage::ColumnId column) {
  if (leaks.head_taint().of(column).carried != passage::hash) return std::nullopt;
  const std::vector<lineage::ColumnId> path = leaks.head_taint().path_to(column);
  for (const lineage::ColumnId id : path) {
    if (id == column && path.size() > 1) break;
    const lineage::Column& about = leaks.head().columns()[id];
    const std::string& kind = leaks.head_declarations().of(id).kind;
    const bool by_tag = !kind.empty() && is_enumerable(judge_name({kind, "", ""}));
    if (by_tag || is_enumerable(judge_name({about.name, leaks.head().relations()[about.relation].name, ""}))) return id;
  }
  return std::nullopt;
}

}  // namespace tollgate::pii_scan
