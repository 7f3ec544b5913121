// One thing that is wrong with the change under review: a plain value that gates make and reporters tell.
// It has no field that could hold a cell of data: evidence is named numbers, texts are written by gates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tollgate {

enum class Severity { off, info, warning, error };

std::string_view to_string(Severity severity);
/// The severity of that name, or nothing.
std::optional<Severity> severity_from(std::string_view name);

/// A place in the repository. `path` is relative to the git root; `line` is 1-based; `column` 0 means the whole line.
struct Location {
  std::string path;
  int line = 1;
  int column = 0;
};

/// The subject id of a finding about the pull request as a whole.
inline constexpr std::string_view change_subject = "change";

/// What a finding is about.
struct Subject {
  std::string id;        ///< dbt unique_id, or `change_subject`
  std::string column;    ///< the column it is about; may be empty
  std::string relation;  ///< tells several things in one model apart (alias, partition key, test id); may be empty
};

/// What made it so. Findings of equal cause are folded into one; an empty cause is never folded by equality.
struct Cause {
  std::string model;  ///< unique_id of the model whose text holds the cause
  std::string item;   ///< the select item, join or predicate
  bool empty() const { return model.empty() && item.empty(); }
  friend bool operator==(const Cause&, const Cause&) = default;
};

/// A named number, e.g. {"base_rows", 1000}.
struct Evidence {
  std::string name;
  std::variant<std::int64_t, double> value;
};

/// Why a finding that stands does not fail.
enum class SetAside : std::uint8_t {
  waiver,        ///< a person answers for it until a day
  baseline,      ///< known when the baseline was written
  outside_diff,  ///< --diff-filter: it points at a line that this change did not touch
};

/// Whose decision it is that a finding does not fail. Owner, reason and expiry are a waiver's.
struct WaivedBy {
  std::string owner;
  std::string reason;
  std::string expires;  ///< `YYYY-MM-DD`, the last day
  Location location;    ///< in the waiver file
  bool added = false;   ///< this pull request adds or edits the waiver
  SetAside by = SetAside::waiver;
};

/// A finding that was folded into another of the same cause: told as its evidence.
struct FoldedFinding {
  std::string gate;
  std::string rule;
  Severity severity = Severity::error;
  Subject subject;
  Location location;
  std::string message;
  std::vector<Evidence> evidence;
  std::optional<WaivedBy> waived{};
  std::vector<std::string> columns{};
};

struct Finding {
  std::string gate;  ///< gate id
  std::string rule;  ///< rule id, one of the gate's rules
  Severity severity = Severity::error;
  Location location;
  Subject subject;
  Cause cause;
  std::string message;  ///< what is wrong, with the figures a person needs; one or more sentences on one line
  std::string help;     ///< what to do next
  std::vector<Evidence> evidence;
  std::vector<FoldedFinding> folded;  ///< waived all of them if it is, else none of them
  std::optional<WaivedBy> waived{};   ///< filled in by core: it is told and counted, and does not fail
  /// All columns of the model that it is about where `subject` names none, since one edit made them differ; the message
  /// may name some only. Empty: told by `subject`.
  std::vector<std::string> columns{};
};

/// Whether a finding fails a run that fails on that severity.
bool fails(const Finding& finding, Severity fail_on);

/// Identity of a finding across runs: hex SHA-256 of gate, rule and subject joined by NUL; never of line or wording.
std::string fingerprint(const Finding& finding);

}  // namespace tollgate
