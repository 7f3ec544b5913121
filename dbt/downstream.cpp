#include "dbt/downstream.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

namespace tollgate::dbt {
namespace {

using Readers = std::vector<std::vector<std::size_t>>;                              // by index into the nodes
using Ancestors = std::map<std::size_t, std::vector<std::pair<int, std::string>>>;  // node -> distance, changed id

Readers readers_of(const std::vector<NodeComparison>& nodes) {
  Readers readers(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const NodePair& pair = nodes[i].pair;
    if (pair.head == nullptr) continue;
    const auto add = [&](const std::string& parent, bool only_removed) {
      const NodeComparison* found = find_comparison(nodes, parent);
      if (found == nullptr || (only_removed && found->pair.head != nullptr)) return;
      readers[static_cast<std::size_t>(found - nodes.data())].push_back(i);
    };
    for (const std::string& parent : pair.head->depends_on) add(parent, false);
    if (pair.base == nullptr) continue;
    for (const std::string& parent : pair.base->depends_on) add(parent, true);
  }
  return readers;
}

void walk(std::size_t start, const std::vector<NodeComparison>& nodes, const Readers& readers, Ancestors& ancestors) {
  std::map<std::size_t, int> distance{{start, 0}};
  std::deque<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t node = open.front();
    open.pop_front();
    for (const std::size_t reader : readers[node]) {
      if (!distance.try_emplace(reader, distance.at(node) + 1).second) continue;
      open.push_back(reader);
      if (nodes[reader].reasons.empty()) ancestors[reader].emplace_back(distance.at(reader), nodes[start].id());
    }
  }
}

void pass_on(std::size_t start, const std::vector<NodeComparison>& nodes, const Readers& readers,
             std::vector<std::vector<std::string>>& parents) {
  std::set<std::size_t> seen{start};
  std::deque<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t node = open.front();
    open.pop_front();
    for (const std::size_t reader : readers[node]) {
      if (!seen.insert(reader).second) continue;
      if (nodes[reader].reasons.empty()) {
        open.push_back(reader);
      } else {
        parents[reader].push_back(nodes[start].id());
      }
    }
  }
}

}  // namespace

std::vector<std::vector<std::string>> changed_parents(const std::vector<NodeComparison>& nodes) {
  const Readers readers = readers_of(nodes);
  std::vector<std::vector<std::string>> parents(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].reasons.empty()) pass_on(i, nodes, readers, parents);
  }
  return parents;
}

std::vector<Downstream> downstream_of_changes(const std::vector<NodeComparison>& nodes) {
  const Readers readers = readers_of(nodes);
  Ancestors ancestors;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].reasons.empty()) walk(i, nodes, readers, ancestors);
  }
  std::vector<Downstream> result;
  for (auto& [index, above] : ancestors) {
    std::sort(above.begin(), above.end());
    Downstream entry{nodes[index].id(), nodes[index].pair.head, {}, above.front().first};
    for (auto& [distance, id] : above) entry.changed_ancestors.push_back(std::move(id));
    result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace tollgate::dbt
