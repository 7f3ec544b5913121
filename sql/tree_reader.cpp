// libpg_query's JSON is compact and its form is fixed: {"SelectStmt":{"targetList":[…],"location":7}}. A field of a
// fixed struct type holds that struct's fields without its name ({"alias":{"aliasname":"t"}}); its kind follows from
// the field. Read by hand, in place: a general reader's tape and copies of strings took 8 of the 35 ms that a text with
// 7 MB of JSON needs (bench/lineage_texts.cpp: all to all), small texts are as fast either way.
#include "sql/tree_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tollgate::sql {
namespace {

constexpr std::array kind_names{
#define TOLLGATE_NAME(name) std::string_view(#name),
    std::string_view("Nothing"), TOLLGATE_NODE_KINDS(TOLLGATE_NAME) std::string_view("Other")};
constexpr std::array key_names{TOLLGATE_FIELD_KEYS(TOLLGATE_NAME) std::string_view("other_key")};
#undef TOLLGATE_NAME

// Up to eight bytes as a number; the compiler makes one load of them.
constexpr std::uint64_t four_bytes(const char* at) {
  const auto byte = [&](int i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])); };
  return byte(0) | byte(1) << 8U | byte(2) << 16U | byte(3) << 24U;
}
constexpr std::uint64_t eight_bytes(const char* at) { return four_bytes(at) | four_bytes(at + 4) << 32U; }

// The first and the last eight bytes of a name, which overlap in a shorter one. No two names that PostgreSQL has are
// alike in these and in length; what lies between is compared all the same.
struct NameEnds {
  explicit constexpr NameEnds(std::string_view name) {
    const std::size_t size = name.size();
    if (size >= 8) {
      first = eight_bytes(name.data());
      last = eight_bytes(name.data() + size - 8);
    } else if (size >= 4) {
      first = four_bytes(name.data());
      last = four_bytes(name.data() + size - 4);
    } else {
      for (const char c : name) first = first << 8U | static_cast<unsigned char>(c);
    }
  }
  friend constexpr bool operator==(const NameEnds&, const NameEnds&) = default;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// A table of names by a hash of their ends and length; built by the compiler.
template <std::size_t Size>
class NameTable {
 public:
  template <std::size_t Count>
  explicit constexpr NameTable(const std::array<std::string_view, Count>& names) {
    static_assert(Count * 2 < Size && Count < 256);
    for (std::size_t i = 0; i < Count; ++i) {
      const NameEnds ends(names[i]);
      std::size_t slot = slot_of(ends, names[i].size());
      while (x_slots[slot].filled) slot = (slot + 1) % Size;
      x_slots[slot] = {ends, names[i], static_cast<std::uint8_t>(i), true};
    }
  }
  constexpr std::optional<std::uint8_t> find(std::string_view name) const {
    const NameEnds ends(name);
    for (std::size_t slot = slot_of(ends, name.size()); x_slots[slot].filled; slot = (slot + 1) % Size) {
      const Slot& known = x_slots[slot];
      if (known.ends != ends || known.name.size() != name.size()) continue;
      if (name.size() <= 16 || known.name == name) return known.index;
    }
    return std::nullopt;
  }

