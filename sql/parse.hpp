// What PostgreSQL's own parser says about one text of SQL. parse.cpp is the place that knows libpg_query.
// Safe on any input: size cap, deep nesting ends in an answer, never in a crash.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::sql {

/// Why a text does not parse. 1-based; columns count Unicode code points.
struct ParseError {
  std::string message;  ///< PostgreSQL's own words, in English; may quote a token of the SQL text
  int line = 1;
  int column = 1;
};

/// Nothing when the text parses to exactly one statement, or to none (only comments).
std::optional<ParseError> check_syntax(std::string_view sql);

/// Relation names, as the parser folds them ("db.schema.table" and "schema.table"), to a stable name (dbt unique_id).
using RelationNames = std::map<std::string, std::string, std::less<>>;

/// The meaning-bearing part of a parse tree, comparable as text: no locations, relations by stable name, literals as
/// written in the source (libpg_query 15 and 16 print 0 and every negative integer alike).
struct StrippedTree {
  std::string skeleton;               ///< digest of the tree with every literal blanked
  std::vector<std::string> literals;  ///< as written, in tree order
  friend bool operator==(const StrippedTree&, const StrippedTree&) = default;
};

/// Nothing when the text does not parse.
std::optional<StrippedTree> strip(std::string_view sql, const RelationNames& relations);

}  // namespace tollgate::sql
