#include "sql/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sql/parser_output.hpp"
#include "sql/tree_reader.hpp"

namespace tollgate::sql {
namespace {

ParseError problem_of(Unreadable why) {
  if (why == Unreadable::malformed) return {"the parser's answer cannot be read: please report it", 1, 1};
  return {fmt::format("nested deeper than {} levels: write its inner parts as CTEs or models", deepest_tree), 1, 1};
}

std::optional<ParseError> check_single(std::string_view sql, const Statements& statements) {
  if (statements.count <= 1) return std::nullopt;
  const auto second = static_cast<std::size_t>(std::max(statements.second_location, std::int64_t{0}));
  const auto start = std::min(sql.find_first_not_of(" \t\r\n\f\v;", second), sql.size());
  return error_at_byte(sql, start, several_statements(statements.count));
}

}  // namespace

// Measured with libpg_query 15: `1+1+…` takes about 75 bytes of stack for a byte of text, the worst that was found.
std::size_t stack_to_walk(std::size_t text_bytes) {
  constexpr std::size_t to_print_a_byte = 256;
  constexpr std::size_t to_walk_the_deepest = static_cast<std::size_t>(deepest_tree) * 8192;
  return std::min(text_bytes, longest_checked_text) * to_print_a_byte + to_walk_the_deepest;
}

Tree::Tree(std::unique_ptr<std::string> text, std::unique_ptr<TreeStore> store, const Node* statement)
    : x_text(std::move(text)), x_store(std::move(store)), x_statement(statement) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

void Tree::forget_nodes() {
  x_statement = nullptr;
  if (x_store) x_store->memory.release();
}

std::variant<Tree, ParseError> read_tree(std::string_view sql) {
  if (sql.size() > longest_stripped_text) {
    return ParseError{
        fmt::format("{} bytes of SQL, and at most {} are analysed: split it, or load what it spells out as a seed",
                    sql.size(), longest_stripped_text),
        1, 1};
  }
  auto text = std::make_unique<std::string>(sql);
  auto json = parse(*text);
  if (auto* const error = std::get_if<ParseError>(&json)) return std::move(*error);
  auto store = std::make_unique<TreeStore>();
  const auto read = read_statements(std::get<TreeJson>(json).get(), *store);
  if (const auto* const why = std::get_if<Unreadable>(&read)) return problem_of(*why);
  const Statements& statements = std::get<Statements>(read);
  if (auto error = check_single(sql, statements)) return *std::move(error);
  return Tree(std::move(text), std::move(store), statements.first);
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