 private:
  struct Slot {
    NameEnds ends{{}};
    std::string_view name;
    std::uint8_t index = 0;
    bool filled = false;
  };
  static constexpr std::size_t slot_of(const NameEnds& ends, std::size_t size) {
    const std::uint64_t mixed = (ends.first ^ (ends.last << 1U) ^ size) * 0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>(mixed >> 48U) % Size;
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

bool is_kind(std::string_view name) { return !name.empty() && name.front() >= 'A' && name.front() <= 'Z'; }

// Tokens of the text, from its start to the NUL at its end. Throws Unreadable at anything else than what is asked for.
class Tokens {
 public:
  explicit Tokens(char* text) : x_at(text) {}

  char next() {
    while (*x_at == ' ' || *x_at == '\n') ++x_at;
    return *x_at;
  }
  bool accept(char wanted) {
    if (next() != wanted) return false;
    ++x_at;
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) throw Unreadable::malformed;
  }
  void expect(std::string_view word) {
    for (const char wanted : word) expect(wanted);
  }

  std::string_view string() {
    expect('"');
    char* const begin = x_at;
    while (*x_at != '"' && *x_at != '\\' && *x_at != '\0') ++x_at;
    char* end = x_at;
    while (*x_at != '"') unescape(end);
    ++x_at;
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  std::string_view name() {
    const std::string_view found = string();
    expect(':');
    return found;
  }

  /// Nothing for what is no whole number of 64 bits: no field that is read holds such a thing.
  std::optional<std::int64_t> number() {
    const char* const begin = x_at;
    while ((*x_at >= '0' && *x_at <= '9') || is_numeric(*x_at)) ++x_at;
    if (begin == x_at) throw Unreadable::malformed;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(begin, x_at, value);
    return error == std::errc() && end == x_at ? std::optional(value) : std::nullopt;
  }

 private:
  static bool is_numeric(char c) { return c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; }

  // One character of a string, moved to `end`: an escape is longer than what it stands for.
  void unescape(char*& end) {
    if (*x_at == '\0') throw Unreadable::malformed;
    if (*x_at != '\\') {
      *end++ = *x_at++;
      return;
    }
    constexpr std::string_view escapes = R"("\/bfnrt)";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char escaped = *++x_at;
    if (escaped == 'u') return unescape_code(end);
    const std::size_t which = escaped == '\0' ? std::string_view::npos : escapes.find(escaped);
    if (which == std::string_view::npos) throw Unreadable::malformed;
    *end++ = meanings[which];
    ++x_at;
  }

  // \u0001: libpg_query escapes what has no printed form in ASCII, and nothing beyond.
  void unescape_code(char*& end) {
    unsigned code = 0;
    const char* const digits = x_at + 1;
    if (std::find(digits, digits + 4, '\0') != digits + 4) throw Unreadable::malformed;
    const auto [after, error] = std::from_chars(digits, digits + 4, code, 16);
    if (error != std::errc() || after != digits + 4 || code > 0x7f) throw Unreadable::malformed;
    *end++ = static_cast<char>(code);
    x_at += 5;
  }

  char* x_at;
};

// The texts of one tree, most of which stand in it more than once: names of columns and relations, of enumerators.
class Texts {
 public:
  explicit Texts(Blocks& memory) : x_memory(memory) {}

  std::string_view keep(std::string_view text) {
    const NameEnds ends(text);
    const std::uint64_t mixed = (ends.first ^ (ends.last << 1U) ^ text.size()) * 0x9e3779b97f4a7c15U;
    std::string_view& recent = x_recent[static_cast<std::size_t>(mixed >> 48U) % x_recent.size()];
    if (recent != text) recent = x_memory.keep(text);
    return recent;
  }

 private:
  Blocks& x_memory;
  std::array<std::string_view, 256> x_recent{};
};

class Reader {
 public:
  Reader(char* json, TreeStore& store) : x_store(store), x_texts(store.texts), x_tokens(json) {}

  Statements read() {
    Statements statements;
    x_tokens.expect('{');
    do {
      if (x_tokens.name() == "stmts") {
        read_statements(statements);
      } else {
        read_value(Key::other_key);
      }
    } while (x_tokens.accept(','));
    x_tokens.expect('}');
    return statements;
  }

 private:
  void read_statements(Statements& statements) {
    x_tokens.expect('[');
    if (x_tokens.accept(']')) return;
    do {
      read_statement(statements);
    } while (x_tokens.accept(','));
    x_tokens.expect(']');
  }

  void read_statement(Statements& statements) {
    const Node* statement = nullptr;
    std::int64_t location = 0;
    x_tokens.expect('{');
    do {
      const std::string_view name = x_tokens.name();
      if (name == "stmt") {
        statement = read_object(Kind::Other);
      } else {
        const Field other = read_value(Key::other_key);
        if (name == "stmt_location" && other.type == Field::Type::number)
          location = std::get<std::int64_t>(other.value);
      }
    } while (x_tokens.accept(','));
    x_tokens.expect('}');
    if (statement == nullptr) throw Unreadable::malformed;
    if (statements.count == 0) statements.first = statement;
    if (statements.count == 1) statements.second_location = location;
    ++statements.count;
  }

