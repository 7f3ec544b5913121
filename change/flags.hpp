// What a person states of the pull request on the command line outranks everything else. For the files of this room
// only.
#pragma once

#include "change/gather.hpp"

namespace tollgate::change {

bool makes_one_exist(const PullRequestFlags& flags);

/// Throws Error (usage) for a flag that is wrong or names a file that can't be read.
void apply_flags(const PullRequestFlags& flags, PullRequest& facts);

}  // namespace tollgate::change
