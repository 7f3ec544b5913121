// What several reporters need to know of a Report: order by weight, groups and counts. Pointers point into the Report.
// Knows no format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

/// A finding that is set aside is counted by what does so, whatever its severity.
struct FindingCounts {
  int errors = 0;
  int warnings = 0;
  int infos = 0;
  int waived = 0;   ///< by a waiver
  int known = 0;    ///< to the baseline
  int outside = 0;  ///< of the diff
  /// Those that count.
  int standing() const { return errors + warnings + infos; }
  int total() const { return standing() + waived + known + outside; }
};
FindingCounts count_findings(const Report& report);

/// What the findings that do not fail are called together: `Waived`, `Known`, `Outside the diff`, or `Set aside`.
std::string_view set_aside_title(const Report& report);

/// By severity, waived ones last; among equals the order of the report.
std::vector<const Finding*> worst_first(const Report& report);

/// All findings about one model, worst first.
struct ModelFindings {
  std::string subject;
  std::vector<const Finding*> findings;
};
/// Models with the worst finding first; among equals the order of the report.
std::vector<ModelFindings> findings_by_model(const Report& report);

/// Gates that could not judge, or skipped, the same subjects.
struct GatesAndSubjects {
  std::vector<std::string> gates;
  std::vector<std::string> subjects;
  std::string beside{};  ///< what these gates say before and after the reason; may be empty
};
/// A reason, told once however many gates and models it is the reason of, also within longer ones. Where it is that of
/// several models but for their own names, `<name>` stands for those.
struct SharedReason {
  std::string reason;
  std::vector<GatesAndSubjects> groups;
  /// All subjects of all groups, each once, in order of the groups.
  std::vector<std::string> subjects() const;
  std::vector<std::string> gates() const;
};
/// In order of the report. What people still have to do is no part of what was skipped.
std::vector<SharedReason> shared_reasons(const Report& report, Status status);

/// `row-count-diff, explain: orders, customers`, with at most so many names.
std::string gates_and_subjects(const Report& report, const GatesAndSubjects& group, std::size_t most_names);

struct StatusCounts {
  int passed = 0;
  int waived = 0;   ///< passed only because of a waiver
  int known = 0;    ///< passed only because of the baseline
  int outside = 0;  ///< passed only because of --diff-filter
  int failed = 0;
  int pending = 0;  ///< people still have to do something
  int skipped = 0;
  int errored = 0;
};
/// `2 passed, 1 waived, 1 not judged`; empty when all are 0.
std::string to_text(const StatusCounts& counts);
/// Over the outcomes of one gate, of one layer if that is not empty.
StatusCounts count_outcomes(const Report& report, std::string_view gate, std::string_view layer = {});

/// The outcomes of a gate, or how many findings it has without any: `2 passed`, `1 finding`, `nothing to judge`; and
/// the changed models that it was not asked about: `2 passed, 1 changed not asked`.
std::string gate_text(const Report& report, std::string_view gate);
/// The same for one layer; empty when there is nothing.
std::string gate_text(const Report& report, std::string_view gate, std::string_view layer);

/// The gates that ran, then others that outcomes or findings name.
std::vector<std::string> gates_of(const Report& report);
/// The layer of the outcome; `change` when it has none.
std::string layer_of(const Outcome& outcome);
/// The layer of the model that the finding is about; `change` when the report knows no such model.
std::string layer_of(const Report& report, const Finding& finding);
/// The layers of the report, then others that outcomes or findings are of.
std::vector<std::string> layers_of(const Report& report);

/// `changed, without a finding: stg_orders, dim_dates and 3 more`: what was looked at and is told of nowhere else.
/// Empty where every changed model has a finding, or is not judged.
std::string clean_changes_text(const Report& report);

}  // namespace tollgate::reporters
