// What the gates about the pull request itself share: findings and outcomes about the change as a whole, duties of
// people, and labels by which a person overrides a gate. Decides nothing about severity or verdict.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "change/pull_request.hpp"
#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

/// With the rule's own severity and advice; it has no place in a file.
Finding finding_about_change(const Gate& gate, const Rule& rule, std::string message);

/// `errored` where a duty is unknown, for the reasons that the duties tell; judged where the gate found something;
/// else `skipped` with what is pending, or judged.
Outcome outcome_about_change(const Gate& gate, const GateResult& result);
/// `skipped`: the change touches nothing that the gate is asked for.
Outcome nothing_touched(const Gate& gate);

/// A person's label that sets a gate aside. It counts when somebody who did not make the change put it on, and the
/// description says why in a line `LABEL: reason`.
struct LabelOverride {
  bool counts = false;
  std::string by;       ///< login
  std::string reason;   ///< as written
  std::string why_not;  ///< a sentence; empty where it counts
};
/// Nothing when the pull request has no such label.
std::optional<LabelOverride> override_by_label(std::string_view label, const change::PullRequest& pull_request,
                                               const change::PullRequestProvenance& provenance);

}  // namespace tollgate::gates
