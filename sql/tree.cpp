// Reads libpg_query's JSON into nodes: {"SelectStmt": {"targetList": [...], "location": 7}}. A field of a fixed struct
// type holds that struct's fields without its name ({"alias": {"aliasname": "t"}}); its kind follows from the field.
#include "sql/tree.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <memory_resource>
#include <optional>

#include "sql/parser_output.hpp"

namespace tollgate::sql {
namespace {

namespace dom = simdjson::dom;

constexpr std::array kind_names{
#define TOLLGATE_NAME(name) std::string_view(#name),
    std::string_view("Nothing"), TOLLGATE_NODE_KINDS(TOLLGATE_NAME) std::string_view("Other")};
constexpr std::array key_names{TOLLGATE_FIELD_KEYS(TOLLGATE_NAME) std::string_view("other_key")};
#undef TOLLGATE_NAME

// A table of names by a hash of length, first, middle and last byte; built by the compiler.
template <std::size_t Size>
class NameTable {
 public:
  template <std::size_t Count>
  explicit constexpr NameTable(const std::array<std::string_view, Count>& names) {
    static_assert(Count * 2 < Size && Count < 256);
    for (std::size_t i = 0; i < Count; ++i) {
      std::size_t slot = slot_of(names[i]);
      while (x_slots[slot].filled) slot = (slot + 1) % Size;
      x_slots[slot] = {names[i], static_cast<std::uint8_t>(i), true};
    }
  }
  constexpr std::optional<std::uint8_t> find(std::string_view name) const {
    for (std::size_t slot = slot_of(name); x_slots[slot].filled; slot = (slot + 1) % Size) {
      if (x_slots[slot].name == name) return x_slots[slot].index;
    }
    return std::nullopt;
  }

 private:
  struct Slot {
    std::string_view name;
    std::uint8_t index = 0;
    bool filled = false;
  };
  static constexpr std::size_t slot_of(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
    return (name.size() * 131 + byte(0) * 31 + byte(name.size() / 2) * 17 + byte(name.size() - 1) * 7) % Size;
  }
  std::array<Slot, Size> x_slots{};
};

constexpr NameTable<512> kinds(kind_names);
constexpr NameTable<1024> keys(key_names);

// A node is printed as {"Kind": {…}}; what libpg_query prints without its kind is known by the field that holds it.
Kind implied_kind(Key key) {
  switch (key) {
    case Key::relation:
    case Key::rel:
    case Key::view:
      return Kind::RangeVar;
    case Key::larg:
    case Key::rarg:
      return Kind::SelectStmt;
    case Key::withClause:
      return Kind::WithClause;
    case Key::alias:
    case Key::join_using_alias:
      return Kind::Alias;
    case Key::typeName:
      return Kind::TypeName;
    case Key::over:
      return Kind::WindowDef;
    case Key::into:
    case Key::intoClause:
      return Kind::IntoClause;
    case Key::onConflictClause:
      return Kind::OnConflictClause;
    case Key::infer:
      return Kind::InferClause;
    case Key::search_clause:
      return Kind::CTESearchClause;
    case Key::cycle_clause:
      return Kind::CTECycleClause;
    case Key::ival:
      return Kind::Integer;
    case Key::fval:
      return Kind::Float;
    case Key::boolval:
      return Kind::Boolean;
    case Key::sval:
      return Kind::String;
    case Key::bsval:
      return Kind::BitString;
    default:
      return Kind::Other;
  }
}

struct TooDeep {};

}  // namespace

class TreeStore {
 public:
  TreeStore() = default;
  const Node* root = nullptr;
  dom::document document;
  std::pmr::monotonic_buffer_resource memory;
};

namespace {

class Reader {
 public:
  explicit Reader(TreeStore& store) : x_store(store) {}

  // A node in a place that may hold any node: {"Kind": {…}}, or {} for none.
  const Node* read_node(const dom::object& object) {
    for (const auto field : object) {
      dom::object inner;
      if (object.size() == 1 && field.value.get(inner) == simdjson::SUCCESS && is_kind(field.key)) {
        const auto kind = kinds.find(field.key);
        return read_fields(kind ? static_cast<Kind>(*kind) : Kind::Other, inner);
      }
      return read_fields(Kind::Other, object);
    }
    return make<Node>(Kind::Nothing, -1, std::span<const Field>());
  }

 private:
  static bool is_kind(std::string_view key) { return !key.empty() && key.front() >= 'A' && key.front() <= 'Z'; }

  const Node* read_fields(Kind kind, const dom::object& object) {
    if (++x_depth > deepest_tree) throw TooDeep{};
    int location = -1;
    Field* const fields = allocate<Field>(object.size());
    std::size_t count = 0;
    for (const auto field : object) {
      if (field.key == "location") {
        location = static_cast<int>(field.value.get_int64().value_unsafe());
        continue;
      }
      const auto key = keys.find(field.key);
      if (!key && std::string_view(field.key).ends_with("_location")) continue;
      fields[count++] = read_field(key ? static_cast<Key>(*key) : Key::other_key, field.value);
    }
    --x_depth;
    return make<Node>(kind, location, std::span<const Field>(fields, count));
  }

