// What a CI system tells of the pull request: GitHub's event payload, GitLab's variables. Payloads and variables hold
// what strangers wrote. For the files of this room only.
#pragma once

#include <string_view>

#include "change/pull_request.hpp"
#include "core/environment.hpp"

namespace tollgate::change {

struct CiFacts {
  PullRequest facts;      ///< its base_commit is the merge base only on GitLab; see base_tip
  std::string base_tip;   ///< a commit of the base branch; empty: not told
  bool in_queue = false;  ///< a merge queue asks, or it is merged: the head is a commit that the forge made
  bool merged = false;    ///< the head is what was merged
};

/// Nothing exists outside a pull request, a merge request and a merge queue.
CiFacts ci_facts(const Environment& environment);

/// `event` as in GITHUB_EVENT_NAME. For a payload that can't be read nothing exists.
CiFacts facts_of_github_event(std::string_view payload, std::string_view event);

/// N of `gh-readonly-queue/<base>/pr-<N>-<sha>`; 0 for anything else.
long long number_in_queue_ref(std::string_view ref);

}  // namespace tollgate::change
