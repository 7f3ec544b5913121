#include <algorithm>
#include <cctype>

#include "core/lower.hpp"
#include "sql/references/match.hpp"

namespace tollgate::sql {

namespace {

constexpr std::string_view quote_advice = "no quotes, or double quotes around names that need them: ";

bool touches(const Token& left, const Token& right) { return left.end == right.begin; }

bool is_plain_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  });
}

ConstructMatch made(const ScannedText& text, std::size_t first, std::size_t last, std::string_view name,
                    std::string_view dialects, std::string suggestion) {
  return {name, dialects, std::move(suggestion), false, 0, text.tokens[first].begin, text.tokens[last].end, {}};
}

const Token* before(const ScannedText& text, std::size_t at) { return at == 0 ? nullptr : &text.tokens[at - 1]; }
const Token* after(const ScannedText& text, std::size_t at) {
  return at + 1 < text.tokens.size() ? &text.tokens[at + 1] : nullptr;
}

std::optional<ConstructMatch> match_backtick(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  if (token.kind != TokenKind::backtick) return std::nullopt;
  const std::string inner = token.folded.substr(1, token.folded.size() - (token.open ? 1 : 2));
  auto match = made(text, at, at, "backticks", "bigquery,clickhouse,databricks,mysql,spark",
                    std::string(quote_advice) + "\"" + inner + "\"");
  if (token.open || inner.empty()) return match;
  // As three names: the project of BigQuery is no part of a name here.
  const std::size_t dash = inner.find('-');
  const std::size_t dot = inner.find('.');
  if (dash != std::string::npos && dot != std::string::npos && dash < dot && is_plain_name(inner.substr(dot + 1))) {
    match.edits.push_back({token.begin, token.end, std::string(dot + 2, ' ') + inner.substr(dot + 1)});
  } else if (is_plain_name(inner)) {
    match.edits.push_back({token.begin, token.end, ' ' + inner});
  } else {
    match.edits.push_back({token.begin, token.end, '"' + lowered(inner) + '"'});
  }
  return match;
}

std::optional<ConstructMatch> match_block(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  if (token.kind != TokenKind::block) return std::nullopt;
  if (token.folded.starts_with('#')) {
    auto match = made(text, at, at, "# comment", "bigquery,mysql", "-- or /* */ around a comment");
    match.edits.push_back({token.begin, token.end, ""});
    return match;
  }
  auto match = made(text, at, at, "Jinja template", "dbt",
                    "the compiled SQL: a template is left in the text; render it first (dbt compile)");
  match.hides_columns = true;
  const bool value = token.folded.starts_with("{{");
  match.edits.push_back({token.begin, token.end, value ? std::string(token.end - token.begin, 'x') : ""});
  return match;
}

// [name] of T-SQL after a dot or where a name is wanted; else a list of BigQuery and DuckDB.
std::optional<ConstructMatch> match_bracket(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  if (!is_symbol(token, "[") || token.partner == at) return std::nullopt;
  const Token* previous = before(text, at);
  const bool follows_keyword = previous != nullptr && previous->kind == TokenKind::word && !touches(*previous, token);
  if (previous != nullptr && ends_operand(*previous) && !follows_keyword) return std::nullopt;
  if (previous != nullptr && is_word(*previous, "array")) return std::nullopt;
  const Token& close = text.tokens[token.partner];
  const bool one_name = token.partner == at + 2 && text.tokens[at + 1].kind == TokenKind::word;
  const auto is_from = [&](const Token& word) {
    return is_word(word, "from") || is_word(word, "join") || is_word(word, "as") || is_word(word, "into");
  };
  const Token* next = after(text, token.partner);
  const bool bracketed_name = (previous != nullptr && (is_symbol(*previous, ".") || is_from(*previous))) ||
                              (next != nullptr && is_symbol(*next, ".")) || one_name;
  if (bracketed_name) {
    const std::string inner(text.sql.substr(token.end, close.begin - token.end));
    auto match = made(text, at, token.partner, "[name]", "tsql", std::string(quote_advice) + "\"" + inner + "\"");
    match.edits.push_back({token.begin, close.end, is_plain_name(inner) ? ' ' + inner : '"' + lowered(inner) + '"'});
    return match;
  }
  auto match = made(text, at, token.partner, "[list]", "bigquery,clickhouse,duckdb,snowflake", "ARRAY[…]");
  match.edits.push_back({token.begin, close.end, "''"});
  return match;
}

std::optional<ConstructMatch> match_brace(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  if (!is_symbol(token, "{") || token.partner == at) return std::nullopt;
  auto match =
      made(text, at, token.partner, "{struct}", "duckdb,snowflake", "jsonb_build_object('key', value) or ROW(a, b)");
  match.edits.push_back({token.begin, text.tokens[token.partner].end, "''"});
  return match;
}

