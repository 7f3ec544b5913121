// What the audit log tells of pull requests, beside git: that an LLM helped, what gates said before the merge, what
// became of it. Reads events of the log; writes none. What a later version of tollgate wrote and this one does not know
// is left out.
#pragma once

#include <string>
#include <vector>

#include "budget/audit/event.hpp"
#include "budget/history.hpp"

namespace tollgate::budget {

/// By pull request, in order of number. Events that another one supersedes do not count.
std::vector<PullRequestFacts> facts_of(const std::vector<StoredEvent>& events);

/// The log as this repository has it, without asking a remote.
struct LocalLog {
  std::vector<StoredEvent> events{};
  bool found = false;
  std::string problem{};  ///< why its events can't be used
};
/// `branch`: `tollgate-audit`, or a ref. The remote's branch as it was last fetched comes before the local one.
LocalLog read_local_log(const std::string& root, const std::string& branch);

}  // namespace tollgate::budget
