// Joins, filters and grain of one model on both sides: multisets of facts, and what is left when equal ones are paired.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "lineage/lookups.hpp"
#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

namespace {

/// Facts of both sides that have no equal on the other, in order of place.
template <class Fact>
struct Unpaired {
  std::vector<const Fact*> base, head;
};

template <class Fact, class KeyOf>
Unpaired<Fact> pair_off(const std::vector<const Fact*>& base, const std::vector<const Fact*>& head,
                        const KeyOf& key_of) {
  using Key = decltype(key_of(*base.front()));
  std::map<Key, int> balance;
  for (const Fact* fact : head) ++balance[key_of(*fact)];
  Unpaired<Fact> left;
  for (const Fact* fact : base) {
    if (--balance[key_of(*fact)] < 0) left.base.push_back(fact);
  }
  // Of equal ones on the head the last are the new ones.
  for (auto at = head.rbegin(); at != head.rend(); ++at) {
    int& more = balance[key_of(**at)];
    if (more > 0) {
      --more;
      left.head.push_back(*at);
    }
  }
  std::ranges::reverse(left.head);
  return left;
}

template <class Fact>
std::vector<const Fact*> pointers(const std::vector<Fact>& facts) {
  std::vector<const Fact*> all;
  all.reserve(facts.size());
  for (const Fact& fact : facts) all.push_back(&fact);
  return all;
}

class RowComparison {
 public:
  RowComparison(const ModelPair& pair, std::vector<Difference>& found) : x_pair(pair), x_found(found) {}

  void run() {
    tell_branches();
    compare_inputs();
    compare_conditions();
    compare_grains();
  }

 private:
  using Clause = sql::ConditionFact::Clause;

  Difference& add(DifferenceKind kind, int base_location, int head_location, std::string before, std::string after) {
    Difference difference = new_difference(kind, x_pair);
    difference.base_location = base_location;
    difference.head_location = head_location;
    difference.before = std::move(before);
    difference.after = std::move(after);
    x_found.push_back(std::move(difference));
    return x_found.back();
  }

  void tell_branches() {
    const OwnBranches& gone = x_pair.branches_gone;
    const OwnBranches& added = x_pair.branches_added;
    const auto tell = [&](DifferenceKind kind, int base, int head, std::string before, std::string after) {
      add(kind, base, head, std::move(before), std::move(after)).together = branches_text(x_pair);
    };
    if (!gone.queries.empty()) tell(DifferenceKind::union_arm_removed, gone.location, -1, to_text(gone), "");
    if (!added.queries.empty()) tell(DifferenceKind::union_arm_added, -1, added.location, "", to_text(added));
  }

  void compare_inputs() {
    const auto exact = pair_off(pointers(x_pair.base_facts.inputs), pointers(x_pair.head_facts.inputs),
                                [](const sql::InputFact& f) { return std::pair(f.digest, f.role); });
    const auto other = pair_off(exact.base, exact.head, [](const sql::InputFact& f) { return f.digest; });
    std::map<sql::Digest, const sql::InputFact*> by_digest;
    for (const sql::InputFact* fact : exact.base) by_digest.emplace(fact->digest, fact);
    for (const sql::InputFact* fact : exact.head) {
      if (std::ranges::find(other.head, fact) != other.head.end()) continue;
      const sql::InputFact& before = *by_digest.at(fact->digest);
      add(DifferenceKind::join_type_changed, before.location, fact->location, joined(before), joined(*fact));
      x_type_changed = true;
    }
    x_inputs_removed = !other.base.empty();
    x_inputs_added = !other.head.empty();
    for (const sql::InputFact* fact : without_wrappers(other.base, *x_pair.base_analysis, other.head)) {
      add(DifferenceKind::join_removed, fact->location, -1, joined(*fact), "");
    }
    for (const sql::InputFact* fact : without_wrappers(other.head, *x_pair.head_analysis, other.base)) {
      add(DifferenceKind::join_added, -1, fact->location, "", joined(*fact));
    }
  }

  using Inputs = std::vector<const sql::InputFact*>;

  /// Whether this side has a join condition that the other lacks: else the same sub-query only stands elsewhere.
  bool other_join_condition(const sql::Analysis& analysis) const {
    const auto left = pair_off(pointers(x_pair.base_facts.conditions), pointers(x_pair.head_facts.conditions),
                               [](const sql::ConditionFact& f) { return f.digest; });
    return !of(&analysis == x_pair.base_analysis ? left.base : left.head, true).empty();
  }

