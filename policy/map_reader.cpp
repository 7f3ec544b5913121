#include "policy/map_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "policy/values.hpp"

namespace tollgate::policy {

MapReader::MapReader(const Node& node, std::string what, Problems& problems)
    : x_node(node), x_what(std::move(what)), x_problems(problems) {
  if (!node.is_map()) expected(node, x_what, "a mapping (`key: value` lines)", problems);
}

const Entry* MapReader::find_entry(std::string_view key) {
  x_known.push_back(key);
  const auto found = std::find_if(x_node.entries.begin(), x_node.entries.end(),
                                  [key](const Entry& entry) { return entry.key == key; });
  return found == x_node.entries.end() ? nullptr : &*found;
}

const Node* MapReader::find(std::string_view key) {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

void MapReader::finish() {
  for (const Entry& entry : x_node.entries) {
    if (std::find(x_known.begin(), x_known.end(), entry.key) != x_known.end()) continue;
    x_problems.add(entry.mark, fmt::format("{}: unknown key {}", x_what, in_quotes(entry.key)),
                   suggestion(entry.key, x_known));
  }
}

}  // namespace tollgate::policy
