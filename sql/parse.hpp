// What PostgreSQL's own parser says about one text of SQL. parse.cpp is the place that knows libpg_query.
// Safe on any input: size caps, deep nesting ends in an answer, never in a crash. Callable from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/name_hash.hpp"

namespace tollgate::sql {

/// Longer texts are not parsed. The parser takes up to 120 bytes of memory for a byte of (hostile) text.
inline constexpr std::size_t longest_checked_text = std::size_t{16} << 20U;
/// Longer texts are not stripped: a tree costs up to 300 bytes a byte, and stack for its depth.
inline constexpr std::size_t longest_stripped_text = std::size_t{2} << 20U;

/// Why a text does not parse. 1-based; columns count Unicode code points.
struct ParseError {
  std::string message;  ///< PostgreSQL's own words, in English; may quote a token of the SQL text
  int line = 1;
  int column = 1;
};

/// Nothing when the text parses to exactly one statement, or to none (only comments).
std::optional<ParseError> check_syntax(std::string_view sql);

using Names = std::unordered_map<std::string, std::string, NameHash, std::equal_to<>>;

/// Names that differ between environments, and what they stand for. Keys are relation_key() of the parts.
/// When both tables are empty (no manifest), schemas are numbered by first mention: a one-to-one renaming of schemas
/// within a statement then leaves its tree alone.
struct RelationNames {
  Names relations;  ///< "db.schema.table" and "schema.table" -> stable name (dbt unique_id)
  Names schemas;    ///< "db.schema" and "schema" -> stable name, for relations and functions that dbt does not know
  bool empty() const { return relations.empty() && schemas.empty(); }
};

/// The parts of a qualified name as the parser folds them: quotes undone, unquoted parts in lower case.
/// Nothing when it is not a name of one to three parts.
std::optional<std::vector<std::string>> split_relation_name(std::string_view name);
/// Parts joined by dots; a part that holds a dot or a quote is quoted, so that no two names share a key.
std::string relation_key(std::span<const std::string> parts);
std::string relation_key(std::span<const std::string_view> parts);

/// The meaning-bearing part of a parse tree, comparable as text: no locations, relations by stable name, literals as
/// written in the source (libpg_query 15 and 16 print 0 and every negative integer alike). Numbers and strings are
/// literals; true, false and null belong to the skeleton.
struct StrippedTree {
  std::string skeleton;               ///< digest of the tree with every literal blanked, but for its kind
  std::vector<std::string> literals;  ///< integers normalised (`- 1` is -1), strings by value in quotes; in tree order
  friend bool operator==(const StrippedTree&, const StrippedTree&) = default;
};

/// Nothing when the text does not parse to one statement or none, or is longer than longest_stripped_text.
std::optional<StrippedTree> strip(std::string_view sql, const RelationNames& relations);
/// One answer per text, in order. Each call starts one thread with a deep stack: ask for many texts at once.
std::vector<std::optional<StrippedTree>> strip_all(std::span<const std::string_view> texts,
                                                   const RelationNames& relations);

}  // namespace tollgate::sql