  bool on_both_sides(const sql::InputFact& fact) const {
    const auto holds = [&](const std::vector<sql::InputFact>& facts) {
      return std::ranges::find(facts, fact.digest, &sql::InputFact::digest) != facts.end();
    };
    return holds(x_pair.base_facts.inputs) && holds(x_pair.head_facts.inputs);
  }

  /// A grouped sub-query is another one when what it reads is: then that is the news. It is told itself only where
  /// nothing inside it is, and where the other side has no sub-query in its place.
  Inputs without_wrappers(const Inputs& inputs, const sql::Analysis& relation, const Inputs& opposite) const {
    const auto is_relation = [](const sql::InputFact& fact, const sql::Analysis& reader) {
      return std::ranges::any_of(reader.relations(),
                                 [&](const sql::RangeEntry* entry) { return entry->relation->name == fact.name; });
    };
    Inputs told;
    std::ranges::copy_if(inputs, std::back_inserter(told),
                         [&](const auto* fact) { return is_relation(*fact, relation); });
    const bool other_condition = other_join_condition(relation);
    // A CTE that two blocks read is one block; as two models it is two. Without another condition that is no join.
    if (x_pair.expanded && !other_condition) {
      std::erase_if(told, [&](const auto* fact) { return on_both_sides(*fact); });
    }
    if (!told.empty() || !other_condition) return told;
    const sql::Analysis& other = &relation == x_pair.base_analysis ? *x_pair.head_analysis : *x_pair.base_analysis;
    const bool replaced = std::ranges::any_of(opposite, [&](const auto* fact) { return !is_relation(*fact, other); });
    return replaced ? told : inputs;
  }

  static std::string joined(const sql::InputFact& fact) {
    switch (fact.role) {
      case sql::InputRole::inner:
        return fact.name;
      case sql::InputRole::optional:
        return fact.name + " (outer)";
      case sql::InputRole::full:
        break;
    }
    return fact.name + " (full)";
  }

  void compare_conditions() {
    const auto exact = pair_off(pointers(x_pair.base_facts.conditions), pointers(x_pair.head_facts.conditions),
                                [](const sql::ConditionFact& f) { return std::tuple(f.digest, f.clause, f.role); });
    // The same condition in another place of a join whose type changed is that change, told already.
    const auto left = x_type_changed || x_inputs_added || x_inputs_removed
                          ? pair_off(exact.base, exact.head, [](const sql::ConditionFact& f) { return f.digest; })
                          : exact;
    compare_join_conditions(left);
    compare_filters(left);
  }

  static std::vector<const sql::ConditionFact*> of(const std::vector<const sql::ConditionFact*>& facts, bool join) {
    std::vector<const sql::ConditionFact*> found;
    std::ranges::copy_if(facts, std::back_inserter(found),
                         [&](const sql::ConditionFact* f) { return (f->clause == Clause::join) == join; });
    return found;
  }

  /// Conditions of a join that came or went are told with it.
  void compare_join_conditions(const Unpaired<sql::ConditionFact>& left) {
    auto base = of(left.base, true);
    auto head = of(left.head, true);
    if (x_inputs_removed && head.empty()) base.clear();
    if (x_inputs_added && base.empty()) head.clear();
    if (x_inputs_removed && x_inputs_added) return;
    report_pairs(base, head, DifferenceKind::join_key_changed, DifferenceKind::join_key_changed,
                 DifferenceKind::join_key_changed);
  }

  void compare_filters(const Unpaired<sql::ConditionFact>& left) {
    report_pairs(of(left.base, false), of(left.head, false), DifferenceKind::filter_removed,
                 DifferenceKind::filter_added, DifferenceKind::filter_changed);
  }

  /// What went and what came, in order of place, is taken to be one replaced by the other.
  void report_pairs(const std::vector<const sql::ConditionFact*>& base,
                    const std::vector<const sql::ConditionFact*>& head, DifferenceKind removed, DifferenceKind added,
                    DifferenceKind changed) {
    const std::size_t paired = std::min(base.size(), head.size());
    for (std::size_t i = 0; i < paired; ++i) {
      add(changed, base[i]->location, head[i]->location, base[i]->excerpt, head[i]->excerpt);
    }
    for (std::size_t i = paired; i < base.size(); ++i) {
      add(removed, base[i]->location, -1, base[i]->excerpt, "");
    }
    for (std::size_t i = paired; i < head.size(); ++i) {
      add(added, -1, head[i]->location, "", head[i]->excerpt);
    }
  }

