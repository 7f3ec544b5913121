#include "lineage/order.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tollgate::lineage {

std::vector<std::vector<std::string>> in_levels(const Dependencies& dependencies) {
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
  std::vector<std::string> ready;
  for (const auto& [id, count] : missing) {
    if (count == 0) ready.push_back(id);
  }
  std::vector<std::vector<std::string>> levels;
  while (!missing.empty()) {
    if (ready.empty()) ready.push_back(missing.begin()->first);
    std::vector<std::string> next;
    for (const std::string& id : ready) missing.erase(id);
    for (const std::string& id : ready) {
      for (const std::string* child : children[id]) {
        const auto count = missing.find(*child);
        if (count != missing.end() && --count->second == 0) next.push_back(*child);
      }
    }
    std::ranges::sort(next);
    levels.push_back(std::exchange(ready, std::move(next)));
  }
  return levels;
}

std::vector<std::string> in_order(const Dependencies& dependencies) {
  std::vector<std::string> order;
  for (std::vector<std::string>& level : in_levels(dependencies)) {
    std::ranges::move(level, std::back_inserter(order));
  }
  return order;
}

}  // namespace tollgate::lineage
