#include "lineage/reach.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace tollgate::lineage {

namespace {

constexpr std::size_t leaves_told = 3;

bool follows(Follow follow, sql::RoleMask roles) {
  return follow == Follow::everything || (roles & sql::role::direct) != 0;
}

/// Breadth first from the starts; `edges_of(column)` yields the edges to go.
template <class Edges>
std::vector<Step> walk(std::span<const ColumnId> starts, Follow follow, const Edges& edges_of) {
  std::vector<Step> steps;
  std::unordered_set<ColumnId> seen;
  for (const ColumnId start : starts) {
    if (seen.insert(start).second) steps.push_back({start, 0, start, 0});
  }
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const Step here = steps[at];
    for (const Edge& edge : edges_of(here.column)) {
      if (!follows(follow, edge.roles) || !seen.insert(edge.column).second) continue;
      steps.push_back({edge.column, here.distance + 1, here.column, edge.roles});
    }
  }
  std::ranges::stable_sort(steps, [](const Step& a, const Step& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.column < b.column;
  });
  return steps;
}

template <class Value>
void sort_once(std::vector<Value>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// These relations and everything below them.
std::vector<RelationId> with_descendants(const Graph& graph, std::vector<RelationId> relations) {
  std::unordered_set<RelationId> seen(relations.begin(), relations.end());
  for (std::size_t at = 0; at < relations.size(); ++at) {
    for (const RelationId child : graph.relations()[relations[at]].children) {
      if (seen.insert(child).second) relations.push_back(child);
    }
  }
  sort_once(relations);
  return relations;
}

template <class A, class B>
bool share_any(const std::vector<A>& sorted, const B& wanted) {
  return std::ranges::any_of(sorted, [&](const auto& value) { return wanted.contains(value); });
}

bool reads(const Leaf& leaf, const std::unordered_set<ColumnId>& columns,
           const std::unordered_set<RelationId>& relations, const std::unordered_set<RelationId>& rows_of) {
  return share_any(leaf.relations, rows_of) ||
         (leaf.whole ? share_any(leaf.relations, relations) : share_any(leaf.columns, columns));
}

std::vector<ColumnId> told_path(const Graph& graph, const std::vector<Step>& steps,
                                const std::vector<std::size_t>& leaves) {
  for (const Step& step : steps) {
    if (step.distance == 0) continue;
    const RelationId relation = graph.columns()[step.column].relation;
    for (const std::size_t index : leaves) {
      const Leaf& leaf = graph.leaves()[index];
      const bool read = leaf.whole ? std::ranges::binary_search(leaf.relations, relation)
                                   : std::ranges::binary_search(leaf.columns, step.column);
      if (read) return path_to(steps, step.column);
    }
  }
  const auto last = std::ranges::find(steps, steps.back().distance, &Step::distance);
  return path_to(steps, last->column);
}

}  // namespace

std::vector<Step> feeding(const Graph& graph, ColumnId start, Follow follow) {
  return walk(std::span(&start, 1), follow,
              [&](ColumnId column) -> const std::vector<Edge>& { return graph.columns()[column].sources; });
}

std::vector<Step> fed_by(const Graph& graph, ColumnId start, Follow follow) {
  return walk(std::span(&start, 1), follow, [&](ColumnId column) { return graph.readers_of(column); });
}

std::vector<ColumnId> path_to(const std::vector<Step>& steps, ColumnId end) {
  std::unordered_map<ColumnId, const Step*> by_column;
  for (const Step& step : steps) by_column.emplace(step.column, &step);
  std::vector<ColumnId> path;
  for (auto at = by_column.find(end); at != by_column.end(); at = by_column.find(at->second->towards)) {
    path.push_back(at->first);
    if (at->second->distance == 0) break;
  }
  std::ranges::reverse(path);
  return path;
}

Reach reach_of_columns(const Graph& graph, std::span<const ColumnId> columns) {
  Reach reach;
  if (columns.empty()) return reach;
  const std::vector<Step> steps = walk(columns, Follow::everything, [&](ColumnId c) { return graph.readers_of(c); });
  std::unordered_set<ColumnId> touched;
  std::unordered_set<RelationId> relations;
  std::vector<RelationId> steered;
  for (const Step& step : steps) {
    touched.insert(step.column);
    relations.insert(graph.columns()[step.column].relation);
    if (step.distance > 0) {
      reach.columns.push_back(step.column);
      reach.relations.push_back(graph.columns()[step.column].relation);
    }
    const auto by = graph.steered_by(step.column);
    steered.insert(steered.end(), by.begin(), by.end());
  }
  sort_once(reach.columns);
  sort_once(reach.relations);
  sort_once(steered);
  steered = with_descendants(graph, std::move(steered));
  const std::unordered_set<RelationId> rows_of(steered.begin(), steered.end());
  for (std::size_t i = 0; i < graph.leaves().size(); ++i) {
    if (reads(graph.leaves()[i], touched, relations, rows_of)) reach.leaves.push_back(i);
  }
  std::erase_if(steered, [&](RelationId id) { return relations.contains(id); });
  reach.rows_of = std::move(steered);
  reach.path = told_path(graph, steps, reach.leaves);
  return reach;
}

Reach reach_of_rows(const Graph& graph, RelationId relation) {
  Reach reach;
  reach.rows_of = with_descendants(graph, {relation});
  const std::unordered_set<RelationId> rows_of(reach.rows_of.begin(), reach.rows_of.end());
  for (std::size_t i = 0; i < graph.leaves().size(); ++i) {
    if (share_any(graph.leaves()[i].relations, rows_of)) reach.leaves.push_back(i);
  }
  std::erase(reach.rows_of, relation);
  return reach;
}

std::string to_text(const Graph& graph, const Reach& reach) {
  const auto counted = [](std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  std::string text;
  if (!reach.columns.empty()) {
    text = fmt::format("{} in {}", counted(reach.columns.size(), "downstream column"),
                       counted(reach.relations.size(), "model"));
  }
  if (!reach.rows_of.empty()) {
    text += fmt::format("{}rows of {}", text.empty() ? "" : ", ", counted(reach.rows_of.size(), "downstream model"));
  }
  std::vector<std::string> titles;
  for (const std::size_t leaf : reach.leaves) titles.push_back(graph.leaves()[leaf].title);
  if (titles.size() > leaves_told) {
    const std::size_t more = titles.size() - leaves_told;
    titles.resize(leaves_told);
    titles.back() += fmt::format(" and {} more", more);
  }
  if (!titles.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", fmt::join(titles, ", "));
  return text;
}

std::string path_text(const Graph& graph, const std::vector<ColumnId>& path) {
  std::vector<std::string> names;
  names.reserve(path.size());
  for (const ColumnId column : path) names.push_back(graph.full_name(column));
  return fmt::format("{}", fmt::join(names, " -> "));
}

}  // namespace tollgate::lineage
