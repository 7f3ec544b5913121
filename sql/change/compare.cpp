#include "sql/change/compare.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::sql {
namespace {

// Parts of one sort: the words for them, and the kind of a reason about them.
struct Subject {
  std::string_view words;
  ReasonKind kind = ReasonKind::other;
  ReasonKind when_changed = kind;  // where each side has some that the other lacks
};

// What is only in the first of two sorted lists.
std::vector<Part> missing(const std::vector<Part>& from, const std::vector<Part>& in) {
  std::vector<Part> only;
  std::set_difference(from.begin(), from.end(), in.begin(), in.end(), std::back_inserter(only),
                      [](const Part& a, const Part& b) { return a.digest < b.digest; });
  return only;
}

void differ(const std::vector<Part>& base, const std::vector<Part>& head, const Subject& subject, Alignment& result,
            bool only_doubt = false) {
  const std::vector<Part> removed = missing(base, head);
  const std::vector<Part> added = missing(head, base);
  if (removed.empty() && added.empty()) return;
  const auto is_opaque = [](const Part& part) { return part.opaque; };
  const bool doubt = only_doubt || std::any_of(removed.begin(), removed.end(), is_opaque) ||
                     std::any_of(added.begin(), added.end(), is_opaque);
  (doubt ? result.doubt : result.row_change) = true;
  const bool changed = !removed.empty() && !added.empty();
  const std::string_view how = changed ? "changed" : removed.empty() ? "added" : "removed";
  result.reasons.push_back({fmt::format("{} {}", subject.words, how), changed ? subject.when_changed : subject.kind});
}

void differ_in_order(const std::vector<Part>& base, const std::vector<Part>& head, std::string_view what,
                     Alignment& result) {
  const bool same = std::equal(base.begin(), base.end(), head.begin(), head.end(),
                               [](const Part& a, const Part& b) { return a.digest == b.digest; });
  if (same) return;
  result.row_change = true;
  result.reasons.push_back({fmt::format("{} changed", what)});
}

void compare_parts(const Parts& base, const Parts& head, Alignment& result) {
  differ(base.inputs, head.inputs, {"an input of FROM was", ReasonKind::reads}, result);
  differ(base.optionals, head.optionals, {"an outer join was", ReasonKind::reads, ReasonKind::outer_join}, result);
  differ(base.conditions, head.conditions, {"a filter or join condition was"}, result);
  differ_in_order(base.keys, head.keys, "GROUP BY", result);
  differ(base.having, head.having, {"a HAVING condition was"}, result);
  differ(base.distinct_on, head.distinct_on, {"a DISTINCT ON key was"}, result);
  differ(base.set_calls, head.set_calls, {"a set-returning call was"}, result);
  differ(base.unknown_calls, head.unknown_calls, {"a call of a function that is not known was"}, result, true);
  differ_in_order(base.order, head.order, "the order that decides which rows are kept", result);
  differ_in_order(base.cuts, head.cuts, "LIMIT or OFFSET", result);
  if (base.shape != head.shape) {
    result.row_change = true;
    result.reasons.push_back({"grouping, DISTINCT or WITH TIES changed"});
  }
}

int changed_outputs(const Alignment& alignment) {
  int changed = 0;
  for (std::size_t i = 0; i < alignment.base.size() && i < alignment.head.size(); ++i)
    changed += alignment.base[i] == alignment.head[i] ? 0 : 1;
  return changed;
}

// From better to worse.
bool better(const Alignment& a, const Alignment& b) {
  if (a.same_rows() != b.same_rows()) return a.same_rows();
  if (a.same_rows()) return changed_outputs(a) < changed_outputs(b);
  if (a.reasons.size() != b.reasons.size()) return a.reasons.size() < b.reasons.size();
  return changed_outputs(a) < changed_outputs(b);
}

bool is_bag(const Block& block) {
  return block.kind == Block::Kind::set_operation && block.set_operator == SetOperator::union_ && block.all &&
         !block.recursive;
}

Alignment different(const BlockDigest& base, const BlockDigest& head, ChangeReason reason) {
  Alignment result;
  result.row_change = true;
  result.base = base.outputs;
  result.head = head.outputs;
  result.base_hidden = base.hidden;
  result.head_hidden = head.hidden;
  result.reasons.push_back(std::move(reason));
  return result;
}

std::string kind_change(const Block& base, const Block& head) {
  if (base.kind == Block::Kind::values && head.kind == Block::Kind::values) return "rows of VALUES changed";
  if (base.kind == Block::Kind::set_operation || head.kind == Block::Kind::set_operation)
    return base.recursive || head.recursive ? "a recursive query changed" : "a set operation or a branch of it changed";
  return "what is read changed";
}

}  // namespace

