// What a report says before anything is judged: which sides, which policy, which models, and what a person must know of
// the artifacts to read the rest.
#pragma once

#include "cli/judgement.hpp"

namespace tollgate::cli {

/// What is common to every report of this run.
Report empty_report(const PolicyInForce& policy, const ArtifactFolders& folders, const Commits& commits,
                    Severity fail_on);

/// Fills in project, models, layers, stage, pull request, and the notes about artifacts and policy.
void describe_selection(const JudgementInput& input, Report& report);

}  // namespace tollgate::cli