// my-project.dataset.table after FROM.
std::optional<ConstructMatch> match_dashed_name(const ScannedText& text, std::size_t at) {
  const Token* previous = before(text, at);
  if (text.tokens[at].kind != TokenKind::word || previous == nullptr) return std::nullopt;
  if (!is_word(*previous, "from") && !is_word(*previous, "join") && !is_word(*previous, "into") &&
      !is_symbol(*previous, ",")) {
    return std::nullopt;
  }
  std::size_t last = at;
  while (last + 2 < text.tokens.size() && is_symbol(text.tokens[last + 1], "-") &&
         touches(text.tokens[last], text.tokens[last + 1]) && touches(text.tokens[last + 1], text.tokens[last + 2])) {
    last += 2;
  }
  if (last == at || last + 2 >= text.tokens.size() || !is_symbol(text.tokens[last + 1], ".")) return std::nullopt;
  auto match = made(text, at, last + 1, "project name with dashes", "bigquery", "");
  std::size_t end = last + 2;
  while (end + 2 < text.tokens.size() && is_symbol(text.tokens[end + 1], ".")) end += 2;
  const std::string name(
      text.sql.substr(text.tokens[last + 2].begin, text.tokens[end].end - text.tokens[last + 2].begin));
  match.suggestion = name + ": schema.table, without the project; PostgreSQL reads one database";
  match.edits.push_back({match.begin, match.end, ""});
  return match;
}

// value:a.b[0]::string of Snowflake, :name of prepared statements.
std::optional<ConstructMatch> match_colon(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  const Token* next = after(text, at);
  if (!is_symbol(token, ":") || next == nullptr || !touches(token, *next)) return std::nullopt;
  if (next->kind != TokenKind::word && next->kind != TokenKind::quoted) return std::nullopt;
  const Token* previous = before(text, at);
  if (previous == nullptr || !ends_operand(*previous) || !touches(*previous, token)) {
    auto match = made(text, at, at + 1, ":parameter", "databricks,oracle,snowflake",
                      "a literal, a dbt var, or $1: variables of the client are not SQL");
    match.edits.push_back({token.begin, next->end, "''"});
    return match;
  }
  std::size_t last = at + 1;
  std::string path;
  const auto field = [&](const Token& name) { path += (path.empty() ? "" : ",") + name.folded; };
  field(*next);
  while (last + 2 < text.tokens.size()) {
    if (is_symbol(text.tokens[last + 1], "[") && text.tokens[last + 1].partner > last + 1) {
      last = text.tokens[last + 1].partner;
    } else if (is_symbol(text.tokens[last + 1], ".") || is_symbol(text.tokens[last + 1], ":")) {
      field(text.tokens[last + 2]);
      last += 2;
    } else {
      break;
    }
  }
  auto match =
      made(text, at, last, "value:path", "databricks,snowflake",
           path.find(',') == std::string::npos ? "x ->> '" + path + "' (json or jsonb; -> keeps it JSON)"
                                               : "x #>> '{" + path + "}' (json or jsonb), or x -> 'a' ->> 'b'");
  match.edits.push_back({token.begin, text.tokens[last].end, ""});
  return match;
}

// ARRAY<STRING>, STRUCT<a INT64>, MAP<STRING, INT>.
std::optional<ConstructMatch> match_generic_type(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  const Token* next = after(text, at);
  if (next == nullptr || next->kind != TokenKind::symbol || next->folded != "<") return std::nullopt;
  const bool array = is_word(token, "array");
  if (!array && !is_word(token, "struct") && !is_word(token, "map")) return std::nullopt;
  std::size_t last = at + 1;
  for (int depth = 0; last < text.tokens.size(); ++last) {
    const Token& now = text.tokens[last];
    if (now.kind != TokenKind::symbol) continue;
    depth += static_cast<int>(std::count(now.folded.begin(), now.folded.end(), '<'));
    depth -= static_cast<int>(std::count(now.folded.begin(), now.folded.end(), '>'));
    if (depth <= 0) break;
  }
  if (last >= text.tokens.size()) return std::nullopt;
  auto match =
      made(text, at, last, array ? "ARRAY<type>" : "STRUCT<…>, MAP<…>", "bigquery,databricks,spark",
           array ? "type[], e.g. text[]; a value is ARRAY[…]" : "jsonb, or a composite type (CREATE TYPE … AS)");
  const Token* follows = after(text, last);
  const bool literal = follows != nullptr && is_symbol(*follows, "[");
  match.edits.push_back({token.begin, text.tokens[last].end, array ? (literal ? "array" : "text[]") : "jsonb"});
  return match;
}

// DATE "2024-01-01": a string in double quotes.
std::optional<ConstructMatch> match_typed_string(const ScannedText& text, std::size_t at) {
  const Token& token = text.tokens[at];
  const Token* next = after(text, at);
  if (next == nullptr || next->kind != TokenKind::quoted || next->open || next->folded.size() < 3) return std::nullopt;
  if (!is_word(token, "date") && !is_word(token, "timestamp") && !is_word(token, "datetime") &&
      !is_word(token, "time") && !is_word(token, "like") && !is_word(token, "interval")) {
    return std::nullopt;
  }
  const std::string text_inside = next->folded.substr(1, next->folded.size() - 2);
  auto match = made(text, at + 1, at + 1, "string in double quotes", "bigquery,databricks,mysql,spark",
                    "single quotes: " + std::string(text.sql.substr(token.begin, token.end - token.begin)) + " '" +
                        text_inside + "'");
  if (text_inside.find('\'') == std::string::npos)
    match.edits.push_back({next->begin, next->end, "'" + text_inside + "'"});
  return match;
}

}  // namespace

std::optional<ConstructMatch> match_special(const ScannedText& text, std::size_t at) {
  using Match = std::optional<ConstructMatch> (*)(const ScannedText&, std::size_t);
  for (const Match match : {match_backtick, match_block, match_bracket, match_brace, match_dashed_name, match_colon,
                            match_generic_type, match_typed_string}) {
    if (auto found = match(text, at)) return found;
  }
  return std::nullopt;
}

}  // namespace tollgate::sql
