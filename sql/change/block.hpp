// A query in a normal form of its own: inputs and conditions in bags, plain sub-selects and CTEs dissolved, what groups
// or cuts rows as parts that can be compared one by one. Made by a BlockMaker; compared, never run.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sql/change/term.hpp"
#include "sql/query.hpp"

namespace tollgate::sql {

struct Block;
struct Group;

/// One input. Its number is its own within the statement: every time a relation is read counts anew.
struct Item {
  enum class Kind : std::uint8_t { relation, derived, function, itself, full };
  Kind kind = Kind::relation;
  int number = -1;
  const KnownRelation* relation = nullptr;
  std::string_view name;         ///< function: of the call; else as the text names it, for reasons
  const Block* block = nullptr;  ///< derived
  TermList calls;                ///< function; arguments of TABLESAMPLE
  std::vector<std::string>
      shape;                 ///< what else tells it apart: ordinality, sampled, how far out a recursion reads itself
  std::vector<Group> sides;  ///< full: two, with what they are joined on in `on`
  std::vector<int> side_numbers;  ///< full: of its two sides
  TermList on;
  int location = -1;
};

/// An optional side: what LEFT JOIN adds. Its join conditions are among those of its group.
struct Optional;

/// Inputs crossed with each other, then extended by each optional side, then filtered by the conditions.
struct Group {
  std::vector<Item> items;
  std::vector<Optional> optionals;
  TermList conditions;
};

struct Optional {
  int number = -1;  ///< counted with the items
  Group group;
};

struct BlockOutput {
  std::string_view name;
  const Term* value = nullptr;
  std::string_view type;
};

/// The columns that an open star hides, and how many outputs stand before them.
struct HiddenOutputs {
  std::size_t before = 0;
  const Term* value = nullptr;
};

struct Block {
  enum class Kind : std::uint8_t { select, set_operation, values };
  Kind kind = Kind::select;
  int number = -1;
  Group from;
  bool grouped = false;  ///< by keys; without keys: to one row
  TermList keys;
  std::string_view sets;  ///< shape of grouping sets over keys; empty: none
  TermList having;
  bool distinct = false;  ///< where it is no GROUP BY
  TermList distinct_on;
  TermList order;  ///< only where it matters
  const Term* limit = nullptr;
  const Term* offset = nullptr;
  bool with_ties = false;
  TermList set_calls;      ///< set-returning calls of the select list
  TermList unknown_calls;  ///< calls there that may return sets, or fold rows, for all that is known
  std::vector<BlockOutput> outputs;
  std::vector<HiddenOutputs> hidden;
  SetOperator set_operator = SetOperator::none;
  bool all = false;
  bool recursive = false;
  std::vector<const Block*> branches;
  std::vector<TermList> rows;  ///< VALUES
  bool windows = false;
  bool correlated = false;  ///< reads columns of what is around it
  bool generated = false;   ///< reads no relation: its rows are counted up from constants
  bool fickle = false;      ///< calls a volatile function, here or beneath
  bool doubtful = false;    ///< holds something that terms do not tell in full
  bool sealed = false;      ///< nothing is added any more; outer joins are settled
  bool consumed = false;    ///< dissolved into another block
};

/// What an optional side that matches at most one row is turned into: a scalar sub-query for each of its columns.
struct Lookup {
  const Block* block = nullptr;     ///< without outputs
  const Block* unpinned = nullptr;  ///< the same without GROUP BY, for values that are null over no rows; or null
  std::string_view evidence;        ///< not empty: unique only if that holds
};

/// Its rows are those of its FROM, filtered: it can be dissolved into what reads it.
bool is_plain(const Block& block);
/// Sets of outputs (by index) of which no two rows share all values, whatever the data.
std::vector<std::vector<int>> unique_outputs(const Block& block);
/// Whether it is one row whatever the data: no keys to group by, and nothing that leaves that row out or repeats it.
bool is_single_row(const Block& block);
/// Whether an expression over aggregates is null where there are no rows.
bool is_null_over_nothing(const Term& value);

}  // namespace tollgate::sql
