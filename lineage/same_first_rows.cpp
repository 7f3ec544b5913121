#include "lineage/same_first_rows.hpp"

#include <algorithm>

namespace tollgate::lineage {

std::set<sql::Digest> same_first_rows(const sql::StatementFacts& base, const sql::StatementFacts& head) {
  std::set<sql::Digest> found;
  const auto find = [&](const sql::StatementFacts& conditions, const sql::StatementFacts& grains) {
    for (const sql::ConditionFact& condition : conditions.conditions) {
      const auto same = [&](const sql::GrainFact& grain) { return grain.first_of == condition.first_of; };
      if (condition.first_of && std::ranges::any_of(grains.grains, same)) found.insert(*condition.first_of);
    }
  };
  find(base, head);
  find(head, base);
  return found;
}

}  // namespace tollgate::lineage
