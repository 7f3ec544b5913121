// Findings that were there when a team began to look: told and counted, and they do not fail. A baseline counts
// fingerprints, so that lines may move and words change, and a third finding beside two known ones is new. cli/ reads
// and writes its file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "core/outcome.hpp"
#include "core/report.hpp"

namespace tollgate {

/// Findings of one fingerprint.
struct KnownFindings {
  std::string fingerprint;  ///< see fingerprint()
  std::size_t count = 1;
  std::string rule;     ///< `gate/rule`, for a person and to tell what is resolved
  std::string subject;  ///< as waiver_subject() writes it
  Location location{};  ///< in the baseline file
};

struct Baseline {
  std::vector<KnownFindings> known;  ///< by rule, subject and fingerprint
  bool everything = false;           ///< whatever is found is known: a baseline is being written
  std::string path;                  ///< repo-relative path of the file that it is or will be
};

/// What both know: in a pull request only that counts, so that nobody makes his own findings known.
Baseline common(const Baseline& base, const Baseline& head);

/// What a report says is known, findings that were folded included; as many as there are.
Baseline known_of(const Report& report);

/// Marks the findings that are known and that no waiver covers. Those about the policy and about waivers never are.
void apply_baseline(std::span<Finding> findings, const Baseline& baseline);

/// What the baseline knows and this run did not find, although the gate judged its subject: `findings` are those of the
/// run, waived ones too. A note for a person, or nothing.
std::vector<Note> resolved(const Baseline& baseline, std::span<const Finding> findings,
                           std::span<const Outcome> outcomes);

}  // namespace tollgate
