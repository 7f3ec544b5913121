// A statement after names are resolved, as PostgreSQL's parse analysis would leave it (its Query, RangeTblEntry and
// Var): every column reference is a level, a range-table entry and a position. The one source of lineage, reference
// findings, join facts and the change judge. Owned by an Analysis; immutable once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/schema.hpp"

namespace tollgate::sql {

struct Query;
struct Expr;
struct Cte;
struct WindowSpec;

/// A list that an Analysis keeps, as one pointer to its length and what follows it: expressions are the most of what a
/// project's lineage holds, and most of their lists are empty.
template <typename T>
class Kept {
 public:
  struct Length {
    std::size_t count;
  };

  Kept() = default;
  /// As many values as it says stand behind it.
  explicit Kept(const Length* length) : x_length(length) {}

  std::size_t size() const { return x_length == nullptr ? 0 : x_length->count; }
  bool empty() const { return x_length == nullptr; }
  const T* begin() const { return x_length == nullptr ? nullptr : reinterpret_cast<const T*>(x_length + 1); }
  const T* end() const { return begin() + size(); }
  auto rbegin() const { return std::reverse_iterator(end()); }
  auto rend() const { return std::reverse_iterator(begin()); }
  const T& operator[](std::size_t index) const { return begin()[index]; }
  const T& front() const { return *begin(); }
  const T& back() const { return *(end() - 1); }
  operator std::span<const T>() const { return {begin(), size()}; }  // NOLINT: is one

 private:
  const Length* x_length = nullptr;
};

using Exprs = Kept<const Expr*>;  ///< no null among them

enum class ExprKind : std::uint8_t {
  column,     ///< `column`
  whole_row,  ///< every column of entry `column.entry` (`t`, `t.*` as a value); args: one column Expr each
  constant,   ///< text: as the source writes it (integers normalised, strings in quotes, true, false, null)
  parameter,  ///< $1
  function,   ///< name(args): an ordinary or set-returning function (see builtins.hpp); unknown ones too
  aggregate,  ///< name(args) with order, filter, distinct, within_group; `star` for count(*)
  window,     ///< name(args) over `over`; filter
  operation,  ///< an operator `name` with `form`; args: operands (x IN (a, b): x, a, b)
  logical,    ///< and, or, not
  case_when,  ///< args: results (the last is ELSE when `has_else`); conditions: [operand when `has_operand`], tests
  coalesce,   ///< also greatest, least, nullif: each of its own kind
  greatest,
  least,
  null_if,
  cast,            ///< args[0] to `type`; `implicit` never set by the parser's tree
  array,           ///< ARRAY[…]
  row,             ///< ROW(…), (a, b)
  subquery,        ///< `query` with `subquery_form`; args: the left side of IN, ANY, ALL (a row: its fields)
  field,           ///< (args[0]).name
  subscript,       ///< args[0] [args[1] : args[2]]
  test,            ///< name: `is null`, `is not null`, `is true`, … of args[0]
  grouping,        ///< GROUPING(args)
  current,         ///< current_date, current_user, …: name
  collate,         ///< args[0] collate name
  set_to_default,  ///< DEFAULT in INSERT, UPDATE, MERGE
  other,           ///< a known construct without a kind of its own (XML, SQL/JSON): name, args
  unresolved,      ///< could not be resolved: see Analysis::problems; args: what could be, for its influences
};

enum class OperationForm : std::uint8_t {
  plain,
  any,
  all,
  in,
  not_in,
  like,
  not_like,
  ilike,
  not_ilike,
  similar,
  not_similar,
  between,
  not_between,
  between_symmetric,
  not_between_symmetric,
  distinct,
  not_distinct
};
enum class SubqueryForm : std::uint8_t { scalar, exists, any, all, array, row_compare, multi_assign };

/// What a column reference is bound to.
struct ColumnRef {
  int levels_up = 0;  ///< 0: the query that holds the expression; 1: the one around it, …
  int entry = -1;     ///< index into that query's `entries`
  int attribute = 0;  ///< index into the entry's `columns`; system columns follow them (see RangeEntry)
  friend bool operator==(const ColumnRef&, const ColumnRef&) = default;
};

struct SortKey {
  const Expr* value = nullptr;
  bool descending = false;
  bool nulls_first = false;  ///< with PostgreSQL's default applied: first when descending
  std::string_view using_operator;
};

/// Trivially destructible; lives in the Analysis. Texts point into it as well.
struct Expr {
  ExprKind kind = ExprKind::unresolved;
  OperationForm form = OperationForm::plain;
  SubqueryForm subquery_form = SubqueryForm::scalar;
  bool distinct = false;      ///< count(distinct x)
  bool star = false;          ///< count(*)
  bool within_group = false;  ///< WITHIN GROUP: `order` are its arguments
  bool variadic = false;
  bool has_operand = false, has_else = false;  ///< case_when
  bool set_returning = false;                  ///< the call itself returns a set (PostgreSQL's proretset)
  bool known = true;                           ///< function: in builtins.hpp or declared by the caller; whole_row:
                                               ///< `args` are all its columns
  int location = -1;                           ///< byte offset into the text; -1: none
  std::string_view name;  ///< lower case as folded, with its schema when written (pg_catalog dropped)
  std::string_view text;  ///< constant; calls: names of the last arguments, with commas; cast to a date-time type,
                          ///< current: its precision
  std::string_view type;  ///< inferred, as format_type() prints it; empty: not known
  ColumnRef column;       ///< multi_assign: `attribute` is the output assigned; aggregate, grouping: `levels_up` is
                          ///< whose it is; field: `attribute` is its position in the row, -1 when not known
  Exprs args;
  Exprs conditions;
  const Expr* filter = nullptr;
  Kept<SortKey> order;
  const WindowSpec* over = nullptr;
  const Query* query = nullptr;
};

/// A window with what it inherits from a named one written out.
struct WindowSpec {
  std::string_view name;  ///< when it was referred to by name
  Exprs partition;
  Kept<SortKey> order;
  std::int64_t frame_options = 0;  ///< PostgreSQL's FRAMEOPTION_ bits; the default frame is 1058
  const Expr* start = nullptr;
  const Expr* end = nullptr;
  int location = -1;
};

struct RangeColumn {
  std::string_view name;  ///< after alias lists
  std::string_view type;
  /// Join entries: what it stands for, in terms of the same query's other entries (USING: left, right, or
  /// coalesce(left, right)). Functions and table functions: the call(s) it comes from, or the field of the call when
  /// its name chooses the data; null for ORDINALITY.
  const Expr* value = nullptr;
};

/// The columns of one item of FROM: its own, or those of the WITH query that it reads, for as long as none is renamed.
class RangeColumns {
 public:
  std::size_t size() const { return all().size(); }
  bool empty() const { return all().empty(); }
  const RangeColumn& operator[](std::size_t index) const { return all()[index]; }
  auto begin() const { return all().begin(); }
  auto end() const { return all().end(); }

