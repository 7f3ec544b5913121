// What a column reference stands for, through FROM items and CTEs down to base columns; and the fields of rows.
#include "sql/lineage/values.hpp"

#include <fmt/format.h>

#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

// By position, since names may repeat.
const Expr* field_in(const Query& query, const Expr& record, const Expr& value) {
  const std::string_view name = value.name;
  const auto position = static_cast<std::size_t>(value.column.attribute);
  if (value.column.attribute >= 0 && position < record.args.size()) return record.args[position];
  for (std::size_t i = 0; i < record.args.size(); ++i) {
    const Expr& field = *record.args[i];
    if (record.kind == ExprKind::row) {
      if (name == fmt::format("f{}", i + 1)) return &field;
      continue;
    }
    const Query* const owner = outward(query, field.column.levels_up);
    if (field.kind != ExprKind::column || owner == nullptr) continue;
    const RangeEntry& entry = owner->entries[static_cast<std::size_t>(field.column.entry)];
    if (entry.columns[static_cast<std::size_t>(field.column.attribute)].name == name) return &field;
  }
  return nullptr;
}

// The expression that a column of a sub-select or CTE stands for, and the query it is in.
const Expr* built_at(const Query*& query, const ColumnRef& column) {
  const Query* const owner = outward(*query, column.levels_up);
  const RangeEntry* const found = owner == nullptr ? nullptr : entry_of(*owner, column);
  if (found == nullptr) return nullptr;
  const RangeEntry& entry = *found;
  const auto attribute = static_cast<std::size_t>(column.attribute);
  if (entry.kind == RangeEntry::Kind::join) {
    query = owner;
    return entry.columns[attribute].value;
  }
  const Query* const inner = entry.query;
  if (inner == nullptr || inner->command != Query::Command::select || attribute >= inner->outputs.size()) {
    return nullptr;
  }
  query = inner;
  return inner->outputs[attribute].value;
}

}  // namespace

Flow ValueFold::flow_of_column(const Query& query, const ColumnRef& column) {
  const Query* const owner = outward(query, column.levels_up);
  const RangeEntry* const found = owner == nullptr ? nullptr : entry_of(*owner, column);
  if (found == nullptr) return unknown_flow();
  const RangeEntry& entry = *found;
  switch (entry.kind) {
    case RangeEntry::Kind::relation:
      return flow_of_base(entry, column.attribute);
    case RangeEntry::Kind::subquery:
    case RangeEntry::Kind::values:
      return entry.query == nullptr ? unknown_flow() : output_of(*entry.query, column.attribute);
    case RangeEntry::Kind::cte:
      return flow_of_cte(entry, column.attribute);
    default:
      break;
  }
  const Expr* const value = entry.columns[static_cast<std::size_t>(column.attribute)].value;
  if (value == nullptr) return constant_flow();
  if (entry.kind == RangeEntry::Kind::join) return flow_of(*owner, *value);
  Flow flow;
  add_through(flow, flow_of(*owner, *value), role::transformation);
  flow.varies = true;
  return flow;
}

// `excluded.x` too: PostgreSQL holds it as a column of the target.
Flow ValueFold::flow_of_base(const RangeEntry& entry, int attribute) {
  if (entry.order_unknown) return unknown_flow();
  Flow flow = column_flow(x_columns.id_of(entry, attribute));
  const bool declared = static_cast<std::size_t>(attribute) < entry.relation->columns.size();
  if (!entry.known || (entry.open && !declared)) flow.resolved = false;
  if (entry.known && entry.open && !declared) flow.missing = whole_passage;
  return flow;
}

Flow ValueFold::flow_of_cte(const RangeEntry& entry, int attribute) {
  const Cte* const cte = entry.cte;
  if (cte == nullptr || cte->query == nullptr) return constant_flow();
  const std::size_t own = cte->query->outputs.size();
  if (static_cast<std::size_t>(attribute) >= own) return flow_of_added(entry, static_cast<std::size_t>(attribute));
  if (!cte->recursive) return output_of(*cte->query, attribute);
  const Flows& flows = recursive_outputs(*cte);
  return static_cast<std::size_t>(attribute) < flows.size() ? flows[static_cast<std::size_t>(attribute)]
                                                            : constant_flow();
}

// SEARCH and CYCLE columns derive from the listed ones.
Flow ValueFold::flow_of_added(const RangeEntry& entry, std::size_t attribute) {
  if (attribute >= entry.cte->added_from.size()) return unknown_flow();  // behind a star over what is not known
  Flow flow;
  flow.varies = true;
  for (const int from : entry.cte->added_from[attribute]) {
    add_through(flow, flow_of_cte(entry, from), role::transformation);
  }
  return flow;
}

// (rec).f follows the record to the field where it was built; else the whole record is the source.
Flow ValueFold::flow_of_field(const Query& query, const Expr& value) {
  const Query* at = &query;
  const Expr* record = value.args.front();
  for (int steps = 0; record != nullptr && steps < deepest_tree; ++steps) {
    if (record->kind == ExprKind::whole_row || record->kind == ExprKind::row) {
      if (const Expr* field = field_in(*at, *record, value)) return flow_of(*at, *field);
      break;
    }
    record = record->kind == ExprKind::column ? built_at(at, record->column) : nullptr;
  }
  Flow flow;
  add_through(flow, flow_of(query, *value.args.front()), role::transformation);
  return flow;
}

}  // namespace tollgate::sql