  Field read_field(Key key, const dom::element& value) {
    switch (value.type()) {
      case dom::element_type::OBJECT: {
        const dom::object object = value.get_object().value_unsafe();
        return {key, Field::Type::node, read_struct_or_node(key, object)};
      }
      case dom::element_type::ARRAY:
        return {key, Field::Type::list, read_list(value.get_array().value_unsafe())};
      case dom::element_type::STRING:
        return {key, Field::Type::text, std::string_view(value.get_string().value_unsafe())};
      case dom::element_type::INT64:
        return {key, Field::Type::number, value.get_int64().value_unsafe()};
      case dom::element_type::BOOL:
        return {key, Field::Type::flag, value.get_bool().value_unsafe()};
      default:
        return {key, Field::Type::flag, false};
    }
  }

  const Node* read_struct_or_node(Key key, const dom::object& object) {
    const Kind implied = implied_kind(key);
    if (implied != Kind::Other && !holds_named_node(object)) return read_fields(implied, object);
    return read_node(object);
  }

  // JoinExpr's larg is any node, SelectStmt's a struct: only the first names its kind.
  static bool holds_named_node(const dom::object& object) {
    return object.size() == 1 && is_kind((*object.begin()).key);
  }

  Nodes read_list(const dom::array& array) {
    const std::size_t size = array.size();
    const Node** const items = allocate<const Node*>(size);
    std::size_t count = 0;
    for (const dom::element item : array) {
      dom::object object;
      items[count++] = item.get(object) == simdjson::SUCCESS ? read_node(object)
                                                             : make<Node>(Kind::Nothing, -1, std::span<const Field>());
    }
    return {items, count};
  }

  template <typename T>
  T* allocate(std::size_t count) {
    return std::pmr::polymorphic_allocator<T>(&x_store.memory).allocate(count == 0 ? 1 : count);
  }
  template <typename T, typename... Arguments>
  T* make(Arguments&&... arguments) {
    return new (allocate<T>(1)) T(std::forward<Arguments>(arguments)...);
  }

  TreeStore& x_store;
  int x_depth = 0;
};

ParseError too_deep() { return {fmt::format("nested deeper than {} levels", deepest_tree), 1, 1}; }

std::optional<ParseError> check_single(std::string_view sql, const dom::array& statements) {
  if (statements.size() <= 1) return std::nullopt;
  std::int64_t second = 0;
  if (statements.at(1)["stmt_location"].get(second) != simdjson::SUCCESS) second = 0;
  const auto start = std::min(sql.find_first_not_of(" \t\r\n\f\v;", static_cast<std::size_t>(second)), sql.size());
  return error_at_byte(
      sql, start, fmt::format("one statement expected, found {}; this is where the second starts", statements.size()));
}

constexpr std::size_t deepest_json = 4 * static_cast<std::size_t>(deepest_tree);

/// False: too deep. Room for the deepest is 360 KB that the allocator would fetch and give back per statement, so it is
/// asked for only where it is needed.
bool parse_json(const std::string& json, dom::document& document, dom::array& statements) {
  simdjson::error_code error = simdjson::DEPTH_ERROR;
  for (const std::size_t depth : {std::size_t{1000}, deepest_json}) {
    dom::parser parser;
    if (parser.allocate(0, depth) != simdjson::SUCCESS) return false;
    error = parser.parse_into_document(document, json)["stmts"].get(statements);
    if (error != simdjson::DEPTH_ERROR) break;
  }
  return error == simdjson::SUCCESS;
}

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

// Measured with libpg_query 15: `1+1+…` takes about 75 bytes of stack for a byte of text, the worst that was found.
std::size_t stack_to_walk(std::size_t text_bytes) {
  constexpr std::size_t to_print_a_byte = 256;
  constexpr std::size_t to_walk_the_deepest = static_cast<std::size_t>(deepest_tree) * 8192;
  return std::min(text_bytes, longest_checked_text) * to_print_a_byte + to_walk_the_deepest;
}

Tree::Tree(std::string text, std::unique_ptr<TreeStore> store)
    : x_text(std::make_unique<std::string>(std::move(text))), x_store(std::move(store)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

const Node* Tree::statement() const { return x_store->root; }

std::variant<Tree, ParseError> read_tree(std::string_view sql) {
  if (sql.size() > longest_stripped_text) {
    return ParseError{fmt::format("{} bytes of SQL; at most {} are analysed", sql.size(), longest_stripped_text), 1, 1};
  }
  auto json = tree_as_json(sql, simdjson::SIMDJSON_PADDING);
  if (auto* const error = std::get_if<ParseError>(&json)) return std::move(*error);
  auto store = std::make_unique<TreeStore>();
  dom::array statements;
  if (!parse_json(std::get<std::string>(json), store->document, statements)) return too_deep();
  if (auto error = check_single(sql, statements)) return *std::move(error);
  for (const dom::element statement : statements) {
    dom::object object;
    if (statement["stmt"].get(object) != simdjson::SUCCESS) return too_deep();
    try {
      store->root = Reader(*store).read_node(object);
    } catch (const TooDeep&) {
      return too_deep();
    }
  }
  store->document.tape.reset();  // nodes only point at its strings; the next statement takes the memory over
  return Tree(std::string(sql), std::move(store));
}

Positions::Positions(std::string_view text) : x_text(text), x_line_starts{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') x_line_starts.push_back(i + 1);
  }
}

Positions::Place Positions::at(std::size_t byte) const {
  byte = std::min(byte, x_text.size());
  const auto after = std::upper_bound(x_line_starts.begin(), x_line_starts.end(), byte);
  const std::size_t start = *(after - 1);
  Place place{static_cast<int>(after - x_line_starts.begin()), 1};
  for (const char c : x_text.substr(start, byte - start)) {
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++place.column;
  }
  return place;
}

}  // namespace tollgate::sql
