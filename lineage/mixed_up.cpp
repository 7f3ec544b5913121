#include "lineage/mixed_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/listing.hpp"
#include "lineage/pairing.hpp"

namespace tollgate::lineage {

namespace {

using sql::Digest;
using sql::SideBySideFact;
using Digests = std::vector<Digest>;
using Row = SideBySideFact::Row;

template <class Value>
auto of_each(const SideBySideFact& fact, const Value& value) {
  std::vector<decltype(value(fact.rows.front()))> all;
  for (const Row& row : fact.rows) all.push_back(value(row));
  std::ranges::sort(all);
  return all;
}

/// Zero where a row has no such column: it is no statement that PostgreSQL takes.
Digest value_at(const Row& row, std::size_t column) {
  return column < row.values.size() ? row.values[column] : Digest{};
}

Digests column_of(const SideBySideFact& fact, std::size_t column) {
  return of_each(fact, [&](const Row& row) { return value_at(row, column); });
}

/// What it holds, whatever belongs together.
std::vector<Digests> parts_of(const SideBySideFact& fact) {
  std::vector<Digests> parts{of_each(fact, [](const Row& row) { return row.from; })};
  for (std::size_t i = 0; i < fact.names.size(); ++i) parts.push_back(column_of(fact, i));
  return parts;
}

/// Columns that go with something else of their rows than they did: with where the rows come from, else with the first.
std::vector<std::string> moved(const SideBySideFact& base, const SideBySideFact& head) {
  const auto differing = [&](const auto& anchor) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < head.names.size(); ++i) {
      const auto pairs = [&](const Row& row) { return std::pair(anchor(row), value_at(row, i)); };
      if (of_each(base, pairs) != of_each(head, pairs)) names.push_back(head.names[i]);
    }
    return names;
  };
  std::vector<std::string> names = differing([](const Row& row) { return row.from; });
  if (names.empty()) names = differing([](const Row& row) { return value_at(row, 0); });
  return names.empty() ? head.names : names;
}

}  // namespace

void tell_mixed_up(const sql::StatementFacts& base, const sql::StatementFacts& head,
                   const std::function<void(const MixedUp&)>& tell) {
  const auto rows_of = [](const SideBySideFact& fact) { return of_each(fact, [](const Row& row) { return row; }); };
  const auto left = pair_off(all_of(base.side_by_side, head.side_by_side),
                             [&](const SideBySideFact& fact) { return std::pair(fact.text, rows_of(fact)); });
  std::multimap<std::pair<std::string, std::vector<Digests>>, const SideBySideFact*> before;
  for (const SideBySideFact* fact : left.base) before.emplace(std::pair(fact->text, parts_of(*fact)), fact);
  for (const SideBySideFact* fact : left.head) {
    const auto found = before.find({fact->text, parts_of(*fact)});
    if (found == before.end()) continue;
    const bool values = fact->text == "values";
    tell({found->second, fact,
          fmt::format("values of {} changed places between its {}", listed(moved(*found->second, *fact)),
                      values ? "rows" : "branches")});
    before.erase(found);
  }
}

}  // namespace tollgate::lineage
