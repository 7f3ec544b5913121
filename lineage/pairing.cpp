#include "lineage/pairing.hpp"

#include <algorithm>
#include <compare>
#include <cstdlib>
#include <iterator>
#include <string>
#include <tuple>

namespace tollgate::lineage {

namespace {

using sql::ConditionFact;
using Pair = std::pair<const ConditionFact*, const ConditionFact*>;

/// Beyond that many pairs to weigh, order decides.
constexpr std::size_t most_weighed = 40'000;

std::size_t columns_in_common(const ConditionFact& base, const ConditionFact& head) {
  std::vector<sql::Digest> common;
  std::ranges::set_intersection(base.columns, head.columns, std::back_inserter(common));
  return common.size();
}

/// How like two conditions are, and where they stand among their own.
struct Weighed {
  bool item = false, alias = false, whole = false;
  std::size_t columns = 0;
  std::size_t apart = 0;
  std::size_t base = 0, head = 0;

  bool reaches(Likeness least) const { return item || (least == Likeness::any && columns > 0); }
  friend bool operator<(const Weighed& a, const Weighed& b) {
    const auto weight = [](const Weighed& l) { return std::tuple(l.item, l.alias, l.whole, l.columns); };
    if (weight(a) != weight(b)) return weight(b) < weight(a);  // the likest first
    return std::tuple(a.apart, a.base, a.head) < std::tuple(b.apart, b.base, b.head);
  }
};

Weighed weigh(const Conditions& left, std::size_t i, std::size_t j) {
  const ConditionFact& base = *left.base[i];
  const ConditionFact& head = *left.head[j];
  Weighed like;
  like.columns = columns_in_common(base, head);
  like.item = base.item == head.item && base.item != sql::Digest{};
  // Of filters on one input any two stand side by side: the columns decide whether one took the place of the other.
  if (base.clause != ConditionFact::Clause::join) like.item = like.item && like.columns > 0;
  like.alias = like.item && base.alias == head.alias;
  like.whole = like.item && base.whole == head.whole;
  like.apart = i > j ? i - j : j - i;
  like.base = i;
  like.head = j;
  return like;
}

std::vector<Weighed> weigh_all(const Conditions& left, Likeness least) {
  std::vector<Weighed> all;
  if (left.base.size() * left.head.size() > most_weighed) return all;
  for (std::size_t i = 0; i < left.base.size(); ++i) {
    for (std::size_t j = 0; j < left.head.size(); ++j) {
      if (const Weighed like = weigh(left, i, j); like.reaches(least)) all.push_back(like);
    }
  }
  std::ranges::sort(all, std::less<>{});
  return all;
}

void keep_untaken(Facts<ConditionFact>& facts, const std::vector<bool>& taken) {
  Facts<ConditionFact> kept;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (!taken[i]) kept.push_back(facts[i]);
  }
  facts = std::move(kept);
}

bool holds(const ConditionFact& outer, const ConditionFact& inner) {
  return inner.nested && !outer.nested && !inner.excerpt.empty() &&
         outer.excerpt.find(inner.excerpt) != std::string::npos;
}

bool holds_any(const ConditionFact& outer, const Facts<ConditionFact>& facts) {
  return std::ranges::any_of(facts, [&](const auto* fact) { return holds(outer, *fact); });
}

/// EXISTS and EXISTS, NOT IN and NOT IN.
bool same_form(const ConditionFact& base, const ConditionFact& head) {
  const auto form = [](const ConditionFact& fact) {
    const sql::Expr* at = fact.value.value;
    int negations = 0;
    for (; at != nullptr && at->kind == sql::ExprKind::logical && at->name == "not"; at = at->args.front()) ++negations;
    return at == nullptr ? std::tuple(0, sql::ExprKind::other, sql::SubqueryForm::scalar)
                         : std::tuple(negations, at->kind, at->subquery_form);
  };
  return form(base) == form(head);
}

}  // namespace

void leave_out_nested(Conditions& left) {
  const auto holding = [](const Facts<ConditionFact>& facts) {
    Facts<ConditionFact> outer;
    std::ranges::copy_if(facts, std::back_inserter(outer), [&](const auto* fact) { return holds_any(*fact, facts); });
    return outer;
  };
  const auto base = holding(left.base);
  const auto head = holding(left.head);
  const auto in = [](const Facts<ConditionFact>& facts) {
    return [&](const auto* fact) { return std::ranges::find(facts, fact) != facts.end(); };
  };
  if (base.size() == 1 && head.size() == 1 && same_form(*base.front(), *head.front())) {
    std::erase_if(left.base, in(base));
    std::erase_if(left.head, in(head));
    return;
  }
  const auto leave_out_held = [](Facts<ConditionFact>& facts, const Facts<ConditionFact>& outer) {
    std::erase_if(facts, [&](const auto* fact) {
      return std::ranges::any_of(outer, [&](const auto* other) { return holds(*other, *fact); });
    });
  };
  leave_out_held(left.base, base);
  leave_out_held(left.head, head);
}

Conditions pair_conditions(const sql::StatementFacts& base, const sql::StatementFacts& head) {
  Conditions left = all_of(base.conditions, head.conditions);
  const auto says = [](const ConditionFact& f) { return std::tuple(f.digest, f.clause, f.role); };
  left = pair_off(left, [&](const auto& f) { return std::tuple(says(f), f.whole, f.item, f.alias); });
  left = pair_off(left, [&](const auto& f) { return std::tuple(says(f), f.item, f.alias); });
  left = pair_off(left, [&](const auto& f) { return std::tuple(says(f), f.whole); });
  left = pair_off(left, [&](const auto& f) { return std::tuple(says(f), f.item); });
  left = pair_off(left, [&](const auto& f) { return std::tuple(says(f), f.alias); });
  return pair_off(left, says);
}

std::vector<Pair> match(Conditions& left, Likeness least) {
  std::vector<bool> base_taken(left.base.size(), false);
  std::vector<bool> head_taken(left.head.size(), false);
  std::vector<std::pair<std::size_t, Pair>> found;
  for (const Weighed& like : weigh_all(left, least)) {
    if (base_taken[like.base] || head_taken[like.head]) continue;
    base_taken[like.base] = head_taken[like.head] = true;
    found.push_back({like.head, {left.base[like.base], left.head[like.head]}});
  }
  std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
  std::vector<Pair> pairs;
  for (const auto& [place, pair] : found) pairs.push_back(pair);
  keep_untaken(left.base, base_taken);
  keep_untaken(left.head, head_taken);
  if (least != Likeness::any || !pairs.empty() || left.base.size() != 1 || left.head.size() != 1) return pairs;
  pairs.emplace_back(left.base.front(), left.head.front());  // the one edit of its kind
  left = {};
  return pairs;
}

}  // namespace tollgate::lineage
