// Puts the landings of a history together from its commits: the first parents of the tip, and what each of them brought
// along. Pure. For the files of this folder only, and for fuzzing.
#pragma once

#include <string>
#include <vector>

#include "budget/history.hpp"
#include "budget/history/commits.hpp"

namespace tollgate::budget {

/// Fills in landings, commits and titles. Gives the first parent of each landing; empty for the first commit of all.
std::vector<std::string> build_landings(const KnownCommits& known, const std::string& tip, History& history);

}  // namespace tollgate::budget
