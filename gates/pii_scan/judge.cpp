#include "gates/pii_scan/judge.hpp"

#include <algorithm>
#include <utility>

#include "gates/pii_scan/names.hpp"

namespace tollgate::pii_scan {

namespace {

/// Two entities that one column can be at once, so that name and values agree.
bool agree(Entity one, Entity other) {
  constexpr std::pair<Entity, Entity> kin[] = {{Entity::us_ssn, Entity::national_id},
                                               {Entity::iban, Entity::bank_account},
                                               {Entity::mac_address, Entity::device_id},
                                               {Entity::health_bio, Entity::national_id}};
  return one == other || std::any_of(std::begin(kin), std::end(kin), [&](const auto& pair) {
           return (pair.first == one && pair.second == other) || (pair.first == other && pair.second == one);
         });
}

Classification nothing(std::string why) { return {{}, By::none, 0, false, {std::move(why)}}; }

Classification by_name(const NameVerdict& name) {
  if (name.strength != Strength::strong) return {};
  return {name.entity, By::name, 0.8, false, {}};
}

Classification by_strong_values(const NameVerdict& name, const ValueVerdict& values) {
  if (name.negated && !values.proved) return nothing("name says that it is no such thing, values prove nothing");
  const bool both = name.entity && agree(*name.entity, *values.entity);
  const double confidence = both ? (values.proved ? 0.99 : 0.95) : (values.proved ? 0.95 : 0.85);
  return {values.entity, both ? By::both : By::values, confidence, values.proved, {}};
}

Classification by_weak_values(const NameVerdict& name, const ValueVerdict& values) {
  if (name.strength == Strength::strong) return {name.entity, By::both, 0.9, false, {}};
  if (name.strength == Strength::weak && agree(*name.entity, *values.entity)) {
    return {values.entity, By::both, 0.6, false, {}};
  }
  return {};
}

/// Section 2, step 5 of the reference: rows are the strengths of the name, columns those of the values.
Classification combined(const NameVerdict& name, const ValueVerdict& values) {
  if (values.sanitised != Sanitised::no) return nothing("values stand for the personal data");
  if (values.entity && values.strength == Strength::strong) return by_strong_values(name, values);
  if (values.contrary) return nothing("values do not fit the name");
  if (values.entity && values.strength == Strength::weak) return by_weak_values(name, values);
  return by_name(name);
}

}  // namespace

Classification classify(const ColumnFacts& column, const std::optional<std::span<const Cell>>& cells) {
  const NameVerdict name = judge_name(column);
  ValueVerdict values;
  Classification result;
  if (name.type_veto) {
    result = nothing("type holds no personal data");
  } else if (cells) {
    values = judge_values(column, name, *cells);
    result = combined(name, values);
  } else {
    result = by_name(name);
  }
  if (!name.why.empty()) result.evidence.push_back("name: " + name.why);
  for (std::string& line : values.evidence) result.evidence.push_back("values: " + std::move(line));
  return result;
}

}  // namespace tollgate::pii_scan
