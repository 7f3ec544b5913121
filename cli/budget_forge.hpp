// What the forge tells of pull requests that were merged: labels that people put on, and what their descriptions say.
// Asks in pages, and says what it could not learn: nothing that was not read counts as none.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "budget/history.hpp"
#include "cli/publishing.hpp"
#include "core/policy.hpp"

namespace tollgate::cli {

struct ForgePast {
  std::vector<budget::PullRequestFacts> facts{};
  bool asked = false;
  bool complete = false;  ///< what is not among the facts is no pull request of the forge
  std::string problem{};  ///< why it was not asked, or what ended it early
  std::vector<std::string> notes{};
};

/// Of what was merged into the branch since then, in at most `pages` calls and one more for each pull request with a
/// label that counts by who put it on. `base`: a revision (`origin/main`); of one that names no branch, all branches.
ForgePast ask_about_past(ForgeInUse& forge, const std::string& base, std::chrono::sys_seconds since, int pages,
                         const change::TeamSigns& team);

/// For a person: of which pull requests since then labels and descriptions are not known.
std::vector<std::string> unread_notes(const ForgePast& past, const budget::History& history,
                                      std::chrono::sys_seconds since);

}  // namespace tollgate::cli
