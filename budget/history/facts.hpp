// Lays what the audit log or a forge tells over what git shows. For the files of this folder only.
#pragma once

#include <vector>

#include "budget/history.hpp"

namespace tollgate::budget {

/// Facts about a pull request that the history does not have are left out.
void apply_facts(const std::vector<PullRequestFacts>& facts, History& history);

}  // namespace tollgate::budget
