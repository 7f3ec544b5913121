// Answers of GitHub and GitLab as facts. Nothing for what is not of that shape: half a fact would be judged as a whole
// one. For the files of this room, their tests and fuzzing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/answer.hpp"
#include "forge/document.hpp"

namespace tollgate::forge {

std::optional<PullRequestFacts> github_pull_request(const Json& answer);
std::optional<std::vector<Review>> github_reviews(const Json& page);
std::optional<std::vector<CommitFacts>> github_commits(const Json& page);
/// Those of the page that were merged, and when the last of all was updated, merged or not.
struct MergedPage {
  std::vector<MergedRequest> requests;
  std::optional<std::chrono::sys_seconds> oldest_update{};
};
std::optional<MergedPage> github_merged_requests(const Json& page);
std::optional<MergedPage> gitlab_merged_requests(const Json& page);
/// Who set a label, in order of time; other events are left out.
std::optional<std::vector<LabelSet>> github_label_events(const Json& page);
std::optional<std::vector<LabelSet>> gitlab_label_events(const Json& page);
std::optional<std::vector<Comment>> github_comments(const Json& page);
/// Without GitLab's own (`system`).
std::optional<std::vector<Comment>> gitlab_notes(const Json& page);
/// Of `/user`.
std::optional<std::string> github_login(const Json& answer);
std::optional<std::string> gitlab_login(const Json& answer);
/// Names.
std::optional<std::vector<std::string>> github_labels(const Json& page);

std::optional<PullRequestFacts> gitlab_merge_request(const Json& answer);
/// Of `approvals`.
std::optional<std::vector<Review>> gitlab_approvals(const Json& answer);
/// Of `approval_state`: who approved, over all rules, each once.
std::optional<std::vector<Review>> gitlab_approval_state(const Json& answer);
/// Oldest first, as GitLab does not list them.
std::optional<std::vector<CommitFacts>> gitlab_commits(const Json& page);

}  // namespace tollgate::forge
