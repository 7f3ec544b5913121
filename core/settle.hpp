// From what the gates learned to the Report: severities of the policy, outcomes, folding by cause, verdict, order.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/baseline.hpp"
#include "core/diff_filter.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"
#include "core/report.hpp"
#include "core/waiver.hpp"

namespace tollgate {

/// What does not fail although it stands. A waiver comes first, then the baseline, then the diff filter.
struct Concessions {
  WaiverBook waivers{};
  Baseline baseline{};
  DiffLines diff{};
};

/// Runs one gate; an Error becomes an `errored` outcome for each subject in `subjects`, nothing escapes.
GateResult judge(const Gate& gate, const Context& context, std::span<const std::string> subjects);

/// Turns gate results into the final report. `report` comes with everything but outcomes, findings, notes, row counts,
/// verdict and headline filled in; `settings` holds each selected model's settings by unique_id. Findings
/// that are set aside stay in the report, marked, and fail nothing.
Report settle(Report report, std::vector<GateResult> results,
              const std::map<std::string, ModelSettings, std::less<>>& settings, const Concessions& concessions = {});

/// A waiver of the finding that speaks for a cause covers what of the same cause other gates say of the model's rows,
/// and the same count of unchanged models below that changed by no more, unless something else stands above them. Never
/// personal data, metrics or names.
void cover_consequences(std::span<Finding> findings, std::span<const SelectedModel> models);

/// Folds findings of equal cause into one (the error before the warning, then by gate order), and findings of
/// unchanged models into the one of the changed ancestor that explains them; that dbt's build failed into the finding
/// that tells why PostgreSQL refuses the model's SQL. See design: "One cause, one finding".
std::vector<Finding> fold(std::vector<Finding> findings, std::span<const SelectedModel> models);

}  // namespace tollgate
