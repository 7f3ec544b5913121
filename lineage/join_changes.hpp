// Joins that both sides have and that join in another way, told as a person would. Pure; only for the inside of this
// room.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lineage/pairing.hpp"

namespace tollgate::lineage {

/// One join that has another type on head: told once, whatever it joins.
struct JoinChange {
  const sql::InputFact* base = nullptr;  ///< one input whose role is another
  const sql::InputFact* head = nullptr;
  int base_location = -1, head_location = -1;
  std::string joined;         ///< what is joined
  std::string before, after;  ///< `LEFT JOIN`
  std::string effect;         ///< on the rows; empty: cannot be told
  bool now_crossed = false;   ///< no condition is left
  sql::Digest item{};         ///< ConditionFact::item of its conditions
};

/// `roles`: inputs of both sides that differ in their roles, paired.
std::vector<JoinChange> join_changes(const sql::StatementFacts& base, const sql::StatementFacts& head,
                                     const std::vector<std::pair<const sql::InputFact*, const sql::InputFact*>>& roles);

/// Of statements whose inputs have equal roles: joins within an optional side that have another type, so that other
/// inputs are null together. `base` and `head` of what it gives are null.
std::vector<JoinChange> nested_join_changes(const sql::StatementFacts& base, const sql::StatementFacts& head);

/// What the lost condition of a join does where none is left on head; else empty.
std::string effect_of_lost_condition(const sql::ConditionFact& lost, const sql::StatementFacts& head);

}  // namespace tollgate::lineage
