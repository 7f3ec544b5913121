// libpg_query's JSON text of a tree, read into nodes in one pass and in place. Belongs to tree.cpp; knows the text's
// form, not its meaning.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>

#include "sql/blocks.hpp"
#include "sql/tree.hpp"

namespace tollgate::sql {

struct TreeStore {
  Blocks texts;                                ///< of nodes; an Analysis refers to them as well
  std::pmr::monotonic_buffer_resource memory;  ///< nodes
};

struct Statements {
  const Node* first = nullptr;  ///< null: none
  std::size_t count = 0;
  std::int64_t second_location = 0;  ///< byte offset
};

enum class Unreadable : std::uint8_t { too_deep, malformed };

/// Writes into the JSON: strings are unescaped where they stand. Nothing in the store points into it. Needs a stack of
/// stack_to_walk().
std::variant<Statements, Unreadable> read_statements(char* json, TreeStore& store);

}  // namespace tollgate::sql
