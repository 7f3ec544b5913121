// Lines two blocks up, input by input, and tells in which of their parts they differ. Sound for any way to line them
// up: what is called equal is equal. Two blocks of one pair of statements; the labels of what is around them must
// agree.
#pragma once

#include <vector>

#include "sql/change.hpp"
#include "sql/change/labels.hpp"

namespace tollgate::sql {

struct Alignment {
  bool row_change = false;         ///< rows are not the same
  bool doubt = false;              ///< rows may not be the same: something is not understood
  std::vector<Digest> base, head;  ///< outputs: equal digests have equal values, row by row
  std::vector<Digest> base_hidden, head_hidden;
  std::vector<ChangeReason> reasons;
  bool same_rows() const { return !row_change && !doubt; }
};

class Comparison {
 public:
  Comparison(Labels& base, Labels& head, long& steps) : x_base(base), x_head(head), x_steps(steps) {}
  Alignment of(const Block& base, const Block& head);

 private:
  using Match = std::vector<int>;  ///< by item of base: the item of head, or -1
  class Branches;

  static Alignment single_rows(const Block& base, const Block& head, Alignment result);
  Alignment selects(const Block& base, const Block& head);
  Alignment under(const Block& base, const Block& head, const Match& match);
  Alignment unions(const Block& base, const Block& head);
  std::vector<Match> matches(const std::vector<const Item*>& base, const std::vector<const Item*>& head);
  void label(const std::vector<const Item*>& base, const std::vector<const Item*>& head, const Match& match,
             Alignment& result);
  std::vector<std::uint64_t> kinds(Labels& labels, const std::vector<const Item*>& items);
  static std::vector<Digest> outputs(Labels& labels, const Block& block);
  static std::vector<Digest> hidden(Labels& labels, const Block& block);

  Labels& x_base;
  Labels& x_head;
  long& x_steps;
};

}  // namespace tollgate::sql
