// Which relations of a run are counted, with which settings, and which are not and why. Pure: no question is asked
// here, so that `--dry-run` can print the plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"
#include "gates/row_count_diff/judge.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::rows {

/// One relation to count, on both sides or, when it is new, on head alone.
struct PlannedCount {
  const Target* target = nullptr;
  std::string base_relation;  ///< quoted anew by warehouse::quoted_relation; empty: base does not have it
  std::string head_relation;
  std::string where;                     ///< the policy's condition; empty: all rows
  std::string event_time;                ///< column name; empty: no window
  std::string group_by;                  ///< column name; empty: no partitions
  std::string group_period;              ///< auto, none, day, week, month, quarter or year
  std::int64_t estimate_above_rows = 0;  ///< 0: never estimate
  Limits limits;

  bool is_new() const { return base_relation.empty(); }
  /// Two connections may lead to one database; whether they do is asked before one relation is held against itself.
  bool is_named_alike() const { return base_relation == head_relation; }
  /// Whether a total over the whole relation is asked for, so that planner statistics can answer.
  bool may_estimate() const;
};

/// What people call the target: its name, and `name.v2` where a model has versions, which share one.
std::string called(const Target& target);

std::string against_itself_reason(const PlannedCount& count);

/// What becomes of a target that cannot be counted: errored, but for a snapshot that both sides share and that the
/// change reaches from nowhere.
Outcome outcome_of_problem(const Context& context, const Target& target, const PlannedCount& count,
                           const std::string& problem);

struct Plan {
  std::vector<PlannedCount> counts;    ///< in order of the targets
  GateResult decided;                  ///< what needs no count: skipped, errored, removed
  std::vector<std::string> unchanged;  ///< names of models whose rows provably stay, in order of the targets
};

Plan make_plan(const Context& context);

/// The questions that a run would ask if estimates do not suffice and every time window has an overlap; the bounds
/// of windows are not known yet, so counts are shown without them.
std::vector<warehouse::Question> questions(const Plan& plan);

}  // namespace tollgate::gates::rows