  // {"Kind": {…}}, or the fields of a struct whose kind its place implies, or {} for none.
  const Node* read_object(Kind implied) {
    x_tokens.expect('{');
    if (x_tokens.accept('}')) return make_node(implied == Kind::Other ? Kind::Nothing : implied, -1, {});
    const std::string_view name = x_tokens.name();
    if (!is_kind(name) || x_tokens.next() != '{') return read_fields(implied, name);
    x_tokens.expect('{');
    const auto found = kinds.find(name);
    const Kind kind = found ? static_cast<Kind>(*found) : Kind::Other;
    const Node* const node = x_tokens.accept('}') ? make_node(kind, -1, {}) : read_fields(kind, x_tokens.name());
    x_tokens.expect('}');
    return node;
  }

  // Up to the closing brace. `name` is the first field's.
  const Node* read_fields(Kind kind, std::string_view name) {
    if (++x_depth > deepest_tree) throw Unreadable::too_deep;
    int location = -1;
    const std::size_t begin = x_fields.size();
    for (;;) {
      if (name == "location") {
        location = static_cast<int>(x_tokens.number().value_or(-1));
      } else {
        const auto key = keys.find(name);
        const Field field = read_value(key ? static_cast<Key>(*key) : Key::other_key);
        if (key || !name.ends_with("_location")) x_fields.push_back(field);
      }
      if (!x_tokens.accept(',')) break;
      name = x_tokens.name();
    }
    x_tokens.expect('}');
    --x_depth;
    return make_node(kind, location, take(x_fields, begin));
  }

  Field read_value(Key key) {
    switch (x_tokens.next()) {
      case '{':
        return {key, Field::Type::node, read_object(implied_kind(key))};
      case '[':
        return {key, Field::Type::list, read_list()};
      case '"':
        return {key, Field::Type::text, x_texts.keep(x_tokens.string())};
      case 't':
        x_tokens.expect("true");
        return {key, Field::Type::flag, true};
      case 'f':
        x_tokens.expect("false");
        return {key, Field::Type::flag, false};
      case 'n':
        x_tokens.expect("null");
        return {key, Field::Type::flag, false};
      default:
        break;
    }
    const auto number = x_tokens.number();
    if (!number) return {key, Field::Type::flag, false};
    return {key, Field::Type::number, *number};
  }

  Nodes read_list() {
    x_tokens.expect('[');
    const std::size_t begin = x_items.size();
    if (!x_tokens.accept(']')) {
      do {
        if (x_tokens.next() == '{') {
          x_items.push_back(read_object(Kind::Other));
        } else {
          if (x_tokens.next() == '[') throw Unreadable::malformed;  // a list of lists comes as nodes
          read_value(Key::other_key);
          x_items.push_back(make_node(Kind::Nothing, -1, {}));
        }
      } while (x_tokens.accept(','));
      x_tokens.expect(']');
    }
    return take(x_items, begin);
  }

  /// What was gathered since `begin`, for good.
  template <typename T>
  std::span<const T> take(std::vector<T>& gathered, std::size_t begin) {
    const std::size_t count = gathered.size() - begin;
    if (count == 0) return {};
    T* const kept = std::pmr::polymorphic_allocator<T>(&x_store.memory).allocate(count);
    std::uninitialized_copy(gathered.begin() + static_cast<std::ptrdiff_t>(begin), gathered.end(), kept);
    gathered.resize(begin);
    return {kept, count};
  }

  const Node* make_node(Kind kind, int location, std::span<const Field> fields) {
    return new (std::pmr::polymorphic_allocator<Node>(&x_store.memory).allocate(1)) Node(kind, location, fields);
  }

  TreeStore& x_store;
  Texts x_texts;
  Tokens x_tokens;
  std::vector<Field> x_fields;       // of the objects that are open, outer first
  std::vector<const Node*> x_items;  // of the lists that are open
  int x_depth = 0;
};

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::variant<Statements, Unreadable> read_statements(char* json, TreeStore& store) {
  try {
    return Reader(json, store).read();
  } catch (const Unreadable& why) {
    return why;
  }
}

}  // namespace tollgate::sql
