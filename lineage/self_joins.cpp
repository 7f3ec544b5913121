#include "lineage/self_joins.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "lineage/join_changes.hpp"

namespace tollgate::lineage {

namespace {

using sql::ConditionFact;
using ConditionPair = std::pair<const ConditionFact*, const ConditionFact*>;

bool reads_one_twice(const sql::StatementFacts& facts) {
  std::set<sql::Digest> seen;
  return std::ranges::any_of(facts.inputs,
                             [&](const sql::InputFact& fact) { return !seen.insert(fact.digest).second; });
}

bool holds(const ConditionPair& outer, const ConditionPair& inner) {
  return outer != inner && outer.first->excerpt.find(inner.first->excerpt) != std::string::npos &&
         outer.second->excerpt.find(inner.second->excerpt) != std::string::npos;
}

/// Equal conditions, in order of place, whose words are not; of one that holds a sub-query's only that.
std::vector<ConditionPair> in_other_words(const ModelPair& pair) {
  std::map<sql::Digest, std::vector<const ConditionFact*>> before;
  for (const ConditionFact& fact : pair.base_facts.conditions) before[fact.digest].push_back(&fact);
  std::map<sql::Digest, std::size_t> taken;
  std::vector<ConditionPair> found;
  for (const ConditionFact& fact : pair.head_facts.conditions) {
    const std::vector<const ConditionFact*>& equal = before[fact.digest];
    const std::size_t at = taken[fact.digest]++;
    if (at < equal.size() && equal[at]->excerpt != fact.excerpt) found.emplace_back(equal[at], &fact);
  }
  const std::vector<ConditionPair> all = found;
  std::erase_if(found, [&](const ConditionPair& outer) {
    return std::ranges::any_of(all, [&](const ConditionPair& inner) { return holds(outer, inner); });
  });
  return found;
}

std::set<std::string_view> parents_of(const Graph& graph, const Relation& relation) {
  std::set<std::string_view> ids;
  for (const RelationId parent : relation.parents) ids.insert(graph.relations()[parent].unique_id);
  return ids;
}

/// The one condition that another text says; of several it can't be told which only has other names.
void tell_condition(const ModelPair& pair, std::vector<Difference>& found) {
  const std::vector<ConditionPair> pairs = in_other_words(pair);
  if (pairs.size() != 1) return;
  const auto& [before, after] = pairs.front();
  const bool joins = before->clause == ConditionFact::Clause::join;
  Difference difference =
      new_difference(joins ? DifferenceKind::join_key_changed : DifferenceKind::filter_changed, pair);
  difference.base_location = before->location;
  difference.head_location = after->location;
  difference.before = before->excerpt;
  difference.after = after->excerpt;
  found.push_back(std::move(difference));
}

}  // namespace

bool says_the_same(const Graph& base, const Graph& head, ModelPair& pair) {
  if (pair.base_analysis == nullptr || pair.head_analysis == nullptr) return false;
  if (parents_of(base, *pair.base) != parents_of(head, *pair.head)) return false;
  const sql::ChangeJudgement& judgement = judgement_of(base, head, pair);
  return judgement.change_class == sql::ChangeClass::equivalent && judgement.assumes.empty();
}

void compare_nested_joins(const Graph& base, const Graph& head, ModelPair& pair, std::vector<Difference>& found) {
  const std::vector<JoinChange> changes = nested_join_changes(pair.base_facts, pair.head_facts);
  if (changes.empty()) return;
  const sql::ChangeJudgement& judgement = judgement_of(base, head, pair);
  if (judgement.change_class != sql::ChangeClass::rows && judgement.change_class != sql::ChangeClass::unknown) return;
  for (const JoinChange& change : changes) {
    Difference difference = new_difference(DifferenceKind::join_type_changed, pair);
    difference.base_location = change.base_location;
    difference.head_location = change.head_location;
    difference.joined = change.joined;
    difference.before = change.before;
    difference.after = change.after;
    difference.effect = change.effect;
    found.push_back(std::move(difference));
  }
}

void compare_self_joins(const Graph& base, const Graph& head, ModelPair& pair, std::vector<Difference>& found) {
  if (!reads_one_twice(pair.base_facts) || !reads_one_twice(pair.head_facts)) return;
  if (judgement_of(base, head, pair).change_class == sql::ChangeClass::rows) tell_condition(pair, found);
}

}  // namespace tollgate::lineage