std::vector<Digest> Comparison::outputs(Labels& labels, const Block& block) {
  std::vector<Digest> digests;
  for (const BlockOutput& output : block.outputs) digests.push_back(labels.of(*output.value));
  return digests;
}

std::vector<Digest> Comparison::hidden(Labels& labels, const Block& block) {
  std::vector<Digest> digests;
  for (const HiddenOutputs& output : block.hidden) digests.push_back(labels.of(*output.value));
  return digests;
}

Alignment Comparison::of(const Block& base, const Block& head) {
  const BlockDigest of_base = x_base.of(base);
  const BlockDigest of_head = x_head.of(head);
  Alignment result = different(of_base, of_head, {kind_change(base, head), ReasonKind::reads});
  if (of_base.rows == of_head.rows) {
    result.row_change = false;
    result.reasons.clear();
    if (of_base.outputs == of_head.outputs) return result;
  }
  if (x_steps < 0) return result;
  if (base.doubtful != head.doubtful) result.doubt = true;
  Alignment closer;
  if (base.kind == Block::Kind::select && head.kind == Block::Kind::select) {
    closer = selects(base, head);
  } else if (is_bag(base) && is_bag(head)) {
    closer = unions(base, head);
  } else {
    return result;
  }
  if (is_single_row(base) && is_single_row(head) && !closer.same_rows()) return single_rows(base, head, closer);
  return result.same_rows() && !better(closer, result) ? result : closer;
}

// One row each: what is read otherwise can't change how many, only what is folded into the one.
Alignment Comparison::single_rows(const Block& base, const Block& head, Alignment result) {
  result.row_change = false;
  const auto mark = [](const Block& block, std::vector<Digest>& outputs, std::string_view side) {
    for (std::size_t i = 0; i < outputs.size() && i < block.outputs.size(); ++i)
      if (block.outputs[i].value->has(trait::aggregate)) outputs[i] = Hasher{}.add(side).add(outputs[i]).digest();
  };
  mark(base, result.base, "folded on base");
  mark(head, result.head, "folded on head");
  return result;
}

std::vector<std::uint64_t> Comparison::kinds(Labels& labels, const std::vector<const Item*>& items) {
  std::vector<std::uint64_t> kinds;
  for (const Item* item : items) {
    Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(item->kind));
    if (item->kind == Item::Kind::relation) hasher.add(labels.relation(*item));
    if (item->kind == Item::Kind::itself)
      for (const std::string& shape : item->shape) hasher.add(shape);
    kinds.push_back(hasher.digest().low);
  }
  return kinds;
}

// Ways to pair inputs of the same kind, likely ones first.
std::vector<Comparison::Match> Comparison::matches(const std::vector<const Item*>& base,
                                                   const std::vector<const Item*>& head) {
  constexpr std::size_t most = 130;
  const std::vector<std::uint64_t> base_kinds = kinds(x_base, base);
  const std::vector<std::uint64_t> head_kinds = kinds(x_head, head);
  const auto same_derived = [&](std::size_t i, std::size_t j) {
    return base[i]->kind == Item::Kind::derived && !base[i]->block->correlated && !head[j]->block->correlated &&
           x_base.of(*base[i]->block).rows == x_head.of(*head[j]->block).rows;
  };
  std::vector<Match> found{Match(base.size(), -1)};
  for (std::size_t i = 0; i < base.size(); ++i) {
    std::vector<int> candidates;
    for (std::size_t j = 0; j < head.size(); ++j)
      if (base_kinds[i] == head_kinds[j]) candidates.push_back(static_cast<int>(j));
    std::stable_partition(candidates.begin(), candidates.end(),
                          [&](int j) { return same_derived(i, static_cast<std::size_t>(j)); });
    std::vector<Match> next;
    for (const Match& match : found) {
      bool any = false;
      for (const int candidate : candidates) {
        if (std::find(match.begin(), match.end(), candidate) != match.end()) continue;
        if (any && next.size() >= most) break;
        next.push_back(match);
        next.back()[i] = candidate;
        any = true;
      }
      if (!any) next.push_back(match);
    }
    found = std::move(next);
    if (found.size() > most) found.resize(most);
  }
  return found;
}

