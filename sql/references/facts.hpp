// What the raw tree and the tokens of a statement say about names before any is resolved: calls and their bare
// arguments, aliases, CTEs. Explains problems; finds none by itself.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/references/tokens.hpp"
#include "sql/tree.hpp"

namespace tollgate::sql {

/// A call as it is written.
struct WrittenCall {
  std::string schema, name;
  int location = 0;
  std::size_t end = 0;  ///< byte after its closing bracket; 0: not found
  std::size_t arguments = 0;
  std::map<int, std::string> columns;  ///< arguments that are bare names, by location
  std::set<std::string> lambda_names;  ///< `x` of an argument x -> …
  bool distinct_window = false;        ///< count(DISTINCT x) OVER (…)
  bool named = false;                  ///< f(a => 1)
};

struct WrittenCte {
  std::string name;
  bool recursive = false;
  std::size_t begin = 0, end = 0;  ///< bytes of its body
};

/// Grammar of a later version that this parser already takes.
struct NewerGrammar {
  std::string name;
  int since = 0;
  int location = 0;
};

struct WrittenFacts {
  std::map<int, WrittenCall> calls;                         ///< by location
  std::set<std::string, std::less<>> output_aliases;        ///< of all select lists
  std::map<std::string, std::string, std::less<>> aliases;  ///< table name as written -> its alias
  std::vector<WrittenCte> ctes;
  std::set<int> variables;                ///< locations of names after the prefix operator @
  std::map<int, std::string> date_parts;  ///< EXTRACT's field, by the location of the call

  std::vector<NewerGrammar> newer;

  /// The innermost call around that place; null: none.
  const WrittenCall* call_around(int location) const;
};

WrittenFacts written_facts(const Node& statement, const std::vector<Token>& tokens);

}  // namespace tollgate::sql
