#include "lineage/order.hpp"

namespace tollgate::lineage {

std::vector<std::string> in_order(const Dependencies& dependencies) {
  std::map<std::string, std::size_t, std::less<>> missing;
  std::map<std::string, std::vector<const std::string*>, std::less<>> children;
  for (const auto& [id, parents] : dependencies) {
    std::size_t& count = missing[id];
    for (const std::string& parent : parents) {
      if (parent == id || !dependencies.contains(parent)) continue;
      ++count;
      children[parent].push_back(&id);
    }
  }
  std::set<std::string> ready;
  for (const auto& [id, count] : missing) {
    if (count == 0) ready.insert(id);
  }
  std::vector<std::string> order;
  while (!missing.empty()) {
    if (ready.empty()) ready.insert(missing.begin()->first);
    const std::string id = *ready.begin();
    ready.erase(ready.begin());
    missing.erase(id);
    for (const std::string* child : children[id]) {
      const auto count = missing.find(*child);
      if (count != missing.end() && --count->second == 0) ready.insert(*child);
    }
    order.push_back(id);
  }
  return order;
}

}  // namespace tollgate::lineage
