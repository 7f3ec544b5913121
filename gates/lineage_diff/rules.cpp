#include "gates/lineage_diff/rules.hpp"

#include <algorithm>

namespace tollgate::gates::columns {

namespace {

std::string_view id_of(const lineage::Difference& difference) {
  using Kind = lineage::DifferenceKind;
  const bool read = !difference.still_read_by.empty();
  switch (difference.kind) {
    case Kind::resourced:
      return "re-sourced";
    case Kind::partly_resourced:
      return "partly-re-sourced";
    case Kind::lost:
      return read ? "removed-column" : "removed-unread-column";
    case Kind::renamed:
      return read ? "removed-column" : "renamed-column";
    case Kind::added:
      return "added-column";
    case Kind::scaled:
      return "scale-changed";
    case Kind::retyped:
      return read ? "retyped-column" : "retyped-unread-column";
    case Kind::kind_changed:
      return "kind-changed";
    case Kind::aggregate_changed:
      return "aggregate-changed";
    case Kind::recomputed:
      return "recomputed-column";
    case Kind::moved:
      return "moved-column";
    case Kind::join_added:
      return "join-added";
    case Kind::join_removed:
      return "join-removed";
    case Kind::join_type_changed:
    case Kind::join_key_changed:
      return "join-changed";
    case Kind::filter_added:
      return "filter-added";
    case Kind::filter_removed:
      return "filter-removed";
    case Kind::filter_changed:
      return "filter-changed";
    case Kind::grain_changed:
      return "grain-changed";
    case Kind::union_arm_added:
      return "union-arm-added";
    case Kind::union_arm_removed:
      return "union-arm-removed";
    case Kind::rows_otherwise:
      return "rows-changed";
    case Kind::captured_name:
      break;
  }
  return "captured-name";
}

}  // namespace

const Rule& rule_called(std::string_view id) { return *std::ranges::find(all_rules, id, &Rule::id); }

const Rule& rule_of(const lineage::Difference& difference) {
  const Rule& own = rule_called(id_of(difference));
  if (!is_about_column(difference.kind) || own.severity == Severity::error) return own;
  using Kind = lineage::DifferenceKind;
  const bool other_sources = difference.kind == Kind::partly_resourced;
  if (difference.opposite && !other_sources) return rule_called("inverted-condition");
  return difference.loses_fraction && !other_sources ? rule_called("lost-fraction") : own;
}

}  // namespace tollgate::gates::columns
