// How far a gate came with one model, and the counts it took on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

enum class Status {
  passed,   ///< judged, nothing at or above --fail-on
  failed,   ///< judged, a finding at or above --fail-on
  skipped,  ///< not judged, on purpose, for the reason given
  errored,  ///< should have been judged and could not be: never green
};

std::string_view to_string(Status status);

/// One per gate and model. `subject` is a unique_id or `change_subject`.
struct Outcome {
  std::string gate;
  std::string subject;
  Status status = Status::passed;
  std::string reason;   ///< why skipped or errored, and what to do; empty when judged
  std::string layer{};  ///< filled in by core
  bool waived = false;  ///< filled in by core: passed, and without a waiver it had failed
  /// Errored, and only because the head's relation was not built: nothing else kept the gate from judging.
  bool unbuilt = false;
  /// Skipped, and only because people still have to do something before the merge.
  bool pending = false;
};

/// Something worth knowing that is neither a finding nor a failure, e.g. "base and head by different dbt versions".
struct Note {
  std::string topic;  ///< gate id, or "artifacts", "policy", "selection"
  std::string text;
};

/// What row-count-diff counted for one relation.
struct RowCount {
  std::string subject;  ///< unique_id
  std::optional<std::int64_t> base_rows;
  std::optional<std::int64_t> head_rows;
  bool estimated = false;  ///< planner statistics, not counted
  std::string filter;      ///< the policy's `where`, as written; empty: all rows
  std::string window;      ///< the event_time overlap that both sides were counted in; empty: none
};

}  // namespace tollgate
