// libpg_query's JSON text of a tree, read into nodes in one pass and in place. Belongs to tree.cpp; knows the text's
// form, not its meaning.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>

#include "sql/parser_output.hpp"
#include "sql/tree.hpp"

namespace tollgate::sql {

class TreeStore {
 public:
  explicit TreeStore(TreeJson text) : json(std::move(text)) {}

  TreeJson json;  ///< texts of nodes point into it
  std::pmr::monotonic_buffer_resource memory;
};

struct Statements {
  const Node* first = nullptr;  ///< null: none
  std::size_t count = 0;
  std::int64_t second_location = 0;  ///< byte offset
};

enum class Unreadable : std::uint8_t { too_deep, malformed };

/// Writes into the text: strings are unescaped where they stand. Needs a stack of stack_to_walk().
std::variant<Statements, Unreadable> read_statements(TreeStore& store);

}  // namespace tollgate::sql
