// Codes: PostgreSQL manual, appendix A "PostgreSQL Error Codes".
#include "gates/explain/refusals.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gates/explain/rules.hpp"

namespace tollgate::explain {

namespace {

using Meaning = std::pair<std::string_view, std::string_view>;  // the code or its beginning; the rule, empty: no fault

// The first that fits wins: codes before their classes.
constexpr auto meanings = std::to_array<Meaning>({
    {"42501", {}},                          // no privilege
    {"42P01", "refused-unknown-table"},     // also: missing FROM-clause entry, invalid reference to one
    {"42703", "refused-unknown-column"},    //
    {"42702", "refused-ambiguous-column"},  //
    {"42883", "refused-unknown-function"},  // also: operator does not exist
    {"42725", "refused-unknown-function"},  // several would do
    {"42704", "refused-unknown-type"},      //
    {"42601", "refused-syntax"},            //
    {"3F000", "refused-unknown-table"},     // no such schema
    {"0A000", "refused"},                   // not supported: DISTINCT in a window function, …
    {"42", "refused"},                      // GROUP BY rules, types that do not match, …
    {"22", "constant-error"},  // a division by zero, a cast: folded while planning, even in an arm never taken
});

const Meaning* meaning_of(std::string_view sqlstate) {
  const auto* const found = std::find_if(meanings.begin(), meanings.end(),
                                         [&](const Meaning& one) { return sqlstate.starts_with(one.first); });
  return found == meanings.end() ? nullptr : found;
}

}  // namespace

const Rule* refusal_rule(const warehouse::Answer& answer, bool whole) {
  const Meaning* const meaning = answer.ok() ? nullptr : meaning_of(answer.sqlstate);
  if (meaning == nullptr || meaning->second.empty()) return nullptr;
  if (!whole && (meaning->first == "42P01" || meaning->first == "3F000" || meaning->first == "0A000")) return nullptr;
  const auto rule =
      std::find_if(all_rules.begin(), all_rules.end(), [&](const Rule& one) { return one.id == meaning->second; });
  return rule == all_rules.end() ? nullptr : &*rule;
}

bool may_lack_upstream(const warehouse::Answer& answer) {
  const Meaning* const meaning = answer.ok() ? nullptr : meaning_of(answer.sqlstate);
  return meaning != nullptr && !meaning->second.empty() && meaning->first != "42601" && meaning->first != "22";
}

}  // namespace tollgate::explain
