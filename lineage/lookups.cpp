#include "lineage/lookups.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "sql/joins.hpp"
#include "sql/query.hpp"

namespace tollgate::lineage {

namespace {

using Names = std::vector<std::string>;  // sorted; of what is no relation: empty

constexpr int deepest_wrapper = 100;

/// What one SELECT joins, without the lookups.
struct Reads {
  Names names;
  std::vector<int> lookups;
};

/// Below queries that only hand on: the one that groups or aggregates.
const sql::Query* grouped(const sql::Query* query) {
  for (int depth = 0; query != nullptr && depth < deepest_wrapper; ++depth) {
    if (query->command != sql::Query::Command::select) return nullptr;
    if (query->group.present || query->aggregated) return query;
    if (query->from.size() != 1 || !query->from.front()->leaf()) return nullptr;
    query = query->entries[static_cast<std::size_t>(query->from.front()->entry)].query;
  }
  return nullptr;
}

const sql::Query* looked_up(const sql::Join& join) {
  const sql::JoinPlace& place = join.in_text;
  if (!join.unique || join.type == sql::JoinType::full || place.query == nullptr || place.entry < 0) return nullptr;
  return grouped(place.query->entries[static_cast<std::size_t>(place.entry)].query);
}

std::string name_of(const sql::JoinInput& input) {
  if (input.relation == nullptr) return {};
  return input.relation->identity.empty() ? input.relation->name : input.relation->identity;
}

Reads reads_of(const sql::JoinList& list) {
  Reads reads;
  for (std::size_t i = 0; i < list.inputs.size(); ++i) {
    const bool relation = i == 0 || list.inputs[i].relation != nullptr;
    const sql::Query* const query = relation ? nullptr : looked_up(list.joins[i - 1]);
    if (query == nullptr) {
      reads.names.push_back(name_of(list.inputs[i]));
    } else {
      reads.lookups.push_back(query->group.present ? query->group.location : query->location);
    }
  }
  std::ranges::sort(reads.names);
  return reads;
}

}  // namespace

std::set<int> added_lookups(const sql::Analysis& base, const sql::Analysis& head) {
  const std::vector<sql::JoinList> before = sql::joins_of(base);
  const std::vector<sql::JoinList> after = sql::joins_of(head);
  std::set<int> found;
  if (before.size() != after.size()) return found;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Reads own = reads_of(after[i]);
    if (!std::ranges::includes(own.names, reads_of(before[i]).names)) return {};
    found.insert(own.lookups.begin(), own.lookups.end());
  }
  return found;
}

}  // namespace tollgate::lineage
