#include "lineage/shared_causes.hpp"

#include <algorithm>
#include <string>

namespace tollgate::lineage {

namespace {

bool is_unread_loss(const Difference& difference) {
  return difference.kind == DifferenceKind::lost && difference.still_read_by.empty() && difference.together.empty() &&
         difference.edit.empty();
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The part that makes another value of it is a key that rows are grouped by, or decides what is filtered.
bool is_part_of_rows(const Difference& column, const std::vector<Difference>& found) {
  if (column.part_after.empty() || !is_about_column(column.kind)) return false;
  return std::ranges::any_of(found, [&](const Difference& rows) {
    if (is_about_column(rows.kind)) return false;
    const bool same_part = rows.part_before == column.part_before && rows.part_after == column.part_after;
    return same_part || (rows.kind == DifferenceKind::grain_changed && holds(rows.before, column.part_before) &&
                         holds(rows.after, column.part_after));
  });
}

/// All its direct sources are in relations that the other side's text does not read.
bool comes_only_from_new(const Graph& graph, const Relation& relation, const Graph& other_graph, const Relation& other,
                         const std::string& name) {
  const auto id = graph.find(relation.unique_id, name);
  if (!id) return false;
  const auto read_by_other = [&](const std::string& unique_id) {
    return std::ranges::any_of(
        other.parents, [&](RelationId parent) { return other_graph.relations()[parent].unique_id == unique_id; });
  };
  bool any = false;
  for (const Edge& edge : graph.columns()[*id].sources) {
    if ((edge.roles & sql::role::direct) == 0) continue;
    any = true;
    if (read_by_other(graph.relations()[graph.columns()[edge.column].relation].unique_id)) return false;
  }
  return any;
}

}  // namespace

void tell_captures_once(std::vector<Difference>& found) {
  std::vector<int> captured;
  for (const Difference& d : found) {
    if (d.kind == DifferenceKind::captured_name) captured.push_back(d.head_location);
  }
  if (captured.empty()) return;
  std::erase_if(found, [&](const Difference& d) {
    const bool condition = d.kind == DifferenceKind::filter_changed || d.kind == DifferenceKind::join_key_changed;
    const bool holds_it =
        d.head_location >= 0 && std::ranges::any_of(captured, [&](int place) {
          return place >= d.head_location && place < d.head_location + static_cast<int>(d.after.size());
        });
    return condition && (d.before == d.after || holds_it);
  });
}

void share_causes(const Graph& base, const Graph& head, const ModelPair& pair, std::vector<Difference>& found) {
  const bool rows_differ =
      std::ranges::any_of(found, [](const Difference& d) { return d.cause.item == rows_cause(d.unique_id).item; });
  for (Difference& difference : found) {
    if (!difference.together.empty()) difference.cause = {difference.unique_id, "columns " + difference.together};
  }
  if (std::ranges::count_if(found, is_unread_loss) > 1) {  // told together
    for (Difference& difference : found) {
      if (is_unread_loss(difference)) difference.cause = {difference.unique_id, "columns that are gone"};
    }
  }
  if (!rows_differ) return;
  for (Difference& difference : found) {
    if (difference.kind == DifferenceKind::scaled) continue;
    const bool with_rows = is_part_of_rows(difference, found) || !difference.together.empty() ||
                           difference.kind == DifferenceKind::added ||
                           (difference.kind == DifferenceKind::resourced &&
                            comes_only_from_new(head, *pair.head, base, *pair.base, difference.column)) ||
                           (difference.kind == DifferenceKind::lost &&
                            comes_only_from_new(base, *pair.base, head, *pair.head, difference.column));
    if (with_rows) difference.cause = rows_cause(difference.unique_id);
  }
}

}  // namespace tollgate::lineage
