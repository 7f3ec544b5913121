#include "cli/lineage_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/suggest.hpp"

namespace tollgate::cli {

namespace {

using lineage::ColumnId;
using lineage::Graph;
using lineage::Relation;

constexpr std::array<std::pair<sql::RoleMask, std::string_view>, 14> roles_by_bit{{
    {sql::role::identity, "identity"},
    {sql::role::transformation, "transformation"},
    {sql::role::aggregation, "aggregation"},
    {sql::role::conditional, "conditional"},
    {sql::role::window, "window"},
    {sql::role::aggregate_filter, "aggregate-filter"},
    {sql::role::sort_in_aggregate, "sort-in-aggregate"},
    {sql::role::subquery_filter, "subquery-filter"},
    {sql::role::except_right, "except-right"},
    {sql::role::join, "join"},
    {sql::role::filter, "filter"},
    {sql::role::group_by, "group-by"},
    {sql::role::sort, "sort"},
    {sql::role::distinct, "distinct"},
}};

LineageView view_of(const Graph& graph, LineageDirection direction, const std::vector<lineage::Step>& steps) {
  LineageView view{&graph, direction, steps.front().column, {}, std::vector<bool>(graph.columns().size()), {}, {}, {}};
  for (const lineage::Step& step : steps) {
    view.columns.push_back(step.column);
    view.shown[step.column] = true;
    view.relations.push_back(graph.columns()[step.column].relation);
  }
  std::ranges::sort(view.relations);
  view.relations.erase(std::unique(view.relations.begin(), view.relations.end()), view.relations.end());
  return view;
}

/// People call a model by its name or alias, a source by `source_name.table`; tools by the unique_id.
bool is_called(const Relation& relation, std::string_view name) {
  if (relation.unique_id == name || relation.name == name) return true;
  return relation.node != nullptr && (relation.node->name == name || relation.node->alias == name);
}

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::usage, {std::move(message), std::move(hint), {}});
}

constexpr std::size_t columns_to_offer = 5;

/// A model is named where a column is asked for.
[[noreturn]] void without_column(const Graph& graph, const Relation& relation, std::string_view text) {
  std::vector<std::string> offered;
  for (const lineage::Column& column : graph.columns_of(relation)) {
    offered.push_back(offered.size() < columns_to_offer ? fmt::format("{}.{}", text, column.name) : "…");
    if (offered.size() > columns_to_offer) break;
  }
  if (offered.empty()) {
    refuse(fmt::format("\"{}\" names no column, and none of its columns is known", text), relation.open_reason);
  }
  refuse(fmt::format("\"{}\" names no column", text), fmt::format("name a column: {}", fmt::join(offered, ", ")));
}

[[noreturn]] void no_such_relation(const Graph& graph, std::string_view text, std::string_view name) {
  std::vector<std::string_view> known;
  for (const Relation& relation : graph.relations()) {
    if (is_called(relation, text)) without_column(graph, relation, text);
    known.push_back(relation.name);
  }
  const std::string suggestion = did_you_mean(name, known);
  refuse(fmt::format("\"{}\": no model, source, seed or snapshot is called \"{}\"", text, name),
         suggestion.empty() ? "name a column as model.column or unique_id.column" : suggestion);
}

[[noreturn]] void may_be_several(std::string_view text, const std::set<std::string>& ids) {
  refuse(fmt::format("\"{}\" may be several", text), fmt::format("say which: {}", fmt::join(ids, ", ")));
}

[[noreturn]] void no_such_column(const Graph& graph, const Relation& relation, std::string_view column) {
  std::vector<std::string_view> known;
  for (const lineage::Column& candidate : graph.columns_of(relation)) known.push_back(candidate.name);
  const std::string suggestion = did_you_mean(column, known);
  std::string message = fmt::format("{} has no column \"{}\"", relation.name, column);
  if (relation.open) message += fmt::format(" that is known, and there may be more: {}", relation.open_reason);
  refuse(std::move(message),
         suggestion.empty() ? fmt::format("its columns are {}", fmt::join(known, ", ")) : suggestion);
}

}  // namespace