  /// These are neither moved nor changed any more.
  void share(const std::vector<RangeColumn>& columns) { x_shared = &columns; }
  /// To be changed: from then on they are its own.
  std::vector<RangeColumn>& own() {
    if (x_shared != nullptr) x_own = *std::exchange(x_shared, nullptr);
    return x_own;
  }

 private:
  const std::vector<RangeColumn>& all() const { return x_shared == nullptr ? x_own : *x_shared; }

  const std::vector<RangeColumn>* x_shared = nullptr;
  std::vector<RangeColumn> x_own;
};

/// One item of FROM (or the target of INSERT, UPDATE, DELETE, MERGE).
struct RangeEntry {
  enum class Kind : std::uint8_t { relation, subquery, cte, values, join, function, table_function };
  Kind kind = Kind::relation;
  std::string_view alias;  ///< the name it is referred to by; empty: none
  bool aliased = false;    ///< by AS, not by its own name
  bool lateral = false;
  bool target = false;    ///< of a data-modifying statement
  bool excluded = false;  ///< ON CONFLICT's pseudo relation
  bool ordinality = false;
  bool only = false;               ///< relation: ONLY, without the tables that inherit from it
  bool sampled = false;            ///< TABLESAMPLE
  std::string_view sample_method;  ///< bernoulli, system, …
  /// relation: never null; one that the schema does not hold is owned by the Analysis and open.
  const KnownRelation* relation = nullptr;
  bool known = true;              ///< the schema holds the relation
  std::string_view written_name;  ///< relation, cte: as the text names it, folded, with dots
  const Query* query = nullptr;   ///< subquery, values; cte: of its Cte
  const Cte* cte = nullptr;
  bool self_reference = false;  ///< a recursive CTE in its own recursive term
  Exprs functions;              ///< function: ROWS FROM(…) or the one call; table_function, sample: its arguments
  RangeColumns columns;         ///< relation: one per column of `relation`, in order; then, where used, system ones
  bool open = false;            ///< more columns may exist
  /// relation: an alias list names its columns by position, and their order is not known: none can be told.
  bool order_unknown = false;
  int location = -1;
};

enum class JoinType : std::uint8_t { cross, inner, left, right, full };

/// The two sides of one key of USING or NATURAL.
struct UsingKey {
  std::string_view name;
  const Expr* left = nullptr;
  const Expr* right = nullptr;
};

/// FROM as a tree: a leaf names an entry, a join its two sides. FROM a, b is two roots.
struct JoinTree {
  int entry = -1;  ///< leaf: the item; join: its own entry (merged columns, alias), or -1
  JoinType type = JoinType::cross;
  const JoinTree* left = nullptr;  ///< null: leaf
  const JoinTree* right = nullptr;
  const Expr* condition = nullptr;  ///< ON
  std::span<const UsingKey> keys;   ///< USING, NATURAL
  bool natural = false;
  int location = -1;  ///< of its right item
  bool leaf() const { return left == nullptr; }
};

struct Output {
  std::string_view name;        ///< as the server would name it (FigureColname)
  const Expr* value = nullptr;  ///< null in a set operation and in VALUES
  std::string_view type;
  int location = -1;  ///< of the select item; for a star: of the star
  bool from_star = false;
};

/// A star over an input whose columns are not all known: outputs are missing.
struct OpenStar {
  int entry = -1;          ///< of this query
  std::size_t before = 0;  ///< how many outputs stand before those that are missing
};

struct Grouping {
  Exprs keys;                  ///< all grouping expressions, each once, ordinals and output names resolved
  bool sets = false;           ///< GROUPING SETS, ROLLUP or CUBE
  std::string_view sets_text;  ///< then: their shape over the indexes of keys, e.g. "distinct sets((0),rollup(1,2))"
  bool present = false;        ///< there is a GROUP BY clause
  int location = -1;
};

enum class SetOperator : std::uint8_t { none, union_, intersect, except };

struct Cte {
  std::string_view name;
  const Query* query = nullptr;
  std::vector<RangeColumn> columns;  ///< names after its alias list, with SEARCH and CYCLE columns at the end
  /// Of the columns that SEARCH or CYCLE add: the listed columns they derive from (indexes), else empty.
  std::vector<std::vector<int>> added_from;
  std::string_view search, cycle;  ///< these clauses in one wording: `depth first by id`; empty: there is none
  bool recursive = false;          ///< refers to itself
  bool read = false;               ///< something in the statement that is itself read refers to it, or it modifies data
  int location = -1;
};

/// What one assignment or insertion puts into a target column: UPDATE SET, INSERT, ON CONFLICT SET, MERGE.
struct Assignment {
  std::string_view column;
  int attribute = -1;           ///< of the target relation; -1: not a known column
  const Expr* value = nullptr;  ///< null: `from_output` of the inserted query
  int from_output = -1;
  int location = -1;
};

struct Query {
  enum class Command : std::uint8_t { select, values, set_operation, insert, update, delete_, merge };
  Command command = Command::select;
  /// The query around it: that holds it as CTE, FROM item, branch of a set operation, sub-query of an expression or
  /// source of an INSERT. Null: the statement. ColumnRef::levels_up counts steps along it.
  const Query* parent = nullptr;
  std::vector<const Cte*> ctes;  ///< in order of definition
  std::vector<RangeEntry> entries;
  std::vector<const JoinTree*> from;  ///< roots; more than one is a cross join
  std::vector<Output> outputs;        ///< RETURNING for data-modifying statements
  std::vector<Exprs> rows;            ///< VALUES
  std::vector<OpenStar> open_stars;
  SetOperator set_operator = SetOperator::none;
  bool all = false;             ///< UNION ALL, …
  const Query* left = nullptr;  ///< set operation; its outputs are by position of both
  const Query* right = nullptr;
  const Expr* where = nullptr;
  Grouping group;
  const Expr* having = nullptr;
  bool distinct = false;  ///< DISTINCT or DISTINCT ON
  Exprs distinct_on;
  std::vector<SortKey> order_by;   ///< ordinals and output names resolved; in a set operation: see order_outputs
  std::vector<int> order_outputs;  ///< set operation: index of the output that each key sorts by, -1 for none
  const Expr* limit = nullptr;
  const Expr* offset = nullptr;
  bool with_ties = false;
  bool locks_rows = false;                 ///< FOR UPDATE, …
  std::vector<const WindowSpec*> windows;  ///< named ones
  bool aggregated = false;                 ///< has aggregates, GROUP BY or HAVING
  bool returns_sets = false;               ///< a set-returning call in the select list
  std::vector<Assignment> assignments;     ///< insert, update, merge: in the order first written
  int target = -1;                         ///< data-modifying: entry
  const Query* source = nullptr;           ///< insert: the inserted query
  std::vector<const Expr*> other_filters;  ///< MERGE conditions, ON CONFLICT predicates and arbiters
  int location = -1;                       ///< of its first select item; -1: none
};

}  // namespace tollgate::sql
