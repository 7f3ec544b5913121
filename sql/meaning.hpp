// What a statement says about rows and values, as digests that outlast layout, aliases, CTE names and inlining: how
// inputs are joined, what is filtered, how rows are grouped, what each output is. For the lineage difference, over
// whole projects: linear, each query block once. Not a proof of equality (a self-join's two sides look alike): that is
// change.hpp's.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/analyse.hpp"
#include "sql/change/digest.hpp"
#include "sql/differing_part.hpp"
#include "sql/scale.hpp"

namespace tollgate::sql {

/// How an input's rows come in: inner also stands for the first item of FROM; optional: its columns may be all null.
enum class InputRole : std::uint8_t { inner, optional, full };

/// A relation, table function or grouped sub-query in FROM; a sub-query that only selects counts as what it reads.
struct InputFact {
  Digest digest;     ///< of the relation's identity, or of what it reads; without the role
  std::string name;  ///< as lineage calls it; for a sub-query its alias
  InputRole role = InputRole::inner;
  int location = -1;
  int join = -1;  ///< index into StatementFacts::joins: that gives it a role other than inner; -1: none
};

/// One join of a FROM. A comma is a cross join.
struct JoinFact {
  JoinType type = JoinType::cross;   ///< as written
  Digest item, left;                 ///< what is joined, and the first item of what stands before it
  std::string item_name, left_name;  ///< as the text calls them: a CTE by its own name, a relation as lineage does
  std::string alias;                 ///< of the item
  bool related = false;  ///< a condition, or a reference from within (LATERAL), ties it to what stands before it
  int location = -1;     ///< of the item
};

/// One part of a conjunction in ON, WHERE or HAVING.
struct ConditionFact {
  enum class Clause : std::uint8_t { join, where, having };
  Clause clause = Clause::where;      ///< join: it relates two inputs, or stands in the ON of an outer join
  InputRole role = InputRole::inner;  ///< of the join
  Digest digest;
  std::string excerpt;  ///< of the source, on one line
  int location = -1;    ///< where it begins
  /// What it is about, to find its like on the other side: in the ON of an outer join what is joined, else the last
  /// item of FROM that it names; as it is told by JoinFact::item, and with all that it computes and filters.
  Digest item{}, whole{};
  std::string alias{};            ///< of that item
  std::vector<Digest> inputs{};   ///< InputFacts that stand for all items it is about; sorted, each once
  std::vector<Digest> columns{};  ///< that it names; sorted, each once
  ValueIn value{};                ///< null: it is no expression of the text
  bool nested = false;            ///< it stands in a sub-query of an expression, which is another one with it
  /// Of `row_number() over (…) = 1` as the one filter of a sub-query: equal to GrainFact::first_of of what keeps the
  /// same rows.
  std::optional<Digest> first_of{};
};

/// What makes the rows of one block fewer, or of another grain, than its inputs.
struct GrainFact {
  enum class Kind : std::uint8_t { group_by, aggregate, distinct, distinct_on, set_operation, limit };
  Kind kind = Kind::group_by;
  Digest digest;
  std::string text;  ///< "group by status, day", "union all"
  int location = -1;
  /// Of GROUP BY and DISTINCT ON: each key with its excerpt, in the order written. Of EXCEPT: its two sides, with all
  /// that they read, and no excerpt.
  std::vector<std::pair<Digest, std::string>> keys;
  std::optional<Digest> first_of{};  ///< of DISTINCT ON: which row of which it keeps, and in what order
};

struct OutputFact {
  std::string name;
  Digest digest;  ///< of the value, whatever the name
  int location = -1;
  std::vector<Scale> scales{};  ///< of the value; of each branch where it is a union's
};

/// One branch of a UNION.
struct BranchFact {
  const Query* query = nullptr;
  Digest values;                   ///< of its columns, by position
  Digest rows;                     ///< of what decides which rows there are
  std::vector<std::string> reads;  ///< relations beneath it, as lineage calls them; in order of place, each once
  int location = -1;
};

/// A chain of UNION or UNION ALL, as one list.
struct UnionFact {
  bool all = false;
  std::vector<BranchFact> branches;
};

/// What stands side by side: rows of VALUES, branches of UNION and INTERSECT. Columns are told each by itself; this
/// tells which of their values belong together.
struct SideBySideFact {
  struct Row {
    Digest from;                                                ///< of a branch: what decides which rows there are
    std::vector<Digest> values;                                 ///< by position
    friend auto operator<=>(const Row&, const Row&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
  };
  std::string text;  ///< "values", "union all"
  int location = -1;
  std::vector<std::string> names;
  std::vector<Row> rows;
};

struct StatementFacts {
  std::vector<UnionFact> unions;
  std::vector<Digest> blocks;  ///< values and rows of every SELECT, sorted
  std::vector<InputFact> inputs;
  std::vector<JoinFact> joins;
  std::vector<ConditionFact> conditions;
  std::vector<GrainFact> grains;
  std::vector<SideBySideFact> side_by_side;
  std::vector<OutputFact> outputs;
};

/// What the other side calls a column: by KnownRelation::identity and its name here.
using RenamedColumns = std::map<std::pair<std::string, std::string>, std::string>;

/// Relations are told by KnownRelation::identity, else by name, and their columns by name: the other side's where it
/// renamed them. As though the branches `without` of unions did not stand there: a UNION ALL of which one branch is
/// left is that one. Needs a stack of stack_to_walk().
StatementFacts facts_of(const Analysis& analysis, std::span<const Query* const> without = {},
                        const RenamedColumns& renamed = {});

}  // namespace tollgate::sql
