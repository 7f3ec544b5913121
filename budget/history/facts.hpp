// Lays what the audit log or a forge tells over what git shows. For the files of this folder only.
#pragma once

#include <vector>

#include "budget/history.hpp"

namespace tollgate::budget {

/// Which landings are pull requests, and which: of those rebased onto the branch git can't tell. Facts about a pull
/// request that the history does not have are left out, here and below.
void name_requests(const std::vector<PullRequestFacts>& facts, History& history);
/// Everything else, in order: what the forge tells comes before what the audit log does.
void apply_facts(const HistoryInput& input, History& history);

}  // namespace tollgate::budget
