// Joins, filters and grain of one model on both sides: multisets of facts, and what is left when equal ones are paired.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "lineage/join_changes.hpp"
#include "lineage/lookups.hpp"
#include "lineage/mixed_up.hpp"
#include "lineage/model_pair.hpp"
#include "lineage/pairing.hpp"
#include "lineage/same_first_rows.hpp"

namespace tollgate::lineage {

namespace {

class RowComparison {
 public:
  RowComparison(const ModelPair& pair, std::vector<Difference>& found) : x_pair(pair), x_found(found) {}

  void run() {
    tell_branches();
    x_same_first_rows = same_first_rows(x_pair.base_facts, x_pair.head_facts);
    compare_inputs();
    compare_conditions();
    compare_grains();
    tell_mixed_up(x_pair.base_facts, x_pair.head_facts, [this](const MixedUp& mixed) {
      add(DifferenceKind::grain_changed, mixed.base->location, mixed.head->location, mixed.base->text, mixed.head->text)
          .effect = mixed.effect;
    });
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

  using InputPair = std::pair<const sql::InputFact*, const sql::InputFact*>;

  void compare_inputs() {
    Unpaired<sql::InputFact> left = all_of(x_pair.base_facts.inputs, x_pair.head_facts.inputs);
    left = pair_off(left, [&](const sql::InputFact& f) { return std::tuple(f.digest, f.role, alias_of(f)); });
    left = pair_off(left, [](const sql::InputFact& f) { return std::pair(f.digest, f.role); });
    tell_join_changes(take_equal_inputs(left));
    for (const sql::InputFact* fact : left.base) x_inputs_removed.insert(fact->digest);
    for (const sql::InputFact* fact : left.head) x_inputs_added.insert(fact->digest);
    for (const sql::InputFact* fact : without_wrappers(left.base, *x_pair.base_analysis, left.head)) {
      add(DifferenceKind::join_removed, fact->location, -1, joined(*fact), "");
    }
    for (const sql::InputFact* fact : without_wrappers(left.head, *x_pair.head_analysis, left.base)) {
      add(DifferenceKind::join_added, -1, fact->location, "", joined(*fact));
    }
  }

  /// Of the join that gives it its role.
  std::string_view alias_of(const sql::InputFact& fact) const {
    if (fact.join < 0) return {};
    const auto& inputs = x_pair.base_facts.inputs;
    const bool of_base = !inputs.empty() && &fact >= inputs.data() && &fact < inputs.data() + inputs.size();
    return (of_base ? x_pair.base_facts : x_pair.head_facts).joins[static_cast<std::size_t>(fact.join)].alias;
  }

  /// Those that both sides join, in other ways: in order of place, of equal ones.
  static std::vector<InputPair> take_equal_inputs(Unpaired<sql::InputFact>& left) {
    std::vector<InputPair> pairs;
    for (auto base = left.base.begin(); base != left.base.end();) {
      const auto head =
          std::ranges::find_if(left.head, [&](const auto* fact) { return fact->digest == (*base)->digest; });
      if (head == left.head.end()) {
        ++base;
        continue;
      }
      pairs.emplace_back(*base, *head);
      left.head.erase(head);
      base = left.base.erase(base);
    }
    return pairs;
  }

  void tell_join_changes(const std::vector<InputPair>& pairs) {
    for (const InputPair& pair : pairs) x_roles_changed.insert(pair.first->digest);
    for (const JoinChange& change : join_changes(x_pair.base_facts, x_pair.head_facts, pairs)) {
      Difference& found = add(DifferenceKind::join_type_changed, change.base_location, change.head_location,
                              change.before, change.after);
      found.joined = change.joined;
      found.effect = change.effect;
      if (change.now_crossed) x_crossed.insert(change.item);
    }
  }

  using Inputs = std::vector<const sql::InputFact*>;

  /// Whether this side has a join condition that the other lacks: else the same sub-query only stands elsewhere.
  bool other_join_condition(const sql::Analysis& analysis) const {
    const auto left = pair_off(all_of(x_pair.base_facts.conditions, x_pair.head_facts.conditions),
                               [](const sql::ConditionFact& f) { return f.digest; });
    const auto& own = &analysis == x_pair.base_analysis ? left.base : left.head;
    return std::ranges::any_of(own, [](const auto* fact) { return fact->clause == Clause::join; });
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

  /// Takes out what is left and has its equal in other words.
  template <class Fact>
  void leave_out_same_first_rows(Unpaired<Fact>& left) const {
    const auto is_same = [&](const Fact* fact) {
      return fact->first_of && x_same_first_rows.contains(*fact->first_of);
    };
    std::erase_if(left.base, is_same);
    std::erase_if(left.head, is_same);
  }

  void compare_conditions() {
    Conditions left = pair_conditions(x_pair.base_facts, x_pair.head_facts);
    leave_out_same_first_rows(left);
    leave_out_nested(left);
    tell_moved(left);
    Conditions joins = take_joins(left);
    compare_join_conditions(joins);
    report(left, DifferenceKind::filter_removed, DifferenceKind::filter_added, DifferenceKind::filter_changed);
  }

  /// The same condition in another clause: it matters between ON of an outer join and elsewhere, but where the type of
  /// the join itself changed, which is told.
  void tell_moved(Conditions& left) {
    Conditions moved = left;
    left = pair_off(left, [](const sql::ConditionFact& f) { return f.digest; });
    const auto stays = [](const Facts<sql::ConditionFact>& facts) {
      return [&](const sql::ConditionFact* fact) { return std::ranges::find(facts, fact) != facts.end(); };
    };
    std::erase_if(moved.base, stays(left.base));
    std::erase_if(moved.head, stays(left.head));
    for (const sql::ConditionFact* before : moved.base) {
      const auto after =
          std::ranges::find_if(moved.head, [&](const auto* fact) { return fact->digest == before->digest; });
      if (before->role != (*after)->role && !is_of_changed_join(*before)) tell_moved(*before, **after);
      moved.head.erase(after);
    }
  }

  bool is_of_changed_join(const sql::ConditionFact& fact) const { return any_in(fact.inputs, x_roles_changed); }

  static bool any_in(const std::vector<sql::Digest>& digests, const std::set<sql::Digest>& all) {
    return std::ranges::any_of(digests, [&](const sql::Digest& digest) { return all.contains(digest); });
  }

  void tell_moved(const sql::ConditionFact& before, const sql::ConditionFact& after) {
    const auto place = [](const sql::ConditionFact& fact) {
      if (fact.role == sql::InputRole::inner) return std::string("in WHERE or an INNER JOIN");
      return "in the ON of the outer join to " + fact.alias;
    };
    Difference& found =
        add(DifferenceKind::filter_changed, before.location, after.location, before.excerpt, after.excerpt);
    found.effect = "stands " + place(after) + " now, on base " + place(before);
    const bool drops = after.role == sql::InputRole::inner;
    if (drops || before.role == sql::InputRole::inner)
      found.effect += std::string(": rows without a match that meets it are ") + (drops ? "dropped" : "kept");
  }

  static Conditions take_joins(Conditions& left) {
    Conditions joins;
    const auto is_join = [](const sql::ConditionFact* fact) { return fact->clause == Clause::join; };
    for (const auto side : {&Conditions::base, &Conditions::head}) {
      std::ranges::copy_if(left.*side, std::back_inserter(joins.*side), is_join);
      std::erase_if(left.*side, is_join);
    }
    return joins;
  }

  /// Conditions of a join that came or went, or has none any more, are told with it.
  void compare_join_conditions(Conditions& left) {
    constexpr DifferenceKind changed = DifferenceKind::join_key_changed;
    for (const auto& [before, after] : match(left, Likeness::same_item)) report(*before, *after, changed);
    tell_replaced(left);
    std::erase_if(left.base, [&](const auto* fact) {
      return any_in(fact->inputs, x_inputs_removed) || x_crossed.contains(fact->item);
    });
    std::erase_if(left.head, [&](const auto* fact) { return any_in(fact->inputs, x_inputs_added); });
    report(left, changed, changed, changed);
  }

  /// A relation took the place of another under its alias, and is joined by something else.
  void tell_replaced(Conditions& left) {
    std::erase_if(left.base, [&](const auto* before) {
      const auto after = std::ranges::find_if(left.head, [&](const auto* fact) {
        return fact->alias == before->alias && any_in(fact->inputs, x_inputs_added);
      });
      if (after == left.head.end() || !any_in(before->inputs, x_inputs_removed)) return false;
      if (before->excerpt != (*after)->excerpt) report(*before, **after, DifferenceKind::join_key_changed);
      left.head.erase(after);
      return true;
    });
  }

  void report(const sql::ConditionFact& before, const sql::ConditionFact& after, DifferenceKind changed) {
    Difference& found = add(changed, before.location, after.location, before.excerpt, after.excerpt);
    if (!before.value.value || !after.value.value) return;
    auto part = sql::differing_part(*x_pair.base_analysis, before.value, *x_pair.head_analysis, after.value);
    if (!part) return;
    const bool shows = before.excerpt != after.excerpt && before.excerpt.find(part->before) != std::string::npos &&
                       after.excerpt.find(part->after) != std::string::npos;
    if (!shows) tell_part(x_pair, std::move(*part), found);
  }

  /// What went, what came, and what came in the place of what went.
  void report(Conditions& left, DifferenceKind removed, DifferenceKind added, DifferenceKind changed) {
    for (const auto& [before, after] : match(left, Likeness::any)) report(*before, *after, changed);
    for (const sql::ConditionFact* fact : left.base) {
      Difference& found = add(removed, fact->location, -1, fact->excerpt, "");
      if (fact->clause == Clause::join) found.effect = effect_of_lost_condition(*fact, x_pair.head_facts);
    }
    for (const sql::ConditionFact* fact : left.head) add(added, -1, fact->location, "", fact->excerpt);
  }

  void compare_grains() {
    compare_exceptions();
    auto left = pair_off(all_of(x_pair.base_facts.grains, x_pair.head_facts.grains),
                         [](const sql::GrainFact& f) { return std::pair(f.kind, f.digest); });
    // Grouped by what reads the same, over inputs that came or went: that is told already.
    if (!x_inputs_added.empty() || !x_inputs_removed.empty())
      left = pair_off(left, [](const sql::GrainFact& f) { return std::pair(f.kind, f.text); });
    leave_out_lookups(left);
    leave_out_same_first_rows(left);
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

  /// `a except b` is not `b except a`, and reads the same.
  void compare_exceptions() {
    using Sides = std::pair<sql::Digest, sql::Digest>;
    const auto sides_of = [](const sql::GrainFact& fact) -> std::optional<Sides> {
      if (fact.kind != sql::GrainFact::Kind::set_operation || fact.keys.size() != 2) return std::nullopt;
      return Sides{fact.keys[0].first, fact.keys[1].first};
    };
    std::map<Sides, const sql::GrainFact*> before;
    for (const sql::GrainFact& fact : x_pair.base_facts.grains) {
      if (const auto sides = sides_of(fact)) before.emplace(*sides, &fact);
    }
    for (const sql::GrainFact& fact : x_pair.head_facts.grains) {
      const auto sides = sides_of(fact);
      if (!sides || before.contains(*sides)) continue;
      const auto turned = before.find({sides->second, sides->first});
      if (turned == before.end()) continue;
      add(DifferenceKind::grain_changed, turned->second->location, fact.location, fact.text, fact.text).effect =
          "its sides changed places: rows that were left out are kept, and rows that were kept may be left out";
    }
  }

  /// A sub-query that is joined by all that it groups by is told as a join. Where anything went, it may stand in for
  /// that.
  void leave_out_lookups(Unpaired<sql::GrainFact>& left) const {
    if (x_inputs_added.empty() || !x_inputs_removed.empty() || !x_roles_changed.empty() || left.head.empty() ||
        !left.base.empty())
      return;
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
  std::set<sql::Digest> x_inputs_removed, x_inputs_added, x_roles_changed;  ///< InputFact::digest
  std::set<sql::Digest> x_same_first_rows;  ///< `first_of` of what both sides keep, in other words
  std::set<sql::Digest> x_crossed;          ///< ConditionFact::item of joins that have no condition any more
};

}  // namespace

void read_facts(ModelPair& pair, const Correspondence& same) {
  pair.base_facts = sql::facts_of(*pair.base_analysis, {}, same.renamed());
  pair.head_facts = sql::facts_of(*pair.head_analysis);
  pair.branches_gone = own_branches(pair.base_facts, pair.head_facts);
  pair.branches_added = own_branches(pair.head_facts, pair.base_facts);
  if (!pair.branches_gone.queries.empty())
    pair.base_facts = sql::facts_of(*pair.base_analysis, pair.branches_gone.queries, same.renamed());
  if (!pair.branches_added.queries.empty())
    pair.head_facts = sql::facts_of(*pair.head_analysis, pair.branches_added.queries);
}

std::string branches_text(const ModelPair& pair) {
  const std::string gone = to_text(pair.branches_gone);
  const std::string added = to_text(pair.branches_added);
  if (gone.empty()) return added;
  return added.empty() ? gone : gone + " and " + added;
}

void tell_part(const ModelPair& pair, sql::DifferingPart part, Difference& difference) {
  difference.part_before = std::move(part.before);
  difference.part_after = std::move(part.after);
  difference.part_aggregates = part.aggregates;
  difference.opposite = part.opposite;
  if (!pair.expanded) difference.part_location = part.head_location;  // else a place of a text that nobody wrote
}

void compare_rows(const ModelPair& pair, std::vector<Difference>& found) { RowComparison(pair, found).run(); }

}  // namespace tollgate::lineage
