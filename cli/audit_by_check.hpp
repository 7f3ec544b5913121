// Where the events of a run go: into its report, into a file, and where it is asked for into the audit log. None of it
// changes the verdict.
#pragma once

#include "cli/judgement.hpp"

namespace tollgate::cli {

/// `report` is settled. What can't be written is told on stderr, and what can't be pushed is kept.
void tell_audit_log(const JudgementInput& input, Report& report, const Streams& streams);

}  // namespace tollgate::cli
