// Which layers each landing touched, by the paths of its files. For the files of this folder only.
#pragma once

#include <vector>

#include "budget/history.hpp"

namespace tollgate::budget {

/// Fills in `layers` and `in_project` of the landings since `files_since`: one `git diff-tree`. `parents` has the first
/// parent of each landing, empty for the first commit of all. Throws Error (unjudged).
void read_layers(const HistoryInput& input, const std::vector<std::string>& parents, std::vector<Landing>& landings);

}  // namespace tollgate::budget