void Comparison::label(const std::vector<const Item*>& base, const std::vector<const Item*>& head, const Match& match,
                       Alignment& result) {
  const auto set = [](Labels& labels, const Item& item, std::string_view what, std::size_t index) {
    Labels::Slot& slot = labels.slot(item.number);
    slot = {};
    slot.labelled = true;
    slot.relation = item.relation;
    slot.label = Hasher{}.add(what).add(index).add(labels.depth()).digest();
  };
  for (std::size_t j = 0; j < head.size(); ++j) set(x_head, *head[j], "only in head", j);
  for (std::size_t i = 0; i < base.size(); ++i) {
    set(x_base, *base[i], match[i] < 0 ? "only in base" : "both", i);
    if (match[i] >= 0) set(x_head, *head[static_cast<std::size_t>(match[i])], "both", i);
  }
  x_base.forget();
  x_head.forget();
  std::vector<bool> matched(head.size(), false);
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (base[i]->kind != Item::Kind::derived) continue;
    if (match[i] < 0) {
      x_base.slot(base[i]->number).outputs = std::vector<Digest>(x_base.of(*base[i]->block).outputs);
      x_base.forget();
      continue;
    }
    const Item& other = *head[static_cast<std::size_t>(match[i])];
    matched[static_cast<std::size_t>(match[i])] = true;
    Alignment inner = of(*base[i]->block, *other.block);
    result.row_change = result.row_change || inner.row_change;
    result.doubt = result.doubt || inner.doubt || inner.base_hidden != inner.head_hidden;
    result.reasons.insert(result.reasons.end(), inner.reasons.begin(), inner.reasons.end());
    x_base.slot(base[i]->number).outputs = std::move(inner.base);
    x_head.slot(other.number).outputs = std::move(inner.head);
    x_base.slot(base[i]->number).settled = true;
    x_head.slot(other.number).settled = true;
    x_base.forget();
    x_head.forget();
  }
  for (std::size_t j = 0; j < head.size(); ++j) {
    if (head[j]->kind != Item::Kind::derived || matched[j]) continue;
    x_head.slot(head[j]->number).outputs = std::vector<Digest>(x_head.of(*head[j]->block).outputs);
    x_head.forget();
  }
}

Alignment Comparison::under(const Block& base, const Block& head, const Match& match) {
  const Labels::Scope scope_of_base(x_base, base);
  const Labels::Scope scope_of_head(x_head, head);
  std::vector<const Item*> base_items;
  std::vector<const Item*> head_items;
  collect_items(base.from, base_items);
  collect_items(head.from, head_items);
  Alignment result;
  label(base_items, head_items, match, result);
  x_base.label_sides(base.from);
  x_head.label_sides(head.from);
  compare_parts(x_base.parts(base), x_head.parts(head), result);
  result.base = outputs(x_base, base);
  result.head = outputs(x_head, head);
  result.base_hidden = hidden(x_base, base);
  result.head_hidden = hidden(x_head, head);
  return result;
}

