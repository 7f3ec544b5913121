// A waiver: a person's signed answer to a finding, until a day. Plain data, valid once loaded (policy/waivers.hpp);
// what it covers and what is wrong with it is judged here, against a day that the caller names.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/day.hpp"
#include "core/finding.hpp"
#include "core/gate.hpp"

namespace tollgate {

struct Waiver {
  std::string gate;
  std::string rule;     ///< a rule of that gate
  std::string subject;  ///< as waiver_subject() writes it; `*` and `?` are wildcards, see covers()
  std::string reason;
  std::string owner;
  Day expires{};        ///< the last day on which it counts, to its end in UTC
  Location location;    ///< in the waiver file
  bool added = false;   ///< this pull request adds or edits it: the base branch's file has not the same
  bool edited = false;  ///< added, and the base branch's file has one of the same rule and subject
};

/// What a run knows of its waivers. Without any, nothing is waived.
struct WaiverBook {
  std::vector<Waiver> waivers;              ///< in force or expired, in file order
  Day today{};                              ///< in UTC
  std::vector<std::string> known_subjects;  ///< every unique_id of either side; empty: not known
  /// Waivers that this pull request adds or edits: in one they count only when somebody else than its author agrees.
  struct Added {
    bool count = true;
    std::string because{};  ///< who agrees, or why they do not count; empty: there is no pull request
  };
  Added added{};
};

inline constexpr std::string_view waiver_gate = "waiver";  ///< the gate id of findings about waivers; not of the table
inline constexpr int warn_days = 14;                       ///< before a waiver expires

inline constexpr Rule waiver_expired{.id = "expired",
                                     .severity = Severity::error,
                                     .summary = "A waiver is past its day: what it covered counts again.",
                                     .advice = "Delete the waiver, or have its owner agree to a later day."};
inline constexpr Rule waiver_expires_soon{
    .id = "expires-soon",
    .severity = Severity::warning,
    .summary = "A waiver expires within 14 days: what it covers fails after that day.",
    .advice = "Mend what the waiver covers, or have its owner agree to a later day."};
inline constexpr Rule waiver_unused{.id = "unused",
                                    .severity = Severity::warning,
                                    .summary = "A waiver covers nothing, although its gate judged its subject.",
                                    .advice = "Delete the waiver, or mend its rule and subject."};
inline constexpr Rule waiver_added{.id = "added",
                                   .severity = Severity::warning,
                                   .summary = "This change itself brings or edits a waiver.",
                                   .advice = "Have someone other than the author of the change agree to it."};
inline constexpr std::array<Rule, 4> waiver_rules{waiver_expired, waiver_expires_soon, waiver_unused, waiver_added};

/// The subject as a waiver names it: `unique_id`, `unique_id.column`, `change`, each with ` (relation)` where there is
/// one.
std::string waiver_subject(const Subject& subject);

/// Whether the waiver is about that subject: text for text, nothing implied. A model does not cover its columns, nor a
/// subject without ` (relation)` one with it. `*` and `?` match within a part between dots, and anything within the
/// parentheses.
bool covers(const Waiver& waiver, const Subject& subject);

/// The subjects that the columns of a finding would have by themselves, where it tells of several because one edit made
/// them differ; none for what is about the rows. A waiver of one answers for that column alone.
std::vector<Subject> column_subjects(const Finding& finding);

/// Whether a gate tells of the rows of a model: one edit shows in all such gates.
bool tells_of_rows(std::string_view gate);

/// Of two findings of one cause: whether who answers for the first answers for the other as well. Gates that tell of
/// rows answer for each other; what names people's data, metrics and names is answered for by itself, and so is what
/// the same count says in another direction.
bool answers_for(std::string_view gate, std::string_view rule, std::string_view other_gate,
                 std::string_view other_rule);

/// The unique_ids of `known` (sorted) that the waiver can be about, or `change`. Without wildcards that is the longest
/// that its subject begins with: what is left is the column.
std::vector<std::string> subject_ids(const Waiver& waiver, const std::vector<std::string>& known);

/// Marks the findings that a waiver in force covers, and gives the findings about the waivers themselves. Those are
/// never waived, nor is an outcome that is `errored`. A finding about several columns is waived once waivers cover each
/// of them; until then it stands, and its message says which are.
std::vector<Finding> apply_waivers(std::span<Finding> findings, std::span<const Outcome> outcomes,
                                   const WaiverBook& book);

}  // namespace tollgate
