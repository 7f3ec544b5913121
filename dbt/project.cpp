#include "dbt/project.hpp"

#include <algorithm>

namespace tollgate::dbt {

std::string_view to_string(ResourceType type) {
  switch (type) {
    case ResourceType::model:
      return "model";
    case ResourceType::seed:
      return "seed";
    case ResourceType::snapshot:
      return "snapshot";
    case ResourceType::test:
      return "test";
    case ResourceType::unit_test:
      return "unit_test";
    case ResourceType::analysis:
      return "analysis";
    case ResourceType::operation:
      return "operation";
    case ResourceType::source:
      return "source";
    case ResourceType::exposure:
      return "exposure";
    case ResourceType::metric:
      return "metric";
    case ResourceType::semantic_model:
      return "semantic_model";
    case ResourceType::saved_query:
      return "saved_query";
    case ResourceType::function:
      return "function";
    case ResourceType::other:
      return "other";
  }
  return "other";
}

const Column* Node::find_column(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& it) { return it.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

const Node* Project::find_node(std::string_view unique_id) const {
  const auto found = nodes.find(unique_id);
  return found == nodes.end() ? nullptr : &found->second;
}

bool is_judged(const Node& node) {
  return node.type == ResourceType::model || node.type == ResourceType::seed || node.type == ResourceType::snapshot;
}

ModelKey key_of(const Node& node) {
  return {node.unique_id,          node.name, node.package, node.original_file_path, node.fqn, node.config.tags,
          node.config.materialized};
}

}  // namespace tollgate::dbt
