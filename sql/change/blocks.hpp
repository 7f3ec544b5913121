// Makes the normal form of a resolved statement. Each .cpp beside this header holds the members of one subject.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "sql/analyse.hpp"
#include "sql/change/block.hpp"
#include "sql/change/expression.hpp"

namespace tollgate::sql {

class BlockMaker {
 public:
  explicit BlockMaker(const Analysis& analysis) : x_analysis(analysis) {}

  /// Null when the statement is none that only reads.
  const Block* run();
  /// By number of an item or of an optional side: the lookup that it was turned into, or null.
  const Lookup* lookup(int number) const;
  /// By number of an input that is always one row, a global aggregate: its block; or null. It multiplies nothing, and
  /// its columns are what scalar sub-queries give.
  const Block* single_row(int number) const;
  /// By number of an item: the block that was taken apart in a lookup, whose columns stand for its; or null.
  const Block* dissolved(int number) const;
  /// By number of an optional side: a condition asks for its rows, so it is optional no more.
  bool is_required(int number) const { return x_required.count(number) > 0; }
  int numbers() const { return x_numbers; }
  /// Holds something that blocks do not tell in full: nothing is claimed about it.
  bool doubtful() const;
  const std::deque<Block>& blocks() const { return x_blocks; }

  Terms terms;

 private:
  struct Frame {
    const Query* query = nullptr;
    Frame* around = nullptr;
    bool read_in_order = false;  ///< who reads it depends on the order of its rows
    bool order_counts = false;   ///< it depends on the order of what it reads
    bool correlated = false;
    std::vector<TermList> bindings{};  ///< by entry: what its columns stand for
    std::vector<TermList> hidden{};    ///< by entry: what stands for its columns that are not known
    std::array<std::unordered_map<const Cte*, Block*>, 2> ctes{};  ///< by whether the reader depends on their order
  };
  using Entries = std::unordered_set<int>;

  // blocks.cpp
  Block* make(Frame& frame);
  void select(Frame& frame, Block& block);
  void set_operation(Frame& frame, Block& block);
  void add_branches(Frame& frame, const Query& query, Block& block);
  void values(Frame& frame, Block& block);
  void group(Frame& frame, Block& block);
  void outputs(Frame& frame, Block& block);
  void note_set_calls(Block& block);
  void order_and_limit(Frame& frame, Block& block);
  void distinct(Frame& frame, Block& block);
  Block& new_block();

  // wrapping.cpp: a query that only selects from another block becomes that block
  bool wrap(Frame& frame, Block& block, Block& inner);
  bool can_wrap(const Query& query, const Block& inner) const;
  bool may_wrap(const Query& query) const;

  // from.cpp
  void from(Frame& frame, Block& block);
  void join(Frame& frame, const JoinTree& tree, const Entries& required, Group& into);
  void outer_join(Frame& frame, const JoinTree& tree, const Entries& required, Group& into);
  void full_join(Frame& frame, const JoinTree& tree, Group& into);
  void join_conditions(Frame& frame, const JoinTree& tree, TermList& into);
  void leaf(Frame& frame, int entry, Group& into);
  void relation(Frame& frame, int entry, Group& into);
  void function(Frame& frame, int entry, Group& into);
  void place(Frame& frame, int entry, Block& inner, Group& into);
  Block* block_of(Frame& frame, const RangeEntry& entry, bool for_itself);
  void bind(Frame& frame, int entry, const Item& item);
  void make_nullable(Frame& frame, const JoinTree& tree, int number, const Group& group);

  // required.cpp: outer joins that a condition turns into inner ones, told before terms are made
  void collect_required(const Query& query, const Expr& condition, Entries& into) const;
  void add_strict(const Query& query, const Expr& value, Entries& into, int depth) const;

  // conditions.cpp
  void add_condition(Frame& frame, const Expr* condition, TermList& into);
  const Term* filter(const Term* condition);
  const Term* as_existence(const Term& membership);
  Block& existence(Block& block);
  void drop_unread_side(Block& existence);
  void seal(Block& block);
  void having_as_where(Block& block);
  void settle(Group& group);
  void require(Group& group);
  void look_up(Group& group);
  void drop_implied(Group& group);

  // semi_joins.cpp
  bool is_read(const Block& block, const std::unordered_set<int>& inputs) const;
  const Term* existence_of(Block& block);
  void take_missing(Block& block);
  bool take_missing(Block& block, std::size_t index);
  void take_found(Block& block);
  bool take_found(Block& block, std::size_t index);
  void tie_equal_columns(Group& group);

  // uniqueness.cpp
  bool at_most_one(const Group& group, std::string_view& evidence) const;
  const Block* unpinned(const Block& block);
  void take_single_rows(Group& group);

  ExpressionTerms expressions(Frame& frame);
  const Term* column(Frame& frame, const Expr& expr);
  const Term* subquery(Frame& frame, const Expr& expr, const TermList& left);
  const Term* item_column(int number, int index, std::string_view name, std::string_view type,
                          std::uint16_t traits = 0);

  const Analysis& x_analysis;
  std::deque<Block> x_blocks;
  std::unordered_map<int, Lookup> x_lookups;
  std::unordered_map<int, const Block*> x_dissolved;
  std::unordered_map<int, const Block*> x_single_rows;
  std::unordered_set<int> x_required;
  std::unordered_map<const Query*, Frame*> x_owners;  ///< of the query of a WITH item: where that is defined
  std::vector<const Query*> x_recursive;              ///< recursive WITH items that are being made, innermost last
  int x_numbers = 0;
  std::unordered_set<const Cte*> x_read;  ///< WITH items that were read once
  bool x_too_large = false;
  bool x_drawn_twice = false;  ///< a WITH item with random() or the like is read twice: both get the same rows
};

/// Whether a condition can't be true where the terms that `is_leaf` takes are null.
bool rejects_null(const Term& condition, const std::function<bool(const Term&)>& is_leaf);

/// Whether a value equals at most one of values of the column that differ: not so where `=` compares both as something
/// coarser (bigint as double precision, by a collation). Types that are not known are taken for `unknown`.
bool tells_apart(const Term& column, const Term& value, bool unknown);

/// Whether a volatile function is called for its rows, here or beneath.
bool is_fickle(const Group& group);

/// The numbers of all items of the group, those of its optional and full sides too.
void collect_numbers(const Group& group, std::unordered_set<int>& into);

}  // namespace tollgate::sql