Alignment Comparison::selects(const Block& base, const Block& head) {
  std::vector<const Item*> base_items;
  std::vector<const Item*> head_items;
  collect_items(base.from, base_items);
  collect_items(head.from, head_items);
  Alignment best;
  bool any = false;
  for (const Match& match : matches(base_items, head_items)) {
    Alignment found = under(base, head, match);
    if (!any || better(found, best)) best = std::move(found);
    any = true;
    if (x_steps < 0 || (best.same_rows() && changed_outputs(best) == 0)) break;
  }
  if (base.doubtful != head.doubtful) best.doubt = true;
  return best;
}

// Which branches of two set operations belong together: equal ones first, then those with the same rows.
class Comparison::Branches {
 public:
  Branches(Comparison& comparison, const Block& base, const Block& head, Alignment& result)
      : x_comparison(comparison),
        x_base(base),
        x_head(head),
        x_result(result),
        x_taken(head.branches.size(), false),
        x_done(base.branches.size(), false) {}

  void pair() {
    for (std::size_t i = 0; i < x_base.branches.size(); ++i)
      for (std::size_t j = 0; j < x_head.branches.size() && !x_done[i]; ++j)
        if (!x_taken[j] && equal(i, j)) take(i, j, aligned(i, j));
    for (std::size_t i = 0; i < x_base.branches.size(); ++i)
      if (!x_done[i]) pair_by_rows(i);
    if (std::count(x_taken.begin(), x_taken.end(), false) > 0 && !x_result.row_change) {
      x_result.row_change = true;
      x_result.reasons.push_back({"a branch of a set operation was added", ReasonKind::reads});
    }
  }

 private:
  bool equal(std::size_t i, std::size_t j) const {
    return x_comparison.x_base.of(*x_base.branches[i]).whole() == x_comparison.x_head.of(*x_head.branches[j]).whole();
  }
  Alignment aligned(std::size_t i, std::size_t j) { return x_comparison.of(*x_base.branches[i], *x_head.branches[j]); }

  void pair_by_rows(std::size_t i) {
    std::vector<ChangeReason> reasons;
    for (std::size_t j = 0; j < x_head.branches.size() && !x_done[i] && x_comparison.x_steps >= 0; ++j) {
      if (x_taken[j]) continue;
      const Alignment pair = aligned(i, j);
      if (pair.same_rows()) take(i, j, pair);
      if (!pair.same_rows() && reasons.empty()) reasons = pair.reasons;
      x_result.doubt = x_result.doubt || (!pair.same_rows() && pair.doubt);
    }
    if (x_done[i]) return;
    x_result.row_change = true;
    x_result.reasons.push_back({"a branch of a set operation changed or was removed", ReasonKind::reads});
    x_result.reasons.insert(x_result.reasons.end(), reasons.begin(), reasons.end());
  }

  void take(std::size_t i, std::size_t j, const Alignment& pair) {
    x_taken[j] = x_done[i] = true;
    add(x_result.base, pair.base);
    add(x_result.head, pair.head);
  }

  static void add(std::vector<Digest>& into, const std::vector<Digest>& outputs) {
    for (std::size_t i = 0; i < into.size(); ++i)
      into[i] = Hasher{}.add(into[i]).add(i < outputs.size() ? outputs[i] : Digest{}).digest();
  }

  Comparison& x_comparison;
  const Block& x_base;
  const Block& x_head;
  Alignment& x_result;
  std::vector<bool> x_taken;
  std::vector<bool> x_done;
};

Alignment Comparison::unions(const Block& base, const Block& head) {
  Alignment result;
  result.base.resize(base.outputs.size());
  result.head.resize(head.outputs.size());
  Branches(*this, base, head, result).pair();
  const Labels::Scope scope_of_base(x_base, base);
  const Labels::Scope scope_of_head(x_head, head);
  Parts base_cuts;
  Parts head_cuts;
  for (auto [labels, block, parts, own] :
       {std::tuple{&x_base, &base, &base_cuts, &result.base}, std::tuple{&x_head, &head, &head_cuts, &result.head}}) {
    labels->slot(0).labelled = true;
    labels->slot(0).outputs = *own;
    labels->add_limits(*block, *parts);
  }
  compare_parts(base_cuts, head_cuts, result);
  return result;
}

}  // namespace tollgate::sql