  void compare_grains() {
    const auto exact = pair_off(pointers(x_pair.base_facts.grains), pointers(x_pair.head_facts.grains),
                                [](const sql::GrainFact& f) { return std::pair(f.kind, f.digest); });
    // Grouped by what reads the same, over inputs that came or went: that is told already.
    auto left =
        x_inputs_added || x_inputs_removed
            ? pair_off(exact.base, exact.head, [](const sql::GrainFact& f) { return std::pair(f.kind, f.text); })
            : exact;
    leave_out_lookups(left);
    const std::size_t count = std::max(left.base.size(), left.head.size());
    for (std::size_t i = 0; i < count; ++i) {
      const sql::GrainFact* before = i < left.base.size() ? left.base[i] : nullptr;
      const sql::GrainFact* after = i < left.head.size() ? left.head[i] : nullptr;
      Difference& found = add(DifferenceKind::grain_changed, before == nullptr ? -1 : before->location,
                              after == nullptr ? -1 : after->location, before == nullptr ? "" : before->text,
                              after == nullptr ? "" : after->text);
      if (before != nullptr && after != nullptr && before->kind == after->kind) compare_keys(*before, *after, found);
    }
  }

  /// A sub-query that is joined by all that it groups by is told as a join. Where anything went, it may stand in for
  /// that.
  void leave_out_lookups(Unpaired<sql::GrainFact>& left) const {
    if (!x_inputs_added || x_inputs_removed || x_type_changed || left.head.empty() || !left.base.empty()) return;
    const std::set<int> lookups = added_lookups(*x_pair.base_analysis, *x_pair.head_analysis);
    std::erase_if(left.head, [&](const sql::GrainFact* fact) {
      const bool groups = fact->kind == sql::GrainFact::Kind::group_by || fact->kind == sql::GrainFact::Kind::aggregate;
      return groups && lookups.contains(fact->location);
    });
  }

  /// Which of many keys make the difference; nothing when no key stays.
  static void compare_keys(const sql::GrainFact& before, const sql::GrainFact& after, Difference& found) {
    const auto only_in = [](const sql::GrainFact& one, const sql::GrainFact& other) {
      std::vector<std::string> names;
      for (const auto& own : one.keys) {
        const auto same = [&](const auto& key) { return key.first == own.first; };
        if (std::ranges::none_of(other.keys, same)) names.push_back(own.second);
      }
      return names;
    };
    std::vector<std::string> lost = only_in(before, after);
    if (lost.size() == before.keys.size()) return;
    found.keys_lost = std::move(lost);
    found.keys_gained = only_in(after, before);
  }

  const ModelPair& x_pair;
  std::vector<Difference>& x_found;
  bool x_type_changed = false, x_inputs_removed = false, x_inputs_added = false;
};

}  // namespace

void read_facts(ModelPair& pair) {
  pair.base_facts = sql::facts_of(*pair.base_analysis);
  pair.head_facts = sql::facts_of(*pair.head_analysis);
  pair.branches_gone = own_branches(pair.base_facts, pair.head_facts);
  pair.branches_added = own_branches(pair.head_facts, pair.base_facts);
  if (!pair.branches_gone.queries.empty())
    pair.base_facts = sql::facts_of(*pair.base_analysis, pair.branches_gone.queries);
  if (!pair.branches_added.queries.empty())
    pair.head_facts = sql::facts_of(*pair.head_analysis, pair.branches_added.queries);
}

std::string branches_text(const ModelPair& pair) {
  const std::string gone = to_text(pair.branches_gone);
  const std::string added = to_text(pair.branches_added);
  if (gone.empty()) return added;
  return added.empty() ? gone : gone + " and " + added;
}

void compare_rows(const ModelPair& pair, const Correspondence&, std::vector<Difference>& found) {
  RowComparison(pair, found).run();
}

void compare_captures(const ModelPair& pair, std::vector<Difference>& found) {
  using Key = std::pair<std::string, std::vector<std::string>>;
  std::multiset<Key> known;
  for (const sql::CapturedName& capture : pair.base->analysis->captures()) {
    known.emplace(capture.name, capture.inner_relations);
  }
  for (const sql::CapturedName& capture : pair.head->analysis->captures()) {
    if (const auto at = known.find({capture.name, capture.inner_relations}); at != known.end()) {
      known.erase(at);
      continue;
    }
    Difference difference = new_difference(DifferenceKind::captured_name, pair, capture.name);
    difference.head_location = capture.location;
    for (const std::string& relation : capture.inner_relations) {
      difference.before += (difference.before.empty() ? "" : ", ") + relation;
    }
    difference.after = capture.outer_relation;
    found.push_back(std::move(difference));
  }
}

}  // namespace tollgate::lineage
