// What is wrong in a report as one flat list, for formats that show such lists beside code (SARIF, code quality):
// findings and what could not be judged, each with a place and an identity of its own. Knows no format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

/// The rule under which a list tells what could not be judged.
inline constexpr std::string_view unjudged_rule = "could-not-be-judged";

struct Problem {
  std::string gate;
  std::string rule;
  Severity severity = Severity::error;
  Location location;    ///< never without a path: what has none stands at the policy file
  std::string message;  ///< with figures and what to do; several lines
  std::string
      fingerprint;  ///< hex SHA-256, no two of a list alike: the finding's own, the second of its kind hashed anew
  const Finding* finding = nullptr;  ///< null: could not be judged
};

/// What could not be judged first (once per reason, under the first gate that gives it), then findings, worst first;
/// waived ones last.
std::vector<Problem> problems_of(const Report& report);

}  // namespace tollgate::reporters
