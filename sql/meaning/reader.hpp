// The one pass behind facts_of(): each block of a statement once, with the chain of blocks around it for references
// upwards. Each .cpp of this folder holds the members of one subject. Only for sql/meaning.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sql/change/expression.hpp"
#include "sql/meaning.hpp"

namespace tollgate::sql {

class FactReader {
 public:
  FactReader(const Analysis& analysis, std::span<const Query* const> without, const RenamedColumns& renamed)
      : x_analysis(analysis), x_without(without.begin(), without.end()), x_renamed(renamed) {}

  StatementFacts run();

 private:
  using Digests = std::vector<Digest>;

  /// An item of FROM, as joins and conditions tell it.
  struct Item {
    Digest digest, whole;
    std::string name, alias;
    Digests inputs;  ///< of the InputFacts that stand for it
    int join = -1;   ///< that brings it in; -1: it is the first
  };
  struct Frame {
    const Query* query;
    Frame* around;
    std::unordered_map<std::uint64_t, const Term*> columns;
    std::unordered_map<int, Item> items{};  ///< by entry
  };
  struct Block {
    TermList outputs;
    Digest rows;                 ///< what decides which rows there are
    Digests tables;              ///< relations read beneath
    std::vector<InputFact> own;  ///< inputs beneath it, with the roles that they have in itself; see most_own
    bool only_selects = false;   ///< its rows are those of its FROM, filtered
    bool only_branch = false;    ///< `rows` is that of the one branch that is left of a union
  };
  /// How the rows of a part of FROM come in: by what stands around the block as well, and in the block alone.
  struct Place {
    InputRole role = InputRole::inner;
    int join = -1;  ///< that gives the role; -1: inner
    InputRole own = InputRole::inner;
    int own_join = -1;
  };
  /// One FROM while it is read.
  struct From {
    Frame& frame;
    Block& block;
    Digests& rows;
  };

  // statement.cpp: blocks and their shape
  const Block& visit(Frame& frame, Place place);
  void set_operation(Frame& frame, Block& block, Digests& rows);
  std::vector<const Query*> branches_of(const Query& query) const;
  void take_over(Frame& frame, const Query& branch, Block& block, Digests& rows);
  void values(Frame& frame, Block& block, Digests& rows);
  void select(Frame& frame, Place place, Block& block, Digests& rows);
  std::vector<std::string> names_of(const Digests& tables) const;
  static Digest values_of(const Block& block);
  static Digests digests_of(const TermList& terms);
  void add_side_by_side(const Query& query, std::string text, SideBySideFact fact);

  // grain.cpp
  void grain(Frame& frame, const Block& block, Digests& rows);
  void grouping(Frame& frame, Digests& rows);
  void distinct(Frame& frame, const Block& block, Digests& rows);
  void limit(Frame& frame, Digests& rows);
  void add_grain(GrainFact::Kind kind, const Digest& digest, std::string text, int location, Digests& rows,
                 std::vector<std::pair<Digest, std::string>> keys = {});
  Digest keys_of(Frame& frame, std::string_view what, Exprs keys, std::string& text,
                 std::vector<std::pair<Digest, std::string>>& listed);

  // from.cpp: what is joined, and how
  void join(From& from, const JoinTree& tree, Place place, int brought_by);
  void keys_of_using(From& from, const JoinTree& tree, InputRole role, int index);
  void input(From& from, int entry, Place place, int brought_by);
  void relation(From& from, const RangeEntry& entry, Place place, Item& item);
  void sample(From& from, const RangeEntry& entry, Place place, const Item& item);
  void leave_out(From& from, Place place, const Item& item, ConditionFact fact);
  void query(From& from, const RangeEntry& entry, Place place, Item& item);
  void call(From& from, const RangeEntry& entry, Place place, Item& item);
  void add_input(From& from, InputFact fact, Place place);
  static void keep_own(Block& block, InputFact fact, Place place);
  void read_again(From& from, const Block& inner, const RangeEntry& entry, Place place);
  int add_join(JoinType type);
  void name_join(From& from, int index, const JoinTree& left, const JoinTree& right);
  const Block& inner_block(Frame& frame, const RangeEntry& entry, Place place);

  // conditions.cpp
  void condition(From from, const Expr& expr, ConditionFact::Clause clause, InputRole role, int join);
  void one_condition(From& from, const Expr& part, ConditionFact::Clause clause, InputRole role, int join);
  void add_condition(From& from, ConditionFact fact, std::span<const Expr* const> parts, int join);
  void tell_about(Frame& frame, ConditionFact& fact, std::span<const Expr* const> parts, int join);
  void mentioned(Frame& frame, const Expr& expr, Digests& columns, std::vector<int>& entries);
  std::optional<Digest> first_of(const Frame& frame, const Term& condition, const Expr& part) const;

  // values.cpp: expressions as terms
  ExpressionTerms expressions(Frame& frame);
  const Term* subquery(Frame& frame, const Expr& expr, const TermList& left);
  const Term* column(Frame& frame, const ColumnRef& ref);
  const Term* bound(Frame& frame, const RangeEntry& entry, int attribute);
  std::string_view name_of(const KnownRelation& relation, std::string_view column) const;

  const Analysis& x_analysis;
  int x_within = 0;  ///< sub-queries of expressions around what is read
  std::unordered_set<const Query*> x_without;
  const RenamedColumns& x_renamed;
  Terms x_terms;
  StatementFacts x_facts;
  std::unordered_map<const Query*, Block> x_blocks;
  std::unordered_set<const Cte*> x_cycles;  ///< whose CYCLE was told
  std::unordered_map<const Query*, const Query*> x_owners;
  std::unordered_map<Digest, std::string, HashOfDigest> x_names;  ///< of relations
};

inline Digest digest_of(std::string_view text) { return Hasher{}.add(text).digest(); }
Digest in_any_order(std::string_view what, std::vector<Digest> digests);
/// Of keeping of `rows`, for each value of the keys, the one that comes first in that order.
Digest first_of_each(Digest keys, std::span<const Term* const> order, const Digest& rows);

}  // namespace tollgate::sql
