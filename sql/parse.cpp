#include "sql/parse.hpp"

#include <fmt/format.h>
#include <pg_query.h>
#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "sql/parser_output.hpp"

namespace tollgate::sql {
namespace {

constexpr std::size_t longest_message = 300;
constexpr std::size_t most_scanning_steps = 100'000'000;  // a tenth of a second
constexpr std::size_t short_run = 1'000;  // of any number of these: no more than a thousand steps for a byte

bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

// libpg_query counts characters (code points, from 1), as the server does for a client in UTF-8.
std::size_t byte_of_character(std::string_view sql, int character) {
  std::size_t offset = 0;
  for (int seen = 0; offset < sql.size(); ++offset) {
    if (continues_code_point(sql[offset])) continue;
    if (++seen >= character) break;
  }
  return offset;
}

std::string shortened(std::string_view message) {
  if (message.size() <= longest_message) return std::string(message);
  std::size_t cut = longest_message;
  while (cut > 0 && continues_code_point(message[cut])) --cut;
  return std::string(message.substr(0, cut)) + "…";
}

std::size_t first_invalid_byte(std::string_view sql) {
  std::size_t valid = 0;
  for (std::size_t size = sql.size(); size > 0; size /= 2) {  // the longest valid prefix, by halves
    while (valid + size <= sql.size() && simdjson::validate_utf8(sql.data() + valid, size)) valid += size;
  }
  return valid;
}

bool is_operator_character(char byte) {
  return std::string_view("~!@#^&|`?+-*/%<>=").find(byte) != std::string_view::npos;
}

// PostgreSQL's scanner (scan.l) matches a run of operator characters to its end, takes a `/*` or a single `+` or `-`
// off its beginning, and matches the rest again. The steps that a run takes, nearly.
std::size_t scanning_steps(std::string_view run) {
  std::size_t matches = 1;
  for (std::size_t at = 0; at < run.size(); ++at) {
    if (run[at] == '+' || run[at] == '-' || run.substr(at, 2) == "/*") ++matches;
  }
  return matches * run.size();
}

/// Where the run begins with which the scanner would be busy for more than a moment.
std::optional<std::size_t> endless_run(std::string_view sql) {
  std::size_t steps = 0;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const std::size_t begin = at;
    while (at < sql.size() && is_operator_character(sql[at])) ++at;
    if (at - begin > short_run) steps += scanning_steps(sql.substr(begin, at - begin));
    if (steps > most_scanning_steps) return begin;
  }
  return std::nullopt;
}

// What the parser cannot be asked about at all.
std::optional<ParseError> check_text(std::string_view sql) {
  if (sql.size() > longest_checked_text) {
    return ParseError{
        fmt::format("{} bytes of SQL, and at most {} are parsed: split it, or load what it spells out as a seed",
                    sql.size(), longest_checked_text),
        1, 1};
  }
  if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
    return error_at_byte(sql, nul, "a NUL byte, which no SQL text can hold: take it out");
  }
  if (!simdjson::validate_utf8(sql.data(), sql.size())) {
    return error_at_byte(sql, first_invalid_byte(sql), "not UTF-8 from here on: save the file as UTF-8");
  }
  if (const auto run = endless_run(sql)) {
    return error_at_byte(sql, *run,
                         "more operator characters in one run (such as /*/* or +-) than are parsed: put blanks between "
                         "them");
  }
  return std::nullopt;
}

std::size_t skip_blanks(std::string_view sql, std::size_t offset) {
  return std::min(sql.find_first_not_of(" \t\r\n\f\v;", offset), sql.size());
}

}  // namespace

std::string several_statements(std::size_t count) {
  return fmt::format(
      "one statement expected, found {}; this is where the second starts: keep the query here, and move others to "
      "hooks",
      count);
}

ParseError error_at_byte(std::string_view sql, std::size_t offset, std::string message) {
  ParseError error{std::move(message), 1, 1};
  for (const char byte : sql.substr(0, offset)) {
    if (byte == '\n') {
      ++error.line;
      error.column = 1;
    } else if (!continues_code_point(byte)) {
      ++error.column;
    }
  }
  return error;
}

// Splitting runs the grammar, whose stack is on the heap and limited, and prints no tree: no deep stack is needed.
std::optional<ParseError> check_syntax(std::string_view sql) {
  if (auto error = check_text(sql)) return error;
  const std::string text(sql);
  const auto free_result = [](PgQuerySplitResult* result) { pg_query_free_split_result(*result); };
  PgQuerySplitResult result = pg_query_split_with_parser(text.c_str());
  const std::unique_ptr<PgQuerySplitResult, decltype(free_result)> owner(&result, free_result);
  if (result.error != nullptr) {
    return error_at_byte(sql, byte_of_character(sql, result.error->cursorpos), shortened(result.error->message));
  }
  if (result.n_stmts > 1) {
    const auto second = static_cast<std::size_t>(std::max(result.stmts[1]->stmt_location, 0));
    return error_at_byte(sql, skip_blanks(sql, second), several_statements(static_cast<std::size_t>(result.n_stmts)));
  }
  return std::nullopt;
}

void FreeTreeJson::operator()(char* json) const {
  PgQueryParseResult result{};
  result.parse_tree = json;
  pg_query_free_parse_result(result);
}

std::variant<TreeJson, ParseError> parse(const std::string& sql) {
  if (auto error = check_text(sql)) return *std::move(error);
  const auto free_result = [](PgQueryParseResult* result) { pg_query_free_parse_result(*result); };
  PgQueryParseResult result = pg_query_parse(sql.c_str());
  const std::unique_ptr<PgQueryParseResult, decltype(free_result)> owner(&result, free_result);
  if (result.error != nullptr) {
    const std::size_t byte = byte_of_character(sql, result.error->cursorpos);
    return error_at_byte(sql, byte, shortened(result.error->message));
  }
  if (result.parse_tree == nullptr) return ParseError{"the parser gave no tree", 1, 1};
  return TreeJson(std::exchange(result.parse_tree, nullptr));
}

std::variant<std::string, ParseError> tree_as_json(std::string_view sql, std::size_t spare) {
  const auto parsed = parse(std::string(sql));
  if (const auto* error = std::get_if<ParseError>(&parsed)) return *error;
  const std::string_view tree(std::get<TreeJson>(parsed).get());
  std::string json;
  json.reserve(tree.size() + spare);
  json = tree;
  return json;
}

}  // namespace tollgate::sql
