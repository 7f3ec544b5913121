#include "gates/pii_scan/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "gates/pii_scan/judge.hpp"
#include "gates/pii_scan/values/candidates.hpp"
#include "gates/pii_scan/values/column_scan.hpp"
#include "gates/pii_scan/values/compatible.hpp"
#include "gates/pii_scan/values/sample.hpp"

namespace tollgate::pii_scan {
namespace {

double share(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

bool is_address_type(std::string_view type) {
  std::string low(type);
  std::transform(low.begin(), low.end(), low.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return low.starts_with("inet") || low.starts_with("cidr");
}

/// Values stand for the data, unless the name says that such text is the data: a key, a fingerprint, a template.
Sanitised sanitised(const ColumnCounts& counts, const NameVerdict& name) {
  const auto of = [&counts](Stand stand) { return counts.stands.at(static_cast<std::size_t>(stand)); };
  const bool random_is_data = name.entity == Entity::secret || name.entity == Entity::device_id ||
                              name.entity == Entity::health_bio || name.entity == Entity::crypto;
  const std::int64_t hidden = of(Stand::redacted) + of(Stand::masked);
  const std::int64_t replaced = of(Stand::object) + (random_is_data ? 0 : of(Stand::digest) + of(Stand::token));
  const std::int64_t domains = name.entity == Entity::email ? of(Stand::domain) : 0;
  const bool ciphertext =
      counts.one_length && counts.distinct >= 5 && counts.base64 == counts.distinct && name.entity && !random_is_data;
  if (share(hidden + domains + replaced, counts.distinct) < 0.8) {
    return ciphertext ? Sanitised::pseudonymised : Sanitised::no;
  }
  return replaced > hidden + domains ? Sanitised::pseudonymised : Sanitised::reduced;
}

/// Values that prove nothing by themselves but are what the name says. A weak name needs a shape that is narrow.
bool narrow(Entity entity) {
  return entity == Entity::date_of_birth || entity == Entity::passport || entity == Entity::driver_license ||
         entity == Entity::us_ssn || entity == Entity::phone;
}

std::int64_t fitting(const Sample& sample, Entity entity, const ColumnFacts& column) {
  return std::count_if(sample.distinct.begin(), sample.distinct.end(),
                       [&](std::string_view cell) { return may_be(entity, cell, column); });
}

/// Each key of JSON cells is a column of its own; the best that is found under one speaks for the column.
std::optional<Candidate> from_json(const JsonLeaves& json, const ColumnFacts& column) {
  std::optional<Candidate> best;
  for (const auto& [key, leaves] : json.by_key()) {
    const ColumnFacts facts{key.empty() ? column.column : std::string(key), column.table, "text"};
    const Classification found = classify(facts, std::span<const Cell>(leaves));
    if (!found.entity) {
      continue;
    }
    const Strength strength = found.by == By::name ? Strength::weak : Strength::strong;
    const bool better =
        !best || strength > best->strength || (strength == best->strength && found.proved && !best->proved);
    if (better) {
      best = Candidate{*found.entity,
                       strength,
                       found.proved,
                       0,
                       1,
                       fmt::format("{} under one of {} keys of JSON", to_string(*found.entity), json.by_key().size())};
    }
  }
  return best;
}

void compare_with_name(const Sample& sample, const ColumnFacts& column, const NameVerdict& name, ValueVerdict& verdict,
                       std::vector<Candidate>& found) {
  constexpr std::int64_t enough_to_contradict = 20;
  if (!name.entity || sample.distinct.empty()) {
    return;
  }
  const bool seen =
      std::any_of(found.begin(), found.end(), [&](const Candidate& one) { return one.entity == name.entity; });
  const std::int64_t fits = seen ? verdict.distinct : fitting(sample, *name.entity, column);
  verdict.contrary = sample.cells >= enough_to_contradict && share(fits, verdict.distinct) <= 0.05;
  const bool compatible =
      share(fits, verdict.distinct) >= 0.8 && (name.strength == Strength::strong || narrow(*name.entity));
  if (!seen && compatible) {
    found.push_back({*name.entity, Strength::weak, false, 0, share(fits, verdict.distinct),
                     fmt::format("{} {}/{} distinct cells, compatible with the name", to_string(*name.entity), fits,
                                 verdict.distinct)});
  }
}

}  // namespace

ValueVerdict judge_values(const ColumnFacts& column, const NameVerdict& name, std::span<const Cell> cells) {
  const Sample sample = sample_of(cells);
  ColumnScan scan;
  for (const auto cell : sample.distinct) {
    scan.read(cell);
  }
  ValueVerdict verdict;
  verdict.cells = sample.cells;
  verdict.distinct = static_cast<std::int64_t>(sample.distinct.size());
  verdict.sanitised = sanitised(scan.counts(), name);
  const bool said = name.entity == Entity::ip_address || is_address_type(column.sql_type);
  auto found = candidates(scan, said);
  if (auto json = from_json(scan.json(), column)) {
    found.push_back(std::move(*json));
  }
  compare_with_name(sample, column, name, verdict, found);
  const bool infrastructure = said && scan.quads().verdict(true) == QuadColumn::infrastructure;
  verdict.contrary = verdict.contrary || infrastructure;
  rank(found, name);
  for (const auto& one : found) {
    verdict.evidence.push_back(one.evidence);
  }
  if (infrastructure) {
    verdict.evidence.emplace_back("addresses of private networks only");
  }
  if (!found.empty()) {
    verdict.entity = found.front().entity;
    verdict.strength = found.front().strength;
    verdict.proved = found.front().proved;
  }
  return verdict;
}

}  // namespace tollgate::pii_scan
