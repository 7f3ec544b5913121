#include "lineage/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lineage/end_to_end.hpp"
#include "lineage/expand.hpp"
#include "lineage/model_pair.hpp"
#include "lineage/self_joins.hpp"
#include "lineage/shared_causes.hpp"
#include "lineage/shared_edits.hpp"
#include "lineage/untold.hpp"
#include "sql/deep_stack.hpp"
#include "sql/parse.hpp"

namespace tollgate::lineage {

namespace {

class ProjectComparison {
 public:
  ProjectComparison(const Graph& base, const Graph& head, const dbt::EnvironmentNames& names)
      : x_base(base),
        x_head(head),
        x_same(base, head),
        x_names(names),
        x_end_to_end(base, head, [this](const Relation& b, const Relation& h) { return !says_one_text(b, h); }),
        x_lists_differ(head.relations().size(), false) {}

  Differences all(const Run* run) {
    for (RelationId id = 0; id < x_head.relations().size(); ++id) {
      if (run != nullptr) run->require_time();
      compare(id);
    }
    return std::move(x_found);
  }

 private:
  void compare(RelationId id) {
    const Relation& head = x_head.relations()[id];
    const Relation* base = x_base.find(head.unique_id);
    if (base == nullptr) return;
    x_lists_differ[id] = lists_differ(*base, head);
    if (head.type != dbt::ResourceType::model && head.type != dbt::ResourceType::snapshot) return;
    if (base->node == nullptr || head.node == nullptr) return;
    ModelPair pair{.base = base,
                   .head = &head,
                   .base_analysis = base->analysis,
                   .head_analysis = head.analysis,
                   .same_text = says_one_text(*base, head)};
    const bool parents_differ =
        std::ranges::any_of(head.parents, [&](RelationId parent) { return x_lists_differ[parent]; });
    if (pair.same_text && !parents_differ) return;
    if (base->analysis == nullptr || head.analysis == nullptr) return report_unread(pair);
    compare(pair);
  }

  void compare(ModelPair& pair) {
    Differences found;
    std::vector<Difference> rows;
    std::optional<Expansion> base_expansion;
    std::optional<Expansion> head_expansion;
    if (!pair.same_text) {
      pair.same_tree = any_unresolved(pair) && same_tree(*pair.base->node, *pair.head->node);
      read_facts(pair, x_same);
      compare_rows(pair, rows);
      base_expansion = expand(x_base, *pair.base, [&](const Relation& r) { return is_lonely(r, x_head); });
      head_expansion = expand(x_head, *pair.head, [&](const Relation& r) { return is_lonely(r, x_base); });
      if (base_expansion || head_expansion) {
        compare_expanded(pair, base_expansion, head_expansion, rows);
      } else if (!rows.empty() && says_the_same(x_base, x_head, pair)) {
        rows.clear();
      }
    }
    compare_columns(pair, x_same, found);
    if (pair.base->open || pair.head->open) report_open(pair, found);
    if (pair.same_text) blame_order_of_parents(pair, found.differences);
    mark_shared_edits(pair, x_same, found.differences);
    mark_edits(found.differences);
    std::ranges::move(rows, std::back_inserter(found.differences));
    compare_captures(pair, found.differences);
    const auto nothing_told = [&] { return found.differences.empty() && found.unjudged.empty(); };
    if (!pair.same_text && !pair.expanded && nothing_told())
      compare_nested_joins(x_base, x_head, pair, found.differences);
    if (!pair.same_text && !pair.expanded && nothing_told())
      compare_self_joins(x_base, x_head, pair, found.differences);
    if (!pair.same_text && found.unjudged.empty()) compare_untold(x_base, x_head, x_names, pair, found.differences);
    if (!pair.same_text) x_end_to_end.drop_made_up_for(pair, found.differences);
    tell_captures_once(found.differences);
    share_causes(x_base, x_head, pair, found.differences);
    std::ranges::stable_sort(found.differences, {}, [](const Difference& d) {
      return d.head_location < 0 ? d.base_location : d.head_location;
    });
    std::ranges::move(found.differences, std::back_inserter(x_found.differences));
    std::ranges::move(found.unjudged, std::back_inserter(x_found.unjudged));
  }

  static bool is_lonely(const Relation& relation, const Graph& other) {
    return relation.type == dbt::ResourceType::model && relation.analysis != nullptr &&
           other.find(relation.unique_id) == nullptr;
  }

