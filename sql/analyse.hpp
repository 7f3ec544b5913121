// Parse analysis: resolves every name of a statement as PostgreSQL 15 does, by position, in one bottom-up pass, and
// says what it could not resolve or what the server would refuse. Never guesses, never throws for bad SQL. (PostgreSQL
// manual, "Queries" and "Value Expressions"; the rules are in docs/sql.md.)
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sql/query.hpp"
#include "sql/schema.hpp"
#include "sql/tree.hpp"

namespace tollgate::sql {

enum class ProblemKind : std::uint8_t {
  unknown_relation,   ///< the schema holds no such relation
  missing_from,       ///< a qualifier that names nothing in FROM
  invalid_reference,  ///< it is in FROM but hidden here (join alias, no LATERAL)
  unknown_column,
  ambiguous_column,
  unknown_function,
  unknown_type,
  wrong_argument_count,
  refused,  ///< another thing that the server refuses after parsing: arity, grouping, duplicate alias, positions, …
  unsupported,  ///< a construct or statement that is not understood here: nothing is claimed about it
};

struct Problem {
  ProblemKind kind = ProblemKind::unsupported;
  std::string name;       ///< the offending name as written and folded, without its qualifier
  std::string qualifier;  ///< `a` of a.b; empty: none
  int location = -1;      ///< byte offset
  std::string message;    ///< in the server's words where it has any
  /// The name is provably not there: its relation is known whole. Else the metadata does not hold it.
  bool absent = true;
  std::vector<std::string> in_scope;   ///< names that could have been meant (columns of the relations in scope), sorted
  std::vector<std::string> relations;  ///< the relations that were searched, as written
};

/// An unqualified name inside a sub-query that is in none of its relations and was bound to the query around it: legal,
/// and nearly always a mistake (tobymao/sqlglot#6639).
struct CapturedName {
  std::string name;
  std::vector<std::string> inner_relations;
  std::string outer_relation;
  int location = -1;
  bool certain = true;  ///< all inner relations are known whole
};

struct AnalysisOptions {
  const std::set<std::string, std::less<>>* functions = nullptr;  ///< further known function names; may be null
};

class AnalysisStore;

/// A resolved statement. Movable. Refers to the Schema it was made with, which must outlive it.
class Analysis {
 public:
  explicit Analysis(std::unique_ptr<AnalysisStore> store);
  Analysis(Analysis&&) noexcept;
  Analysis& operator=(Analysis&&) noexcept;
  ~Analysis();

  std::string_view text() const;
  const Query* query() const;                    ///< null: no statement, or one that is not understood (see problems)
  const std::vector<Problem>& problems() const;  ///< by location
  const std::vector<CapturedName>& captures() const;  ///< by location
  /// Every relation that is read, with how the text names it; sorted by name, each once. CTEs that nothing reads don't
  /// count.
  std::vector<const RangeEntry*> relations() const;
  /// Every CTE is read by something that is itself read: relations() are then all that the text names.
  bool reads_all_ctes() const;

 private:
  std::unique_ptr<AnalysisStore> x_store;
};

/// Needs a stack of stack_to_walk(). Takes the tree over.
Analysis analyse(Tree tree, const Schema& schema, const AnalysisOptions& options = {});
/// The same of a tree that others read as well, and that must outlive the Analysis.
Analysis analyse_shared(const Tree& tree, const Schema& schema, const AnalysisOptions& options = {});
/// Reads and analyses.
std::variant<Analysis, ParseError> analyse(std::string_view sql, const Schema& schema,
                                           const AnalysisOptions& options = {});

}  // namespace tollgate::sql
