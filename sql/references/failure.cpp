#include "sql/references/failure.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "sql/tree.hpp"

namespace tollgate::sql {

namespace {

// A text with more kinds of foreign constructs than this is not taken apart one by one: each costs a parse.
constexpr std::size_t most_kinds = 24;
// Nor is one beyond this size, in bytes: each of its tokens is held against each construct.
constexpr std::size_t longest_explained = std::size_t{128} << 10U;

std::pair<int, int> place_of(const ParseError& error) { return {error.line, error.column}; }

std::vector<std::string_view> kinds_of(const std::vector<ConstructMatch>& matches) {
  std::vector<std::string_view> names;
  for (const auto& match : matches) {
    if (std::find(names.begin(), names.end(), match.name) == names.end()) names.push_back(match.name);
  }
  return names;
}

bool can_be_removed(const std::vector<ConstructMatch>& matches, std::string_view name) {
  return std::all_of(matches.begin(), matches.end(),
                     [&](const auto& match) { return match.name != name || !match.edits.empty(); });
}

// it\'s of MySQL and BigQuery leaves a quote open here: as it''s it has the same length.
std::string with_doubled_quotes(std::string_view sql) {
  std::string text(sql);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && text[i + 1] == '\'') text[i] = '\'';
  }
  return text;
}

std::optional<Failure> unescaped(std::string_view sql) {
  const std::size_t at = sql.find("\\'");
  const auto tokens = tokens_of(sql);
  const bool open = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.open; });
  if (at == std::string_view::npos || !open) return std::nullopt;
  Failure failure;
  failure.repaired = with_doubled_quotes(sql);
  const auto error = check_syntax(failure.repaired);
  failure.parses = !error;
  if (error) return std::nullopt;
  failure.constructs.push_back({"backslash before a quote",
                                "bigquery,databricks,mysql,spark",
                                "'it''s': a quote inside a text is doubled (or E'it\\'s')",
                                false,
                                0,
                                at,
                                at + 2,
                                {}});
  return failure;
}

Failure unexplained(std::string_view sql, ParseError error) {
  Failure failure;
  failure.repaired = sql;
  failure.error = std::move(error);
  return failure;
}

/// One text under repair.
class Repair {
 public:
  Repair(std::string_view sql, int server_version)
      : x_sql(sql), x_tokens(tokens_of(sql)), x_text{sql, x_tokens}, x_version(server_version) {}

  std::vector<ConstructMatch> matches(const std::vector<std::string_view>& without) const {
    return find_constructs(x_text, without);
  }

  /// Does the construct make a difference? Without its repair the text must fail, and not later than with it.
  bool is_needed(std::string_view name, const std::optional<ParseError>& rest) const {
    const std::vector<std::string_view> without{name};
    const auto error = check_syntax(edited(x_sql, matches(without)));
    if (!error) return false;
    return !rest || place_of(*error) < place_of(*rest);
  }

  Failure explain() const {
    const auto all = matches({});
    const auto kinds = kinds_of(all);
    const std::optional<ParseError> rest = check_syntax(edited(x_sql, all));
    std::vector<std::string_view> idle;
    for (const std::string_view kind : kinds) {
      const bool needed = kinds.size() > most_kinds ||
                          (can_be_removed(all, kind) ? is_needed(kind, rest) : rest && begins_before(all, kind, *rest));
      if (!needed) idle.push_back(kind);
    }
    return result(idle);
  }

 private:
  bool begins_before(const std::vector<ConstructMatch>& all, std::string_view kind, const ParseError& rest) const {
    const auto first = std::find_if(all.begin(), all.end(), [&](const auto& match) { return match.name == kind; });
    const auto place = Positions(x_sql).at(first->begin);
    return std::pair(place.line, place.column) <= place_of(rest);
  }

  Failure result(const std::vector<std::string_view>& idle) const {
    Failure failure;
    failure.constructs = matches(idle);
    failure.repaired = edited(x_sql, failure.constructs);
    const auto error = check_syntax(failure.repaired);
    failure.parses = !error;
    if (error) failure.error = *error;
    std::erase_if(failure.constructs, [&](const auto& match) { return match.since != 0 && match.since <= x_version; });
    return failure;
  }

  std::string_view x_sql;
  std::vector<Token> x_tokens;
  ScannedText x_text;
  int x_version;
};

}  // namespace

Failure explain_failure(std::string_view sql, int server_version) {
  auto error = check_syntax(sql);
  if (error && sql.size() > longest_explained) return unexplained(sql, *std::move(error));
  if (error) {
    if (auto failure = unescaped(sql)) return *std::move(failure);
    return Repair(sql, server_version).explain();
  }
  Failure failure;
  failure.repaired = sql;
  failure.parses = true;
  if (sql.find("atched") == std::string_view::npos && sql.find("ATCHED") == std::string_view::npos) return failure;
  const auto tokens = tokens_of(sql);
  const ScannedText text{sql, tokens};
  for (const Construct& construct : foreign_constructs()) {
    if (construct.since == 0 || construct.since <= server_version) continue;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      if (auto match = match_construct(text, at, construct)) failure.constructs.push_back(*std::move(match));
    }
  }
  return failure;
}

}  // namespace tollgate::sql
