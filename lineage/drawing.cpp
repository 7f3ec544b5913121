#include "lineage/drawing.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "lineage/reach.hpp"

namespace tollgate::lineage {

namespace {

/// Columns whose way up and down is followed; of more that change, only they themselves are drawn.
constexpr std::size_t most_followed = 100;

/// A column of either side: model and name.
using Key = std::pair<std::string, std::string>;

Key key_of(const Graph& graph, ColumnId id) {
  const Column& column = graph.columns()[id];
  return {graph.relations()[column.relation].unique_id, column.name};
}

DrawnState state_of(DifferenceKind kind) {
  if (kind == DifferenceKind::added) return DrawnState::added;
  return kind == DifferenceKind::lost ? DrawnState::lost : DrawnState::changed;
}

std::string words_of(const Difference& difference) {
  std::string words(to_string(difference.kind));
  if (difference.kind == DifferenceKind::renamed && !difference.before.empty()) words += " from " + difference.before;
  return words;
}

class Drawing {
 public:
  Drawing(const Graph& base, const Graph& head, const LayerOf& layer_of)
      : x_base(base), x_head(head), x_layer_of(layer_of) {}

  LineageDrawing of(const Differences& differences) {
    for (const Difference& difference : differences.differences) mark(difference);
    if (x_columns.empty() && x_rows.empty()) return {};
    choose();
    place_nodes();
    draw_edges(x_base, true);
    draw_edges(x_head, false);
    draw_leaves();
    finish_edges();
    return std::move(x_drawing);
  }

 private:
  struct Marked {
    DrawnState state = DrawnState::same;
    std::string note;
  };

  void mark(const Difference& difference) {
    if (!is_about_column(difference.kind)) {
      x_rows[difference.unique_id].insert(words_of(difference));
      return;
    }
    if (difference.column.empty()) return;
    Marked& marked = x_columns[{difference.unique_id, difference.column}];
    if (marked.note.empty()) {
      marked = {state_of(difference.kind), words_of(difference)};
    } else {
      marked.note += ", " + words_of(difference);
    }
  }

  /// What changes first, then what feeds it and what it feeds on either side, the nearest first.
  void choose() {
    std::multimap<int, Key> around;
    std::size_t followed = 0;
    for (const auto& [key, marked] : x_columns) {
      take(key);
      if (++followed > most_followed) continue;
      for (const Graph* graph : {&x_base, &x_head}) {
        const std::optional<ColumnId> id = graph->find(key.first, key.second);
        if (!id) continue;
        for (const auto& steps : {feeding(*graph, *id), fed_by(*graph, *id)}) {
          for (const Step& step : steps) around.emplace(step.distance, key_of(*graph, step.column));
        }
      }
    }
    for (const auto& [distance, key] : around) take(key);
  }

  void take(const Key& key) {
    if (x_taken.contains(key)) return;
    if (x_taken.size() >= most_drawn_columns) {
      x_left_out.insert(key);
    } else {
      x_taken.insert(key);
    }
  }

  /// In the order of the head's graph; what only base has stands where it stood there, after those.
  void place_nodes() {
    std::set<std::string, std::less<>> wanted;
    for (const Key& key : x_taken) wanted.insert(key.first);
    for (const auto& [unique_id, notes] : x_rows) wanted.insert(unique_id);
    for (const Graph* graph : {&x_head, &x_base}) {
      for (const Relation& relation : graph->relations()) {
        if (wanted.erase(relation.unique_id) > 0) add_node(relation, *graph);
      }
    }
    x_drawing.columns_left_out = x_left_out.size();
  }

  void add_node(const Relation& relation, const Graph& graph) {
    DrawnNode node;
    node.unique_id = relation.unique_id;
    node.title = relation.name;
    node.kind = std::string(dbt::to_string(relation.type));
    node.layer = x_layer_of(relation.unique_id);
    const bool on_both = x_base.id_of(relation.unique_id) && x_head.id_of(relation.unique_id);
    if (!on_both) node.state = &graph == &x_head ? DrawnState::added : DrawnState::lost;
    if (const auto rows = x_rows.find(relation.unique_id); rows != x_rows.end()) {
      node.notes.assign(rows->second.begin(), rows->second.end());
      if (on_both) node.state = DrawnState::changed;
    }
    const auto index = static_cast<std::int32_t>(x_drawing.nodes.size());
    x_node_index.emplace(relation.unique_id, index);
    for (const Graph* side : {&x_head, &x_base}) add_columns(node, index, *side);
    x_drawing.nodes.push_back(std::move(node));
  }

