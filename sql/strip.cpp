// The stripped tree. The place that knows simdjson's view of libpg_query's JSON: {"Node": {"field": …, "location": 7}}.
// Walks with a stack of its own, so that only the parser itself needs a deep one.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <variant>

#include "core/digest.hpp"
#include "sql/deep_stack.hpp"
#include "sql/integer_literal.hpp"
#include "sql/parse.hpp"
#include "sql/parser_output.hpp"

namespace tollgate::sql {
namespace {

namespace dom = simdjson::dom;

// Measured with libpg_query 15: `1+1+…` takes about 75 bytes of stack for a byte of text, the worst that was found.
constexpr std::size_t stack_per_byte = 256;
constexpr std::size_t least_stack = std::size_t{4} << 20U;  // what the parser takes for a flat text, many times over
// Nesting of the JSON; each level of a tree takes two, each level of a text at least two bytes.
constexpr std::size_t deepest_json = 2 * longest_stripped_text;

bool is_layout(std::string_view key) {
  constexpr std::array<std::string_view, 5> others{"stmt_len", "list_start", "list_end", "rexpr_list_start",
                                                   "rexpr_list_end"};
  return key.ends_with("location") || std::find(others.begin(), others.end(), key) != others.end();
}

std::string_view text_of(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// The text of {"String": {"sval": "x"}}, or nothing.
std::optional<std::string> string_node(const dom::element& node) {
  std::string_view text;
  dom::object value;
  if (node["String"].get(value) != simdjson::SUCCESS) return std::nullopt;
  if (value["sval"].get(text) != simdjson::SUCCESS) return std::string();
  return std::string(text);
}

// One open object or array of the tree.
struct Frame {
  std::variant<dom::object, dom::array> node;
  std::variant<dom::object::iterator, dom::array::iterator> next;
  bool skips_names = false;   // a relation whose name is written already
  bool array_bounds = false;  // int[]: bounds have no location, and PostgreSQL ignores them
};

class TreeWriter {
 public:
  TreeWriter(std::string_view sql, const RelationNames& names) : x_sql(sql), x_names(names) {}

  StrippedTree write(const dom::element& root) {
    write_value(root, false);
    while (!x_open.empty()) {
      if (auto* object = std::get_if<dom::object>(&x_open.back().node)) {
        step(*object);
      } else {
        step(std::get<dom::array>(x_open.back().node));
      }
    }
    if (x_opaque) write_text(x_sql);
    return {sha256_hex(x_out), std::move(x_literals)};
  }

 private:
  void step(const dom::object& object) {
    Frame& frame = x_open.back();
    auto& next = std::get<dom::object::iterator>(frame.next);
    if (!(next != object.end())) return close('}');
    const std::string_view key = next.key();
    const dom::element value = next.value();
    const bool bounds = frame.array_bounds;
    const bool named = frame.skips_names && (key == "catalogname" || key == "schemaname" || key == "relname");
    ++next;
    const bool ignored_bound = bounds && key == "ival";  // libpg_query 17 prints it, 15 does not
    if (!is_layout(key) && !named && !ignored_bound) write_field(key, value, bounds);
  }

  void step(const dom::array& array) {
    Frame& frame = x_open.back();
    auto& next = std::get<dom::array::iterator>(frame.next);
    if (!(next != array.end())) return close(']');
    const dom::element value = *next;
    const bool bounds = frame.array_bounds;
    ++next;
    write_value(value, bounds);
  }

  void close(char bracket) {
    x_out += bracket;
    x_open.pop_back();
  }

  void write_field(std::string_view key, const dom::element& value, bool bounds) {
    x_out += key;
    x_out += ':';
    dom::object object;
    dom::array array;
    if (value.get(object) == simdjson::SUCCESS) {
      if (key == "A_Const") return write_constant(object);
      if (key == "Integer" && !bounds && object.size() == 0) x_opaque = true;  // 0 or negative, and no location
      if (key == "RangeVar" || key == "relation" || key == "rel") return open_relation(object);
    } else if (value.get(array) == simdjson::SUCCESS) {
      if (key == "fields" && array.size() > 2 && write_qualified_column(array)) return;
      if (key == "funcname" && array.size() == 2 && write_qualified_function(array)) return;
    }
    write_value(value, bounds || key == "arrayBounds");
  }

  void write_value(const dom::element& value, bool bounds) {
    switch (value.type()) {
      case dom::element_type::OBJECT: {
        const dom::object object = value.get_object().value_unsafe();
        x_out += '{';
        x_open.push_back({object, object.begin(), false, bounds});
        break;
      }
      case dom::element_type::ARRAY: {
        const dom::array array = value.get_array().value_unsafe();
        x_out += '[';
        x_open.push_back({array, array.begin(), false, bounds});
        break;
      }
      case dom::element_type::STRING:
        write_text(value.get_string().value_unsafe());
        break;
      case dom::element_type::BOOL:
        x_out += value.get_bool().value_unsafe() ? 't' : 'f';
        break;
      case dom::element_type::INT64:
        write_number(value.get_int64().value_unsafe());
        break;
      default:
        x_opaque = true;  // no other scalar is known of the parser's output
    }
  }

  void write_number(std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    x_out.append(digits.data(), end);
    x_out += ';';
  }

  // The length in front keeps one text from looking like two.
  void write_text(std::string_view text) {
    write_number(static_cast<std::int64_t>(text.size()));
    x_out += text;
  }

  void write_constant(const dom::object& constant) {
    for (const auto field : constant) {
      if (is_layout(field.key)) continue;
      x_out += field.key;
      if (field.key == "ival") {
        x_literals.push_back(integer(constant));
      } else if (field.key == "sval") {
        x_literals.push_back("'" + inner_text(field.value, "sval") + "'");
      } else if (field.key == "fval" || field.key == "bsval") {
        x_literals.push_back(inner_text(field.value, field.key));
      } else {  // boolval, isnull
        write_value(field.value, false);
      }
    }
    x_out += ';';
  }

  static std::string inner_text(const dom::element& value, std::string_view key) {
    dom::object object;
    return value.get(object) == simdjson::SUCCESS ? std::string(text_of(object, key)) : std::string();
  }

  std::string integer(const dom::object& constant) {
    std::int64_t number = 0;
    if (constant["ival"]["ival"].get(number) == simdjson::SUCCESS && number != 0) return std::to_string(number);
    std::int64_t location = -1;
    if (constant["location"].get(location) == simdjson::SUCCESS && location >= 0) {
      if (auto written = integer_at(x_sql, static_cast<std::size_t>(location))) return *written;
    }
    x_opaque = true;  // unknown is never equal
    return "?";
  }

  void open_relation(const dom::object& relation) {
    std::vector<std::string> parts;
    for (const auto* key : {"catalogname", "schemaname", "relname"}) {
      if (const auto part = text_of(relation, key); !part.empty()) parts.emplace_back(part);
    }
    const bool is_relation = !text_of(relation, "relname").empty();
    if (is_relation) write_relation(parts);
    x_out += '{';
    x_open.push_back({relation, relation.begin(), is_relation, false});
  }

  // Whether a name of two or three parts stands for something else here; then it is written.
  bool write_known(const std::vector<std::string>& parts) {
    if (parts.size() < 2) return false;  // may be a CTE
    if (const auto known = x_names.relations.find(relation_key(parts)); known != x_names.relations.end()) {
      x_out += '@';
      write_text(known->second);
      return true;
    }
    const std::vector<std::string> schema(parts.begin(), parts.end() - 1);
    if (const auto stable = stable_schema(schema); !stable.empty()) {
      x_out += '#';
      write_text(stable);
      write_text(parts.back());
      return true;
    }
    return false;
  }

  std::string stable_schema(const std::vector<std::string>& schema) {
    const std::string key = relation_key(schema);
    if (x_names.empty()) {
      return std::to_string(x_schema_numbers.try_emplace(key, x_schema_numbers.size() + 1).first->second);
    }
    const auto known = x_names.schemas.find(key);
    return known == x_names.schemas.end() ? std::string() : known->second;
  }

  void write_relation(const std::vector<std::string>& parts) {
    if (write_known(parts)) return;
    for (const std::string& part : parts) write_text(part);
  }

  // db.schema.table.column: dbt renders {{ ref('orders') }}.id so.
  bool write_qualified_column(const dom::array& fields) {
    std::vector<std::string> parts;
    const std::size_t qualifiers = fields.size() - 1;
    dom::element last;
    for (const dom::element field : fields) {
      last = field;
      if (parts.size() == qualifiers) break;
      auto part = string_node(field);
      if (!part) return false;
      parts.push_back(std::move(*part));
    }
    if (!write_known(parts)) return false;
    write_value(last, false);
    return true;
  }

  bool write_qualified_function(const dom::array& name) {
    if (x_names.empty()) return false;
    const auto schema = string_node(name.at(0).value_unsafe());
    const auto function = string_node(name.at(1).value_unsafe());
    if (!schema || !function) return false;
    const std::string stable = stable_schema({*schema});
    if (stable.empty()) return false;
    x_out += '#';
    write_text(stable);
    write_text(*function);
    return true;
  }

  std::string_view x_sql;
  const RelationNames& x_names;
  std::string x_out;
  std::vector<std::string> x_literals;
  std::vector<Frame> x_open;
  std::map<std::string, std::size_t> x_schema_numbers;
  bool x_opaque = false;  // something could not be read: the text itself becomes part of the skeleton
};

std::optional<StrippedTree> strip_one(dom::parser& parser, std::string_view sql, const RelationNames& names) {
  if (sql.size() > longest_stripped_text) return std::nullopt;
  const auto json = tree_as_json(sql, simdjson::SIMDJSON_PADDING);
  if (!std::holds_alternative<std::string>(json)) return std::nullopt;
  dom::array statements;
  if (parser.parse(std::get<std::string>(json))["stmts"].get(statements) != simdjson::SUCCESS) return std::nullopt;
  if (statements.size() > 1) return std::nullopt;
  TreeWriter writer(sql, names);
  for (const dom::element statement : statements) {
    dom::element tree;
    if (statement["stmt"].get(tree) != simdjson::SUCCESS) return std::nullopt;
    return writer.write(tree);
  }
  return StrippedTree{sha256_hex(""), {}};
}

std::size_t stack_for(std::span<const std::string_view> texts) {
  std::size_t longest = 0;
  for (const auto text : texts) longest = std::max(longest, std::min(text.size(), longest_stripped_text));
  return std::max(least_stack, longest * stack_per_byte);
}

}  // namespace

std::vector<std::optional<StrippedTree>> strip_all(std::span<const std::string_view> texts,
                                                   const RelationNames& relations) {
  std::vector<std::optional<StrippedTree>> trees(texts.size());
  if (texts.empty()) return trees;
  run_on_deep_stack(stack_for(texts), [&] {
    dom::parser parser;
    if (parser.allocate(0, deepest_json) != simdjson::SUCCESS) return;
    for (std::size_t i = 0; i < texts.size(); ++i) trees[i] = strip_one(parser, texts[i], relations);
  });
  return trees;
}

std::optional<StrippedTree> strip(std::string_view sql, const RelationNames& relations) {
  return std::move(strip_all(std::span(&sql, 1), relations).front());
}

}  // namespace tollgate::sql