  /// Columns are compared with the models of one side written in. Rows as well, where that leaves less to tell: a CTE
  /// became a model. Else a relation took the place of another, and that is told by its name.
  void compare_expanded(ModelPair& pair, const std::optional<Expansion>& base, const std::optional<Expansion>& head,
                        std::vector<Difference>& rows) const {
    pair.expanded = true;
    if (base) pair.base_analysis = &base->analysis;
    if (head) pair.head_analysis = &head->analysis;
    pair.judgement.reset();
    read_facts(pair, x_same);
    if (base) move_back(*base, pair.base_facts, pair.branches_gone);
    if (head) move_back(*head, pair.head_facts, pair.branches_added);
    std::vector<Difference> expanded;
    compare_rows(pair, expanded);
    if (expanded.size() < rows.size()) rows = std::move(expanded);
  }

  /// From places of the expanded text to those of the model's own.
  static void move_back(const Expansion& expansion, sql::StatementFacts& facts, OwnBranches& branches) {
    const auto original = [&](auto& list) {
      for (auto& fact : list) fact.location = expansion.text.original(fact.location);
    };
    original(facts.inputs);
    original(facts.joins);
    original(facts.conditions);
    original(facts.grains);
    original(facts.side_by_side);
    original(facts.outputs);
    branches.location = expansion.text.original(branches.location);
  }

  /// What was resolved once for both sides says the same on both.
  static bool is_shared(const Relation& base, const Relation& head) {
    return head.analysis != nullptr && base.analysis == head.analysis;
  }

  bool says_one_text(const Relation& base, const Relation& head) const {
    return is_shared(base, head) || same_text(*base.node, *head.node);
  }

  bool same_text(const dbt::Node& base, const dbt::Node& head) const {
    if (base.compiled_code == head.compiled_code) return base.compiled == head.compiled;
    return dbt::with_stable_names(base.compiled_code, x_names.base) ==
           dbt::with_stable_names(head.compiled_code, x_names.head);
  }

  bool any_unresolved(const ModelPair& pair) const {
    const auto unresolved = [](const Column& column) { return !column.resolved; };
    return std::ranges::any_of(x_base.columns_of(*pair.base), unresolved) ||
           std::ranges::any_of(x_head.columns_of(*pair.head), unresolved);
  }

  bool same_tree(const dbt::Node& base, const dbt::Node& head) const {
    const auto before = sql::strip(base.compiled_code, x_names.base);
    return before && before == sql::strip(head.compiled_code, x_names.head);
  }

  bool lists_differ(const Relation& base, const Relation& head) const {
    return !std::ranges::equal(x_base.columns_of(base), x_head.columns_of(head), {}, &Column::name, &Column::name);
  }

  void report_unread(const ModelPair& pair) {
    const Relation& side = pair.head->analysis == nullptr ? *pair.head : *pair.base;
    const std::string_view which = &side == pair.head ? "head" : "base";
    const bool refused = !pair.head->parse_problem.empty();
    x_found.unjudged.push_back(
        {pair.head->unique_id, {}, fmt::format("{}: {}", which, side.open_reason), !pair.same_text, refused, {}, -1});
  }

  /// Columns that nobody can list: equal where both texts say so with the same star, else not compared.
  void report_open(const ModelPair& pair, Differences& found) const {
    const Relation& side = pair.head->open ? *pair.head : *pair.base;
    const bool alike = pair.base->open && pair.head->open &&
                       std::ranges::equal(x_base.columns_of(*pair.base), x_head.columns_of(*pair.head), {},
                                          &Column::name, &Column::name);
    found.unjudged.push_back({pair.head->unique_id, {}, side.open_reason, !pair.same_text && !alike, false, {}, -1});
  }

  /// The text is as before, but a column comes from another one now: it goes by position, and a parent's order changed.
  void blame_order_of_parents(const ModelPair& pair, std::vector<Difference>& found) {
    const bool shifted = std::ranges::any_of(found, [](const Difference& d) { return is_about_column(d.kind); });
    if (!shifted) return;
    for (const RelationId parent : pair.head->parents) {
      const Relation* base = x_base.find(x_head.relations()[parent].unique_id);
      if (base == nullptr || !order_differs(*base, x_head.relations()[parent])) continue;
      std::erase_if(found, [](const Difference& d) { return is_about_column(d.kind); });
      add_moved(*base, x_head.relations()[parent], *pair.head);
      return;
    }
  }

  bool order_differs(const Relation& base, const Relation& head) const {
    const auto before = x_base.columns_of(base);
    const auto after = x_head.columns_of(head);
    const std::size_t count = std::min(before.size(), after.size());
    return !std::equal(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(count), after.begin(),
                       [](const Column& a, const Column& b) { return a.name == b.name; });
  }

