#include "gates/lineage_diff/shared_edit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::gates::columns {

namespace {

using lineage::Difference;

void put(SharedEdit& edit, const Difference& difference) {
  edit.parts.push_back(&difference);
  if (!difference.column.empty()) edit.columns.push_back(difference.column);
}

/// Branches that went and branches that came share their columns: the latter tell them.
bool tells_of(const SharedEdit& edit, const Difference& column) {
  if (edit.first().together != column.together) return false;
  return edit.is_of_rows() || edit.first().kind == column.kind;
}

}  // namespace

std::vector<SharedEdit> SharedEdits::all() const {
  std::vector<SharedEdit> edits;
  for (const bool of_columns : {false, true}) {
    for (const Difference* part : x_parts) {
      if (lineage::is_about_column(part->kind) != of_columns) continue;
      const auto own = std::find_if(edits.rbegin(), edits.rend(),
                                    [&](const SharedEdit& edit) { return of_columns && tells_of(edit, *part); });
      put(own == edits.rend() ? edits.emplace_back() : *own, *part);
    }
  }
  return edits;
}

std::string SharedEdit::clause(const std::string& model, const Graphs& graphs) const {
  const std::size_t of = graphs.head.find(first().unique_id)->column_count;
  if (!is_of_rows()) return together_clause(model, which_columns(columns, of), first());
  std::string text = gates::columns::clause(model, first());
  if (columns.empty()) return text;
  const bool added = first().kind == lineage::DifferenceKind::union_arm_added;
  const std::string_view verb = columns.size() == 1 ? "comes" : "come";
  return text + (added ? fmt::format("; {} {} from there as well", which_columns(columns, of), verb)
                       : fmt::format("; {} {} from there no more", which_columns(columns, of), verb));
}

lineage::Reach SharedEdit::reach(const Graphs& graphs) const {
  if (is_of_rows()) return lineage::reach_of(first(), graphs.base, graphs.head);
  std::vector<lineage::ColumnId> ids;
  for (const std::string& column : columns) {
    if (const auto id = graphs.head.find(first().unique_id, column)) ids.push_back(*id);
  }
  return lineage::reach_of_columns(graphs.head, ids);
}

}  // namespace tollgate::gates::columns
