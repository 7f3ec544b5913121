// Whether a waiver is about something that there is: asked of the manifests that are at hand when one is added. Reads
// artifacts; judges no finding, and never refuses what nobody here can know.
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.hpp"

namespace tollgate::cli {

/// Every unique_id of a side that a finding can be about, sorted.
std::vector<std::string> subjects_in(const dbt::Project& project);

/// What is to be told about a subject whose place nobody could look up, one sentence each. Throws Error (usage) where
/// neither side has such a subject, or such a column of it.
std::vector<std::string> look_up_subject(const std::string& subject, const ArtifactFolders& folders);

}  // namespace tollgate::cli