  void add_columns(DrawnNode& node, std::int32_t index, const Graph& side) {
    const Relation* relation = side.find(node.unique_id);
    if (relation == nullptr) return;
    for (const Column& column : side.columns_of(*relation)) {
      const Key key{node.unique_id, column.name};
      if (!x_taken.contains(key) || x_place.contains(key)) continue;
      x_place.emplace(key, std::pair(index, static_cast<std::int32_t>(node.columns.size())));
      const auto marked = x_columns.find(key);
      node.columns.push_back(marked == x_columns.end()
                                 ? DrawnColumn{column.name, DrawnState::same, ""}
                                 : DrawnColumn{column.name, marked->second.state, marked->second.note});
      if (marked != x_columns.end() && node.state == DrawnState::same) node.state = DrawnState::changed;
    }
  }

  using Ends = std::pair<std::pair<std::int32_t, std::int32_t>, std::pair<std::int32_t, std::int32_t>>;

  void draw_edges(const Graph& graph, bool is_base) {
    for (const auto& [key, place] : x_place) {
      const std::optional<ColumnId> id = graph.find(key.first, key.second);
      if (!id) continue;
      for (const Edge& edge : graph.columns()[*id].sources) {
        if ((edge.roles & sql::role::direct) == 0) continue;
        const auto from = x_place.find(key_of(graph, edge.column));
        if (from != x_place.end()) note_edge({from->second, place}, is_base);
      }
    }
  }

  void note_edge(const Ends& ends, bool is_base) {
    const auto [at, fresh] = x_edges.emplace(ends, is_base ? DrawnState::lost : DrawnState::added);
    if (!fresh && !is_base && at->second == DrawnState::lost) at->second = DrawnState::same;
  }

  /// Exposures, metrics and the like that read what changes or what it feeds.
  void draw_leaves() {
    for (const Leaf& leaf : x_head.leaves()) {
      std::set<std::pair<std::int32_t, std::int32_t>> read;
      for (const ColumnId column : leaf.columns) {
        if (const auto place = x_place.find(key_of(x_head, column)); place != x_place.end()) read.insert(place->second);
      }
      for (const RelationId relation : leaf.whole ? leaf.relations : std::vector<RelationId>{}) {
        const auto index = x_node_index.find(x_head.relations()[relation].unique_id);
        if (index == x_node_index.end()) continue;
        const std::size_t count = x_drawing.nodes[static_cast<std::size_t>(index->second)].columns.size();
        for (std::size_t i = 0; i < count; ++i) read.emplace(index->second, static_cast<std::int32_t>(i));
      }
      if (read.empty()) continue;
      const auto node = static_cast<std::int32_t>(x_drawing.nodes.size());
      x_drawing.nodes.push_back(
          {leaf.unique_id, leaf.title, std::string(dbt::to_string(leaf.type)), "", DrawnState::same, {}, {}});
      for (const auto& from : read) x_edges.emplace(Ends{from, {node, -1}}, DrawnState::same);
    }
  }

  void finish_edges() {
    for (const auto& [ends, state] : x_edges) {
      x_drawing.edges.push_back({ends.first.first, ends.first.second, ends.second.first, ends.second.second, state});
    }
  }

  const Graph& x_base;
  const Graph& x_head;
  const LayerOf& x_layer_of;
  std::map<Key, Marked> x_columns;                      ///< what the change does to columns
  std::map<std::string, std::set<std::string>> x_rows;  ///< what it does to rows, by unique_id
  std::set<Key> x_taken, x_left_out;
  std::map<std::string, std::int32_t> x_node_index;
  std::map<Key, std::pair<std::int32_t, std::int32_t>> x_place;  ///< node and column of what is drawn
  std::map<Ends, DrawnState> x_edges;
  LineageDrawing x_drawing;
};

}  // namespace

LineageDrawing draw_change(const Graph& base, const Graph& head, const Differences& differences,
                           const LayerOf& layer_of) {
  return Drawing(base, head, layer_of).of(differences);
}

}  // namespace tollgate::lineage