  void add_moved(const Relation& base, const Relation& head, const Relation& reader) {
    for (Difference& difference : x_found.differences) {
      if (difference.kind != DifferenceKind::moved || difference.unique_id != head.unique_id) continue;
      difference.positional_readers.push_back(reader.unique_id);
      return;
    }
    const ModelPair pair{.base = &base, .head = &head, .base_analysis = base.analysis, .head_analysis = head.analysis};
    const auto before = x_base.columns_of(base);
    const auto after = x_head.columns_of(head);
    std::size_t first = 0;
    while (before[first].name == after[first].name) ++first;
    Difference moved = new_difference(DifferenceKind::moved, pair, after[first].name);
    moved.before = fmt::format("column {} is {}", first + 1, before[first].name);
    moved.after = fmt::format("column {} is {}", first + 1, after[first].name);
    moved.head_location = after[first].location;
    moved.positional_readers = {reader.unique_id};
    x_found.differences.push_back(std::move(moved));
  }

  const Graph& x_base;
  const Graph& x_head;
  Correspondence x_same;
  const dbt::EnvironmentNames& x_names;
  EndToEnd x_end_to_end;
  std::vector<bool> x_lists_differ;  ///< by relation of the head
  Differences x_found;
};

}  // namespace

std::string_view to_string(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::resourced:
      return "re-sourced";
    case DifferenceKind::partly_resourced:
      return "partly re-sourced";
    case DifferenceKind::lost:
      return "lost";
    case DifferenceKind::added:
      return "added";
    case DifferenceKind::renamed:
      return "renamed";
    case DifferenceKind::scaled:
      return "scale changed";
    case DifferenceKind::retyped:
      return "type changed";
    case DifferenceKind::kind_changed:
      return "kind changed";
    case DifferenceKind::aggregate_changed:
      return "aggregate changed";
    case DifferenceKind::recomputed:
      return "computed otherwise";
    case DifferenceKind::moved:
      return "moved";
    case DifferenceKind::join_added:
      return "join added";
    case DifferenceKind::join_removed:
      return "join removed";
    case DifferenceKind::join_type_changed:
      return "join type changed";
    case DifferenceKind::join_key_changed:
      return "join key changed";
    case DifferenceKind::filter_added:
      return "filter added";
    case DifferenceKind::filter_removed:
      return "filter removed";
    case DifferenceKind::filter_changed:
      return "filter changed";
    case DifferenceKind::grain_changed:
      return "grain changed";
    case DifferenceKind::union_arm_added:
      return "union arm added";
    case DifferenceKind::union_arm_removed:
      return "union arm removed";
    case DifferenceKind::rows_otherwise:
      return "rows";
    case DifferenceKind::captured_name:
      break;
  }
  return "captured outer name";
}

bool is_about_column(DifferenceKind kind) { return kind <= DifferenceKind::moved; }

Cause column_cause(std::string_view unique_id, std::string_view column) {
  return {std::string(unique_id), "column " + std::string(column)};
}

Cause rows_cause(std::string_view unique_id) { return {std::string(unique_id), "rows"}; }

Cause name_cause(std::string_view unique_id, std::string_view name) {
  return {std::string(unique_id), "name " + std::string(name)};
}

Difference new_difference(DifferenceKind kind, const ModelPair& pair, const std::string& column) {
  Difference difference;
  difference.kind = kind;
  difference.unique_id = pair.head->unique_id;
  difference.column = column;
  if (kind == DifferenceKind::captured_name) {
    difference.cause = name_cause(difference.unique_id, column);
  } else {
    difference.cause =
        is_about_column(kind) ? column_cause(difference.unique_id, column) : rows_cause(difference.unique_id);
  }
  return difference;
}

Differences compare(const Graph& base, const Graph& head, const dbt::EnvironmentNames& names, const Run* run) {
  std::size_t longest = 0;
  for (const Graph* graph : {&base, &head}) {
    for (const Relation& relation : graph->relations()) {
      if (relation.analysis != nullptr) longest = std::max(longest, relation.analysis->text().size());
    }
  }
  Differences found;
  sql::run_on_deep_stack(sql::stack_to_walk(std::max(longest, longest_expanded_text)),
                         [&] { found = ProjectComparison(base, head, names).all(run); });
  return found;
}

Differences compare(const Graph& base, const Graph& head, const Run* run) {
  return compare(base, head, dbt::environment_names(base.project(), head.project()), run);
}

const Graph& graph_of(const Difference& difference, const Graph& base, const Graph& head) {
  return difference.kind == DifferenceKind::lost ? base : head;
}

Reach reach_of(const Difference& difference, const Graph& base, const Graph& head) {
  const Graph& graph = graph_of(difference, base, head);
  if (!is_about_column(difference.kind)) {
    const auto relation = graph.id_of(difference.unique_id);
    return relation ? reach_of_rows(graph, *relation) : Reach{};
  }
  const auto column = graph.find(difference.unique_id, difference.column);
  if (!column) return {};
  return reach_of_columns(graph, std::span(&*column, 1));
}

}  // namespace tollgate::lineage
