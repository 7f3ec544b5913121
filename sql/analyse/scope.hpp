// What a name can mean at one level of a statement: the items of FROM that are visible there, and the WITH queries.
// PostgreSQL's ParseState and ParseNamespaceItem (parse_node.h). Knows nothing of expressions.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/query.hpp"

namespace tollgate::sql {

class Node;

/// Where in a query an expression stands (parse_node.h: ParseExprKind): what may be in it depends on that.
enum class Clause : std::uint8_t {
  select_list,
  where,
  having,
  group_by,
  order_by,
  distinct_on,
  join_on,
  from_function,
  from_subselect,
  window,
  limit,
  values,
  values_single,
  update_source,
  merge_when,
  returning,
  on_conflict,
  other
};

/// One item of FROM as it can be seen from an expression.
struct VisibleItem {
  int entry = -1;
  std::string_view name;  ///< empty: cannot be qualified by
  bool columns = true;    ///< its columns are found by bare names
  bool lateral_only = false;
  bool lateral_ok = true;
};

/// Columns of one entry by name: a hash where there are many.
class ColumnIndex {
 public:
  static constexpr int none = -1;
  static constexpr int several = -2;
  int find(const RangeEntry& entry, std::string_view name, const std::vector<bool>* hidden);

 private:
  static int scan(const RangeEntry& entry, std::string_view name, const std::vector<bool>* hidden);

  std::unordered_map<std::string_view, int> x_by_name;
  std::size_t x_indexed = 0;
  int x_searches = 0;
};

/// The state of one WITH item. With RECURSIVE it is analysed when it is first needed.
struct CteSlot {
  std::string_view name;
  const Node* node = nullptr;
  Cte* cte = nullptr;
  enum class State : std::uint8_t { waiting, open, done } state = State::waiting;
  enum class Term : std::uint8_t { whole, left, right } term = Term::whole;
  int references = 0;        ///< to itself
  std::size_t context = 0;   ///< how many recursion contexts there were when its recursive term began
  bool columns_set = false;  ///< its columns are known: a reference can be made
};

struct CteFrame {
  std::vector<CteSlot> slots;  ///< none is added once one is referred to
  bool recursive = false;
  std::size_t visible = 0;  ///< not recursive: only the first ones
};

/// One query level.
struct Scope {
  Scope* parent = nullptr;
  Scope* with = nullptr;  ///< the nearest level, this or outward, that has WITH items
  int depth = 0;
  Query* query = nullptr;
  std::vector<VisibleItem> items;
  std::vector<std::vector<bool>> hidden;  ///< by entry, by column: merged by USING; empty: none
  std::vector<ColumnIndex> indexes;       ///< by entry
  std::vector<std::size_t> widths;        ///< by entry: its columns without those that were found on the way
  CteFrame ctes;
  bool lateral_active = false;
  Clause clause = Clause::select_list;
  std::string_view no_sets_in;  ///< CASE or COALESCE: set-returning calls are refused
  bool has_aggregates = false;
  bool group_refused = false;   ///< a key of GROUP BY is missing: nothing follows from it
  bool reads_target = false;    ///< a column of the target is read, not only assigned
  bool in_aggregate = false;    ///< inside the arguments of an aggregate
  bool in_window_call = false;  ///< inside the arguments of a window function
};

}  // namespace tollgate::sql
