// Columns that feed metrics and are computed in another way, here or further up: what lineage says of the change, as
// far as a metric reads it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "core/listing.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/each_target.hpp"
#include "gates/metric_definition_review/joined_columns.hpp"
#include "gates/metric_definition_review/old_and_new.hpp"
#include "gates/metric_definition_review/redefinition.hpp"
#include "gates/side_by_side.hpp"
#include "lineage/difference.hpp"
#include "lineage/reach.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates::metrics {

namespace {

using lineage::Difference;
using lineage::DifferenceKind;
using lineage::Graph;
using lineage::Leaf;
using lineage::Reach;

/// What a metric reads is another thing after these. A new name alone is none: dbt demands that the metric follows, and
/// that is an edit of its definition.
bool changes_meaning(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::resourced:
    case DifferenceKind::partly_resourced:
    case DifferenceKind::lost:
    case DifferenceKind::scaled:
    case DifferenceKind::retyped:
    case DifferenceKind::kind_changed:
    case DifferenceKind::aggregate_changed:
    case DifferenceKind::recomputed:
      return true;
    default:
      return false;
  }
}

/// Which rows of the model that it reads a metric counts is a part of its meaning; further up it is not told from what
/// rows there are.
bool chooses_rows(DifferenceKind kind) {
  return kind == DifferenceKind::filter_added || kind == DifferenceKind::filter_removed ||
         kind == DifferenceKind::filter_changed || kind == DifferenceKind::grain_changed ||
         kind == DifferenceKind::union_arm_added || kind == DifferenceKind::union_arm_removed ||
         kind == DifferenceKind::rows_otherwise;
}

/// What is brought in by another condition, or by another kind of join, is another value in each column of it.
bool joins_otherwise(DifferenceKind kind) {
  return kind == DifferenceKind::join_key_changed || kind == DifferenceKind::join_type_changed;
}

bool is_semantic(const Leaf& leaf) { return leaf.type != dbt::ResourceType::exposure; }

const SemanticTarget* target_of(const Context& context, std::string_view id) {
  const auto found = std::ranges::find(context.semantics, id, &SemanticTarget::id);
  return found == context.semantics.end() ? nullptr : &*found;
}

const Target* selected_model(const Context& context, std::string_view id) {
  const auto found =
      std::ranges::find_if(context.selected, [&](const Target& target) { return target.model->unique_id == id; });
  return found == context.selected.end() ? nullptr : &*found;
}

/// The select item in the model's own file, where that is known; else the metric's own place.
Location place_of(const Context& context, const Difference& difference, const SemanticTarget& first) {
  const Target* model = selected_model(context, difference.unique_id);
  if (model == nullptr) return first.location;
  if (model->head == nullptr) return model->location;
  const int location = place_told(model->head->compiled_code, difference.head_location, difference.part_location);
  if (location < 0) return model->location;
  const auto place = sql::Positions(model->head->compiled_code).at(static_cast<std::size_t>(location));
  return location_in_model(*model, {place.line, place.column});
}

/// ` (int_a.x -> mart.x)`: the way from the changed column to one that the metric reads; empty when it reads it.
std::string way_text(const Graph& graph, const Leaf& leaf, lineage::ColumnId changed) {
  const auto steps = lineage::fed_by(graph, changed, lineage::Follow::everything);
  for (const lineage::Step& step : steps) {
    if (!std::ranges::binary_search(leaf.columns, step.column)) continue;
    if (step.distance == 0) return {};
    return fmt::format(" ({})", lineage::path_text(graph, lineage::path_to(steps, step.column)));
  }
  return {};
}

std::string dashboards_text(const Graph& graph, const Reach& reach) {
  std::vector<std::string> titles;
  for (const std::size_t index : reach.leaves) {
    if (!is_semantic(graph.leaves()[index])) titles.push_back(graph.leaves()[index].title);
  }
  return titles.empty() ? "" : "; reaches " + listed(titles);
}

bool reads_column(const Leaf& leaf, const Reach& reach, lineage::ColumnId changed) {
  return std::ranges::any_of(leaf.columns, [&](lineage::ColumnId column) {
    return column == changed || std::ranges::binary_search(reach.columns, column);
  });
}

class ColumnJudge {
 public:
  explicit ColumnJudge(const Context& context)
      : x_context(context), x_base(*context.base_lineage), x_head(*context.head_lineage) {}

  std::optional<Redefinition> judge(const Difference& difference) const {
    if (differs_in_literals_only(difference.unique_id)) return std::nullopt;
    if (joins_otherwise(difference.kind)) return judge_join(difference);
    const bool of_column = changes_meaning(difference.kind);
    if (!of_column && !chooses_rows(difference.kind)) return std::nullopt;
    const Graph& graph = lineage::graph_of(difference, x_base, x_head);
    const Reach reach = lineage::reach_of(difference, x_base, x_head);
    Redefinition redefinition{&column_rule, difference.cause, {}, {}};
    for (const std::size_t index : reach.leaves) {
      const Leaf& leaf = graph.leaves()[index];
      const SemanticTarget* target = is_semantic(leaf) ? target_of(x_context, leaf.unique_id) : nullptr;
      if (target == nullptr || target->base == nullptr || target->head == nullptr) continue;
      if (!of_column && !reads_relation(graph, leaf, difference.unique_id)) continue;
      std::string what = of_column ? column_text(graph, leaf, difference, reach) : rows_text(difference);
      what += redefinition.concerned.empty() ? details_text(graph, leaf, difference, reach) : " as well";
      redefinition.concerned.push_back({target, std::move(what)});
    }
    if (redefinition.concerned.empty()) return std::nullopt;
    redefinition.location = place_of(x_context, difference, *redefinition.concerned.front().target);
    redefinition.item = fmt::format("{}{}{}", graph.find(difference.unique_id)->name, of_column ? "." : " ",
                                    of_column ? difference.column : "rows");
    if (!reach.columns.empty()) {
      redefinition.evidence = {{"downstream_columns", static_cast<std::int64_t>(reach.columns.size())},
                               {"downstream_models", static_cast<std::int64_t>(reach.relations.size())}};
    }
    return redefinition;
  }

