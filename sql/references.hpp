// Everything in a statement that PostgreSQL would refuse, and what it would take with another meaning than the writer
// had in mind: all of it in one run, each with a place and what to write instead. The judge of `inspect references`
// and of the references gate. Never says "invented" about what the metadata does not hold.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/schema.hpp"

namespace tollgate::sql {

enum class ReferenceRule : std::uint8_t {
  syntax,
  dialect,
  unknown_table,
  unknown_column,
  ambiguous_column,
  unknown_function,
  wrong_argument_count,
  unknown_type,
  unknown_operator,
  semantic_drift
};
std::string_view to_string(ReferenceRule rule);  ///< kebab-case, as inspect prints it

struct ReferenceFinding {
  ReferenceRule rule = ReferenceRule::syntax;
  std::string name;  ///< the offending name or construct
  int location = 0;  ///< byte offset
  int line = 1, column = 1;
  std::string message;                ///< one sentence for a person
  std::string suggestion;             ///< what to write instead; empty: none is better than a wrong one
  std::vector<std::string> dialects;  ///< whose construct it is, sorted: bigquery, snowflake, …
  bool absent = true;  ///< provably not there; false: the metadata does not hold its relation or all its columns
};

struct ReferenceOptions {
  std::set<std::string, std::less<>> functions;  ///< further known functions
  int server_version = 15;
};

/// By location. Needs a stack of stack_to_walk().
std::vector<ReferenceFinding> check_references(std::string_view sql, const Schema& schema,
                                               const ReferenceOptions& options = {});

}  // namespace tollgate::sql
