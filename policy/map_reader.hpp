// Reads the known keys of a mapping and tells the unknown ones, with a suggestion.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// Ask for each known key with find(), then call finish(). The node must outlive the reader.
class MapReader {
 public:
  /// A problem when the node is no mapping; the reader is then empty. `what` names it in messages, e.g. `layers.marts`.
  MapReader(const Node& node, std::string what, Problems& problems);

  bool is_map() const { return x_node.is_map(); }
  /// The value of the key, or null when it is not there.
  const Node* find(std::string_view key);
  /// The entry of the key with the key's own place, or null.
  const Entry* find_entry(std::string_view key);
  /// A problem for each key that nobody asked for.
  void finish();

 private:
  const Node& x_node;
  std::string x_what;
  Problems& x_problems;
  std::vector<std::string_view> x_known;
};

}  // namespace tollgate::policy
