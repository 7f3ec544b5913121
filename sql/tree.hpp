// The parse tree of one statement as plain nodes: PostgreSQL's raw parse tree (parsenodes.h), read from libpg_query.
// Nothing is resolved here. A Tree owns its nodes; it never changes once read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sql/node_names.hpp"
#include "sql/parse.hpp"

namespace tollgate::sql {

/// Node types, named as PostgreSQL names them. `Nothing` is an empty list cell (`{}`), `Other` a type not listed.
enum class Kind : std::uint8_t {
  Nothing,
#define TOLLGATE_ENUMERATOR(name) name,
  TOLLGATE_NODE_KINDS(TOLLGATE_ENUMERATOR)
#undef TOLLGATE_ENUMERATOR
      Other
};

/// Fields, named as PostgreSQL names them.
enum class Key : std::uint8_t {
#define TOLLGATE_ENUMERATOR(name) name,
  TOLLGATE_FIELD_KEYS(TOLLGATE_ENUMERATOR)
#undef TOLLGATE_ENUMERATOR
      other_key
};

std::string_view name_of(Kind kind);

class Node;
using Nodes = std::span<const Node* const>;  ///< no null among them

struct Field {
  enum class Type : std::uint8_t { node, list, text, number, flag };
  Key key = Key::other_key;
  Type type = Type::flag;
  std::variant<const Node*, Nodes, std::string_view, std::int64_t, bool> value;
};

/// PostgreSQL omits fields that are zero, false, null or empty: every accessor has that as its answer.
class Node {
 public:
  Node(Kind kind, int location, std::span<const Field> fields) : x_kind(kind), x_location(location), x_fields(fields) {}

  Kind kind() const { return x_kind; }
  bool is(Kind kind) const { return x_kind == kind; }
  /// Byte offset into the text; -1: the parser gives none, or it is 0, which libpg_query leaves out.
  int location() const { return x_location; }
  const Node* node(Key key) const { return value_of<const Node*>(key); }  ///< null when absent
  Nodes list(Key key) const { return value_of<Nodes>(key); }              ///< empty when absent
  /// Strings, and enumerations by name (`SETOP_UNION`); "" when absent.
  std::string_view text(Key key) const { return value_of<std::string_view>(key); }
  std::int64_t number(Key key) const { return value_of<std::int64_t>(key); }  ///< 0 when absent
  bool flag(Key key) const { return value_of<bool>(key); }                    ///< false when absent
  bool has(Key key) const { return find(key) != nullptr; }
  std::span<const Field> fields() const { return x_fields; }  ///< without locations; to walk what is not known

 private:
  const Field* find(Key key) const {
    for (const Field& field : x_fields) {
      if (field.key == key) return &field;
    }
    return nullptr;
  }
  template <typename T>
  T value_of(Key key) const {
    const Field* const field = find(key);
    const T* const value = field == nullptr ? nullptr : std::get_if<T>(&field->value);
    return value == nullptr ? T{} : *value;
  }

  Kind x_kind;
  int x_location;
  std::span<const Field> x_fields;
};

/// The text of a String node, "" for anything else.
inline std::string_view string_of(const Node& node) {
  return node.is(Kind::String) ? node.text(Key::sval) : std::string_view();
}

/// Deeper trees are refused: every walker of a tree recurses, and knows its stack from this.
inline constexpr int deepest_tree = 10'000;
/// What a thread needs to parse and to walk a text of that many bytes (see deep_stack.hpp).
std::size_t stack_to_walk(std::size_t text_bytes);

struct TreeStore;  // what a Tree owns

/// One statement. Movable; nodes stay where they are.
class Tree {
 public:
  Tree(std::unique_ptr<std::string> text, std::unique_ptr<TreeStore> store, const Node* statement);
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  std::string_view text() const { return *x_text; }
  const Node* statement() const { return x_statement; }  ///< null: only comments
  /// Frees the nodes and keeps the texts that stood in them: all that an Analysis still refers to. No statement() then.
  void forget_nodes();

 private:
  std::unique_ptr<std::string> x_text;  // where it is, whatever moves the Tree
  std::unique_ptr<TreeStore> x_store;
  const Node* x_statement = nullptr;
};

/// Reads one statement. Needs a stack of stack_to_walk(). The error is PostgreSQL's, or says that there are two
/// statements, that the text is too long or that it nests too deep.
std::variant<Tree, ParseError> read_tree(std::string_view sql);

/// Turns byte offsets of a text into lines and columns (1-based, columns in Unicode code points).
class Positions {
 public:
  explicit Positions(std::string_view text);
  struct Place {
    int line = 1;
    int column = 1;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  Place at(std::size_t byte) const;  ///< beyond the end: the end

 private:
  std::string_view x_text;
  std::vector<std::size_t> x_line_starts;
};

}  // namespace tollgate::sql
