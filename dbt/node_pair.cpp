#include "dbt/node_pair.hpp"

#include <map>
#include <string_view>

namespace tollgate::dbt {

std::vector<NodePair> judged_pairs(const Project& base, const Project& head) {
  std::map<std::string_view, NodePair> by_id;
  for (const auto& [id, node] : base.nodes) {
    if (is_judged(node)) by_id[id].base = &node;
  }
  for (const auto& [id, node] : head.nodes) {
    if (is_judged(node)) by_id[id].head = &node;
  }
  std::vector<NodePair> pairs;
  pairs.reserve(by_id.size());
  for (const auto& [id, pair] : by_id) pairs.push_back(pair);
  return pairs;
}

}  // namespace tollgate::dbt