LineageView whole_view(const Graph& graph) {
  LineageView view{&graph, LineageDirection::whole, 0, {}, std::vector<bool>(graph.columns().size(), true), {}, {}, {}};
  for (ColumnId column = 0; column < graph.columns().size(); ++column) view.columns.push_back(column);
  for (lineage::RelationId id = 0; id < graph.relations().size(); ++id) view.relations.push_back(id);
  for (std::size_t leaf = 0; leaf < graph.leaves().size(); ++leaf) view.leaves.push_back(leaf);
  return view;
}

LineageView view_of(const Graph& graph, std::string_view name) {
  std::vector<lineage::RelationId> named;
  std::vector<std::string_view> known;
  std::set<std::string> ids;
  for (lineage::RelationId id = 0; id < graph.relations().size(); ++id) {
    known.push_back(graph.relations()[id].name);
    if (!is_called(graph.relations()[id], name)) continue;
    named.push_back(id);
    ids.insert(graph.relations()[id].unique_id);
  }
  if (named.size() > 1) may_be_several(name, ids);
  if (named.empty()) {
    refuse(fmt::format("no model, source, seed or snapshot is called \"{}\"", name), did_you_mean(name, known));
  }
  LineageView view{&graph, LineageDirection::whole, 0, {}, std::vector<bool>(graph.columns().size()), {}, {}, {}};
  const Relation& relation = graph.relations()[named.front()];
  for (std::uint32_t i = 0; i < relation.column_count; ++i) {
    view.columns.push_back(relation.first_column + i);
    view.shown[relation.first_column + i] = true;
  }
  view.relations = named;
  return view;
}

LineageView view_from(const Graph& graph, ColumnId start) {
  LineageView view = view_of(graph, LineageDirection::from, lineage::fed_by(graph, start, lineage::Follow::everything));
  const std::array<ColumnId, 1> starts{start};
  view.leaves = lineage::reach_of_columns(graph, starts).leaves;
  return view;
}

LineageView view_to(const Graph& graph, ColumnId start) {
  return view_of(graph, LineageDirection::to, lineage::feeding(graph, start, lineage::Follow::everything));
}

ColumnId find_column(const Graph& graph, std::string_view text) {
  std::vector<const Relation*> named;
  std::string_view column;
  // Names may hold dots: every dot may be the one between the two.
  for (std::size_t dot = text.rfind('.'); dot != std::string_view::npos && dot > 0; dot = text.rfind('.', dot - 1)) {
    for (const Relation& relation : graph.relations()) {
      if (is_called(relation, text.substr(0, dot))) named.push_back(&relation);
    }
    column = text.substr(dot + 1);
    if (!named.empty()) break;
  }
  if (named.empty()) {
    const std::size_t dot = text.rfind('.');
    no_such_relation(graph, text, dot == std::string_view::npos ? text : text.substr(0, dot));
  }
  if (named.size() > 1) {
    std::set<std::string> ids;
    for (const Relation* relation : named) ids.insert(fmt::format("{}.{}", relation->unique_id, column));
    refuse(fmt::format("\"{}\" may be several columns", text), fmt::format("say which: {}", fmt::join(ids, ", ")));
  }
  const auto found = graph.find(named.front()->unique_id, column);
  if (!found) no_such_column(graph, *named.front(), column);
  return *found;
}

std::vector<std::string_view> role_names(sql::RoleMask roles) {
  std::vector<std::string_view> names;
  for (const auto& [bit, name] : roles_by_bit) {
    if ((roles & bit) != 0) names.push_back(name);
  }
  return names;
}

std::string_view kind_of(const Relation& relation) { return dbt::to_string(relation.type); }

std::string place_text(const Location& place) {
  return place.line > 0 ? fmt::format("{}:{}", place.path, place.line) : place.path;
}

}  // namespace tollgate::cli
