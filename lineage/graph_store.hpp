// What a Graph owns. Only for the inside of this room.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::lineage {

/// Values of one type by index, without a vector each.
template <class Value>
struct Lists {
  std::vector<Value> values;
  std::vector<std::size_t> begins{0};  ///< one more than lists

  std::span<const Value> of(std::size_t index) const {
    return std::span(values).subspan(begins[index], begins[index + 1] - begins[index]);
  }
};

struct GraphStore {
  const dbt::Project* project = nullptr;
  sql::Schema schema;
  std::vector<std::optional<sql::Tree>> trees;      ///< what analyses of this side, or of the other too, refer to
  std::deque<std::optional<sql::Tree>> late_trees;  ///< of texts that only the build found it had to read
  std::deque<sql::Analysis> analyses;
  std::vector<Relation> relations;
  std::vector<Column> columns;
  std::vector<Leaf> leaves;
  std::vector<Disagreement> disagreements;
  std::map<std::string, RelationId, std::less<>> ids;
  Lists<Edge> readers;        ///< by column
  Lists<RelationId> steered;  ///< by column
};

/// Fills `readers`, `steered` and the children of relations from what feeds what.
void connect(GraphStore& store);

}  // namespace tollgate::lineage