 private:
  /// A metric that reads what comes in by that join, here or further down.
  std::optional<Redefinition> judge_join(const Difference& difference) const {
    const bool on_head = difference.head_location >= 0;
    const Graph& graph = on_head ? x_head : x_base;
    const std::vector<lineage::ColumnId> columns =
        joined_columns(graph, difference, on_head ? difference.head_location : difference.base_location);
    const Reach reach = lineage::reach_of_columns(graph, columns);
    Redefinition redefinition{&column_rule, difference.cause, {}, {}};
    for (const std::size_t index : reach.leaves) {
      const Leaf& leaf = graph.leaves()[index];
      const SemanticTarget* target = is_semantic(leaf) ? target_of(x_context, leaf.unique_id) : nullptr;
      if (target == nullptr || target->base == nullptr || target->head == nullptr) continue;
      const auto fed =
          std::ranges::find_if(columns, [&](lineage::ColumnId column) { return feeds(graph, leaf, column); });
      if (fed == columns.end()) continue;
      std::string what = "is fed by " + graph.full_name(*fed);
      what += redefinition.concerned.empty()
                  ? fmt::format(", joined otherwise now{}{}{}", old_and_new(x_base, x_head, difference),
                                way_text(graph, leaf, *fed), dashboards_text(graph, reach))
                  : " as well";
      redefinition.concerned.push_back({target, std::move(what)});
    }
    if (redefinition.concerned.empty()) return std::nullopt;
    redefinition.location = place_of(x_context, difference, *redefinition.concerned.front().target);
    redefinition.item = graph.find(difference.unique_id)->name + " rows";
    return redefinition;
  }

  static bool feeds(const Graph& graph, const Leaf& leaf, lineage::ColumnId column) {
    return reads_column(leaf, lineage::reach_of_columns(graph, std::span(&column, 1)), column);
  }

  /// A date that dbt rendered anew is no other definition.
  bool differs_in_literals_only(const std::string& id) const {
    const Target* model = selected_model(x_context, id);
    return model != nullptr && model->change != nullptr && model->change->weight == dbt::Weight::only_literals;
  }

  static bool reads_relation(const Graph& graph, const Leaf& leaf, const std::string& id) {
    const auto relation = graph.id_of(id);
    return relation && std::ranges::binary_search(leaf.relations, *relation);
  }

  static std::string column_text(const Graph& graph, const Leaf& leaf, const Difference& difference,
                                 const Reach& reach) {
    const auto changed = graph.find(difference.unique_id, difference.column);
    if (!changed) return "reads " + difference.column;
    const bool value = reads_column(leaf, reach, *changed);
    return fmt::format("{} {}", value ? "is fed by" : "counts rows chosen by", graph.full_name(*changed));
  }

  std::string rows_text(const Difference& difference) const {
    return fmt::format("counts rows of {}", x_head.find(difference.unique_id)->name);
  }

  /// What is otherwise, by which way it comes, and who sees it: told once.
  std::string details_text(const Graph& graph, const Leaf& leaf, const Difference& difference,
                           const Reach& reach) const {
    std::string what = ", computed otherwise now";
    if (difference.kind == DifferenceKind::lost) what = ", which is gone";
    if (!is_about_column(difference.kind))
      what = fmt::format(", chosen otherwise now ({})", to_string(difference.kind));
    const auto changed = graph.find(difference.unique_id, difference.column);
    return what + old_and_new(x_base, x_head, difference) + (changed ? way_text(graph, leaf, *changed) : "") +
           dashboards_text(graph, reach);
  }

  const Context& x_context;
  const Graph& x_base;
  const Graph& x_head;
};

}  // namespace

std::vector<Redefinition> redefined_columns(const Context& context) {
  const ColumnJudge judge(context);
  std::vector<Redefinition> redefinitions;
  for (const Difference& difference : context.lineage_differences->differences) {
    gates::require_time(context);
    if (auto redefinition = judge.judge(difference)) redefinitions.push_back(std::move(*redefinition));
  }
  return redefinitions;
}

void add_unresolved(const Context& context, Unjudged& unjudged) {
  const Graph& head = *context.head_lineage;
  for (const lineage::Unjudged& unknown : context.lineage_differences->unjudged) {
    const auto relation = head.id_of(unknown.unique_id);
    if (!unknown.changed || !relation) continue;
    const auto column = head.find(unknown.unique_id, unknown.column);
    const Reach reach =
        column ? lineage::reach_of_columns(head, std::span(&*column, 1)) : lineage::reach_of_rows(head, *relation);
    const std::string& name = head.relations()[*relation].name;
    // What PostgreSQL refuses is a finding of the references gate, and the build fails there.
    const Status status = unknown.refused ? Status::skipped : Status::errored;
    const std::string reason =
        fmt::format("{}, which feeds it, {}: {}", column ? name + "." + unknown.column : name,
                    unknown.refused ? "is refused by PostgreSQL" : "cannot be compared", unknown.reason);
    for (const std::size_t index : reach.leaves) {
      NotJudged& outcome = unjudged[head.leaves()[index].unique_id];
      if (outcome.reason.empty() || status == Status::errored) outcome = {status, reason};
    }
  }
}

}  // namespace tollgate::gates::metrics
