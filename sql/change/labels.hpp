// Digests of blocks that do not depend on aliases, order or numbers: every input gets a label from what it is and how
// it is used, as graphs are canonised by refining colours. Equal digests mean equal blocks; unequal ones mean nothing.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>

#include "sql/change/blocks.hpp"

namespace tollgate::sql {

/// What a side of the change calls alike: relations by digest, literals that stand for another.
struct Alike {
  std::function<Digest(const KnownRelation&)> relation;
  /// Columns whose type is not the same on both sides.
  std::function<bool(const KnownRelation&, std::string_view column)> retyped;
  std::map<std::string_view, std::uint64_t> literals;  ///< anywhere
  std::map<std::string_view, std::uint64_t> bounds;    ///< where a generated series ends
  std::uint64_t side = 0;                              ///< 0: base, 1: head
};

struct BlockDigest {
  Digest rows;
  std::vector<Digest> outputs;
  std::vector<Digest> hidden;
  Digest whole() const;
};

/// One thing that decides which rows there are, with the term that says it.
struct Part {
  Digest digest;
  const Term* term = nullptr;
  bool opaque = false;
};
/// Lists are sorted, but for `order`.
struct Parts {
  std::vector<Part> inputs, optionals, conditions, keys, having, distinct_on, order, set_calls, unknown_calls, cuts;
  Digest shape;  ///< the remaining flags
  Digest digest() const;
};

class Labels {
 public:
  struct Slot {
    bool labelled = false;
    bool settled = false;  ///< matched: the label alone says what it is
    Digest label;
    std::vector<Digest> outputs;  ///< of a derived input
    const KnownRelation* relation = nullptr;
  };
  /// `steps`: how many terms may be visited; below zero nothing is true any more.
  Labels(const BlockMaker& maker, const Alike& alike, long& steps);

  const BlockDigest& of(const Block& block);
  Digest of(const Term& term);
  Parts parts(const Block& block);
  Slot& slot(int number) { return x_slots[static_cast<std::size_t>(number)]; }
  /// After slots were set by hand.
  void forget();
  Digest relation(const Item& item) const;
  /// Labels optional and full sides by what is in them.
  Digest used(const Block& block, const TermList& values, int number, const Digest& colour);
  void label_sides(const Group& group);
  /// Order and limits alone.
  void add_limits(const Block& block, Parts& parts);
  class Scope;
  const Alike& alike() const { return x_alike; }
  /// How many blocks around the one that is looked at it may name columns of: no label of its own may be one of theirs.
  std::uint64_t depth() const { return x_depth; }

 private:
  BlockDigest canonical(const Block& block, const TermList& values);
  BlockDigest canonical_select(const Block& block, const TermList& values);
  BlockDigest canonical_set(const Block& block);
  BlockDigest canonical_values(const Block& block);
  void label(const Block& block, const TermList& values);
  Digest colour(const Item& item);
  void settle_outputs(const std::vector<const Item*>& leaves);
  Digest scalar(const Block& block, const Term& value);
  Digest single_row(const Block& block, const Term& column);
  Digest lookup(const Lookup& lookup, const Term& term);
  Digest made(const Term& term);
  Digest column(const Term& term);
  Digest constant(const Term& term);
  Digest subquery(const Term& term);
  Digest condition(const Term& term, bool generated);
  Digest group(const Group& group);
  Part part(const Term* term);
  std::vector<Part> sorted_parts(const TermList& terms);

  const BlockMaker& x_maker;
  const Alike& x_alike;
  long& x_steps;
  std::vector<Slot> x_slots;
  std::uint64_t x_depth = 0;
  std::unordered_map<const Term*, Digest> x_memo;
  std::unordered_map<const Block*, BlockDigest> x_known;
  std::unordered_map<const Block*, BlockDigest> x_last;  ///< of correlated blocks, as they were last asked for
};

/// Holds the labels of a block's own inputs apart while the block is looked at.
class Labels::Scope {
 public:
  Scope(Labels& labels, const Block& block);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Labels& x_labels;
  const std::uint64_t x_depth;
  std::vector<std::pair<int, Slot>> x_before;
  std::unordered_map<const Term*, Digest> x_memo;
};

/// All inputs of a group, those of its sides too, left to right.
void collect_items(const Group& group, std::vector<const Item*>& into);

}  // namespace tollgate::sql
