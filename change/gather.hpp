// Gathers the pull request from git, then the CI environment, then the forge, then flags: each outranks those before
// it, fact by fact. Reads only. What nobody could tell stays unknown and says why.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/pull_request.hpp"
#include "core/environment.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate::forge {
class Client;
}

namespace tollgate::change {

/// What a person states on the command line. Nothing and empty: not given. Any of `number` to `auto_merge` makes the
/// pull request exist.
struct PullRequestFlags {
  std::optional<long long> number;  ///< `--pr`
  std::optional<std::string> author;
  std::vector<std::string> labels;
  std::vector<std::string> reviews;  ///< `LOGIN:approved[@COMMIT]`, `LOGIN:changes-requested`, …; see review_from()
  std::string description_file;      ///< `--description-file`
  std::optional<std::string> title;
  std::optional<std::string> head_branch;
  std::optional<bool> draft;
  std::optional<bool> fork;
  std::optional<bool> auto_merge;
  std::string agent_trace_file;  ///< an Agent Trace record, or several, one per line; makes no pull request exist
};

/// `LOGIN:STATE[@COMMIT]`, STATE one of approved, changes-requested, commented, dismissed. Throws Error (usage).
forge::Review review_from(std::string_view text);

struct GatherInput {
  std::string root{};  ///< git root; empty: no repository
  std::string base{};  ///< commit of the base branch; empty: the CI's, else where the remote's default branch stands
  std::string head{};  ///< commit; empty: the CI's, else HEAD
  PullRequestFlags flags{};
  Environment environment{};
  bool merged = false;             ///< `head` is on the base branch: which pull request it merged is looked for
  forge::Client* forge = nullptr;  ///< null: not asked; then `no_forge` says why, if there is more to say than that
  std::string no_forge{};
};

/// Throws Error (usage) for a flag that is wrong or names a file that can't be read; else nothing but what the system
/// throws when it has no process left. A forge that does not answer is a `problem` of the facts it would have told.
PullRequest gather(const GatherInput& input);

/// The summary with what is known of the pull request itself; what gates find out is for them to add.
PullRequestSummary summary_of(const PullRequest& pull_request);

}  // namespace tollgate::change
