// What one text of SQL says about being run: where it ends, whether its rows are the same each time, and the places
// where a runtime error can come from. Reads the raw parse tree only.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gates/compiled_sql.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates::sample_run {

/// A place of the text that can fail while it runs, or that makes an output.
struct Suspect {
  enum class Kind : std::uint8_t {
    division,  ///< x / y, x % y, mod(), div()
    cast,      ///< x::t, cast(x as t), to_date() and the like
    subquery,  ///< one value from a sub-query
    output,    ///< a select item; `name` is the column it makes
  };
  Kind kind = Kind::cast;
  TextPosition where;
  std::string name;
};

struct RunFacts {
  bool query = false;  ///< SELECT, VALUES or a set operation; nothing else can be run here
  /// Rows may be others each time: a volatile call beyond the select list, TABLESAMPLE without REPEATABLE, a LIMIT or
  /// DISTINCT ON without an order.
  bool chance_rows = false;
  std::set<std::string, std::less<>> chance_columns;  ///< outputs of the last select list that a volatile call makes
  std::vector<Suspect> suspects;                      ///< in order of the text
  /// Called, and none of PostgreSQL's own: `name` or `schema.name`. Whether they are volatile only a server knows.
  std::set<std::string, std::less<>> functions;
};

/// Nothing where the text is not one statement. `volatiles`: of `functions`, those that are. Needs a stack of
/// sql::stack_to_walk().
std::optional<RunFacts> run_facts(std::string_view sql, const std::set<std::string, std::less<>>& volatiles = {});

/// The statement without semicolons behind it, so that it can stand in parentheses. A comment may still end it.
std::string_view without_semicolon(std::string_view sql);

}  // namespace tollgate::gates::sample_run
