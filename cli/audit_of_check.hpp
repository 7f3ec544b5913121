// What a run tells the audit log: drafts of events, to be appended by `tollgate audit append`. Writes nothing.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/pull_request_in_force.hpp"
#include "core/policy.hpp"
#include "core/report.hpp"

namespace tollgate::cli {

struct AuditDrafts {
  std::string judged;               ///< canonical JSON of `pr_judged`, after the merge of `pr_merged`; empty: none
  std::vector<std::string> others;  ///< tagged, reviewed, overrides and waivers
  std::vector<Note> notes;          ///< what may not be logged, and why
};

/// `report` is settled and of that pull request.
AuditDrafts audit_drafts(const Report& report, const PullRequestInForce& pull_request, const Policy& policy,
                         std::chrono::sys_seconds now, const Streams& streams);

}  // namespace tollgate::cli
