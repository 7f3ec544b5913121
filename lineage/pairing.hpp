// What two sides of a model say alike, fact by fact: equal ones are paired off, and what is left is matched with what
// it is likest to. Only for the inside of this room.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sql/meaning.hpp"

namespace tollgate::lineage {

template <class Fact>
using Facts = std::vector<const Fact*>;

/// Facts of both sides that have no equal on the other, in order of place.
template <class Fact>
struct Unpaired {
  Facts<Fact> base, head;
};

/// Of equal ones on a side the last are left.
template <class Fact, class KeyOf>
Unpaired<Fact> pair_off(const Unpaired<Fact>& facts, const KeyOf& key_of) {
  using Key = decltype(key_of(*facts.base.front()));
  std::map<Key, int> balance;
  for (const Fact* fact : facts.head) ++balance[key_of(*fact)];
  Unpaired<Fact> left;
  for (const Fact* fact : facts.base) {
    if (--balance[key_of(*fact)] < 0) left.base.push_back(fact);
  }
  for (auto at = facts.head.rbegin(); at != facts.head.rend(); ++at) {
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
Unpaired<Fact> all_of(const std::vector<Fact>& base, const std::vector<Fact>& head) {
  Unpaired<Fact> all;
  for (const Fact& fact : base) all.base.push_back(&fact);
  for (const Fact& fact : head) all.head.push_back(&fact);
  return all;
}

using Conditions = Unpaired<sql::ConditionFact>;

/// Conditions that the other side has not in such a clause. Of several that say the same those are paired that are
/// about the same input.
Conditions pair_conditions(const sql::StatementFacts& base, const sql::StatementFacts& head);

/// A condition in a sub-query makes the condition around it another one. Takes out the outer where it only holds the
/// inner one, else the inner one.
void leave_out_nested(Conditions& left);

/// How like two conditions have to be, so that one may have taken the place of the other.
enum class Likeness : std::uint8_t {
  same_item,  ///< about the same joined input
  any,        ///< or with columns in common; or it is the only one on either side
};

/// What went with what came in its place: about the same joined input first, then under the same alias, then with most
/// columns in common. Takes the pairs out; in order of place on head.
std::vector<std::pair<const sql::ConditionFact*, const sql::ConditionFact*>> match(Conditions& left, Likeness least);

}  // namespace tollgate::lineage
