// Whether a waiver is about something that there is: asked of the manifests that are at hand when one is added. Reads
// artifacts; judges no finding, and never refuses what nobody here can know.
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.hpp"

namespace tollgate::cli {

/// Every unique_id of a side that a finding can be about, sorted.
std::vector<std::string> subjects_in(const dbt::Project& project);

struct LookedUp {
  std::vector<std::string> notes{};  ///< about a subject whose place nobody could look up, one sentence each
  std::string stem{};  ///< the part of the subject that is a unique_id, or stands for some; empty: not known
};

/// Throws Error (usage) where neither side has such a subject, or such a column of it.
LookedUp look_up_subject(const std::string& subject, const ArtifactFolders& folders);

}  // namespace tollgate::cli
