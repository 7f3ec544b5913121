// The tree of a YAML document with the position of every key and value. Stricter than YAML on purpose: one document,
// text keys, no anchors, aliases, merge keys or tags, no key twice. yaml_reader.cpp is the one file that knows
// yaml-cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/problems.hpp"

namespace tollgate::policy {

struct Entry;

struct Node {
  enum class Kind {
    nothing,
    scalar,
    list,
    map,
    refused,  ///< an alias: its problem is already told
  };
  Kind kind = Kind::nothing;
  Mark mark;
  std::string text;    ///< of a scalar
  bool plain = false;  ///< a scalar without quotes
  std::vector<Node> items;
  std::vector<Entry> entries;  ///< in file order

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_nothing() const { return kind == Kind::nothing; }
};

struct Entry {
  std::string key;
  Mark mark;
  Node value;
};

enum class Emptiness { refused, allowed };

/// Nothing, and a problem, when the text is no YAML document. One that holds nothing is a problem, too, or a node of
/// kind `nothing` where that is allowed. Other problems leave the rest readable.
std::optional<Node> read_yaml(std::string_view text, Problems& problems, Emptiness emptiness = Emptiness::refused);

}  // namespace tollgate::policy
