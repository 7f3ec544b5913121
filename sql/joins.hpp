// What a statement joins, in order: the input that drives its rows, and each further one with the keys that it is
// joined by and whether these are proved to be unique there. Sub-queries that only select count as what they read.
// Pure; makes texts of conditions that can be asked again of one relation, and never of anything it does not
// understand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/analyse.hpp"

namespace tollgate::sql {

/// A relation, or another item of FROM that is not seen through (a grouped query, a call).
struct JoinInput {
  std::string name;                         ///< for a person: of the relation, else the alias
  const KnownRelation* relation = nullptr;  ///< null: not one relation
  std::vector<std::string> filters;  ///< conditions on it alone that hold before it is joined: SQL over its columns
  bool filters_told = true;          ///< false: there are more, which cannot be told over its columns alone
};

/// One equality between the input and one that came before.
struct JoinKey {
  std::string right, left;   ///< SQL over the columns of either relation; empty: cannot be told
  std::string right_name;    ///< for a person: `order_id`, or the text of the expression
  int right_attribute = -1;  ///< of the relation; -1: computed
  int left_input = -1;       ///< whose `left` it is; -1: of several inputs, or of none
  int location = -1;         ///< byte in its `a = b`; -1: a key of USING or NATURAL, `shared`
  std::string shared;        ///< the name of that key in double quotes
  bool right_first = false;  ///< the input's side stands left of the sign
};

/// Where a join stands in the text, for who asks a server in the author's words (joins/select_text.hpp).
struct JoinPlace {
  const Query* query = nullptr;   ///< the SELECT that has it; its WITH clauses may be of others around it
  int step = -1;                  ///< which item of its FROM is joined, from left to right
  int entry = -1;                 ///< of that item; -1: joined items in parentheses
  bool turned = false;            ///< `a right join b`: that item drives, and the one before it is joined
  bool foreign = false;           ///< a condition of it stands in another SELECT
  bool lateral = false;           ///< the item names columns of items before it
  std::vector<int> left_filters;  ///< bytes in parts of WHERE that are about inputs before it alone
  std::vector<int> own_filters;   ///< bytes in parts of ON and WHERE that are about the input alone
  std::vector<int> late_filters;  ///< bytes in parts of WHERE that are about it, or about it and others, when joined
};

struct Join {
  JoinType type = JoinType::inner;  ///< cross: without any condition; right never
  int input = -1;                   ///< that it adds: index into JoinList::inputs
  std::vector<JoinKey> keys;
  std::vector<std::string> others;  ///< conditions that are no such equality, as written: ranges, OR, …
  bool unique = false;              ///< at most one row of the input for each row before
  std::string evidence;             ///< why, for a person: `group by order_id`
  int location = -1;                ///< byte offset of its right item
  std::vector<int> places;          ///< offsets of that item, of what it reads, and of its conditions
  JoinPlace in_text;
};

/// One part of WHERE that is about more than one inner input's own rows, or about the driving input's.
struct RowFilter {
  std::string excerpt;
  std::string sql;  ///< over the columns of the driving relation; empty: cannot be told over it alone
  int location = -1;
  const Query* query = nullptr;  ///< whose WHERE it is in
  int undoes = -1;               ///< index into joins: a left join whose rows without a match never meet it
};

/// What collapses the rows after the joins, so that a join can't multiply them one by one.
enum class Collapse : std::uint8_t { none, grouped, distinct, limited };

/// One SELECT, or one branch of a UNION.
struct JoinList {
  std::vector<JoinInput> inputs;  ///< in the order joined; the first drives; empty: reads nothing
  std::vector<Join> joins;        ///< one per input after the first
  std::vector<RowFilter> filters;
  Collapse collapse = Collapse::none;
  int location = -1;
};

/// In the order of the text. Linear but for CTEs that many read, of which only the first thousand steps are followed.
/// Relations of the schema are named by the Analysis, which must outlive the answer. Needs a stack of stack_to_walk().
std::vector<JoinList> joins_of(const Analysis& analysis);
/// Of one SELECT of a statement with that text, whatever reads it.
JoinList joins_of(std::string_view text, const Query& select);

}  // namespace tollgate::sql
