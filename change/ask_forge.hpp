// What the forge's API tells of the pull request outranks the CI's event, which a re-run replays as it once was. For
// the files of this room only.
#pragma once

#include "change/ci.hpp"
#include "forge/client.hpp"

namespace tollgate::change {

/// Facts and reviews of the pull request `ci.facts.number`. A call that fails is the `problem` of what nobody else
/// told. `ci.base_tip` is filled in where it is empty.
void ask_forge(forge::Client& client, CiFacts& ci);

/// The commits as the forge lists them: where git lacks them, and in a merge queue, whose commit may be a squash of
/// them, beside git's. `complete` false in the answer is told as not known.
void complete_commits(forge::Client& client, bool in_queue, PullRequest& facts);

}  // namespace tollgate::change
