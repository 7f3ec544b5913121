// Answers of GitHub and GitLab as facts. Nothing for what is not of that shape: half a fact would be judged as a whole
// one. For the files of this room, their tests and fuzzing.
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/answer.hpp"
#include "forge/document.hpp"
#include "forge/github_checks.hpp"
#include "forge/github_review.hpp"

namespace tollgate::forge {

/// A list, item by item: `take` appends what it makes of one, and says whether that is of the shape it should be.
/// Nothing for what is no list, or holds one item of another shape.
template <class Item, class Take>
std::optional<std::vector<Item>> list_of(const Json& list, const Take& take) {
  if (!list.is_list()) return std::nullopt;
  std::vector<Item> items;
  for (const Json& item : list.items()) {
    if (!take(item, items)) return std::nullopt;
  }
  return items;
}

/// What `read` makes of an answer about `what`; unreadable where it makes nothing of it.
template <class Value, class Read>
Answer<Value> read_one(const Answer<std::string>& answer, const char* what, const Read& read) {
  if (!answer.ok()) return {{}, answer.failure, answer.problem};
  const std::optional<Document> document = Document::parse(answer.value);
  std::optional<Value> value;
  if (document) value = read(document->root());
  if (!value)
    return {{},
            Failure::unreadable,
            std::string("the forge's answer about ") + what + " is not in the form that its API documents"};
  return {*std::move(value), Failure::none, {}};
}

/// The same over all pages, whose lists become one.
template <class Item, class Read>
Answer<std::vector<Item>> read_pages(const Answer<std::vector<std::string>>& pages, const char* what,
                                     const Read& read) {
  Answer<std::vector<Item>> all{{}, pages.failure, pages.problem};
  for (const std::string& page : pages.value) {
    auto items = read_one<std::vector<Item>>({page, Failure::none, {}}, what, read);
    if (!items.ok()) return items;
    std::ranges::move(items.value, std::back_inserter(all.value));
  }
  return all;
}

/// Without login: an account that is gone, which the forge tells as null.
Account github_account(const Json& user);
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
/// Of `{"total_count": …, "check_runs": […]}`.
std::optional<std::vector<CheckRun>> github_check_runs(const Json& page);
std::optional<std::vector<PatchedFile>> github_files(const Json& page);
std::optional<std::vector<ReviewComment>> github_review_comments(const Json& page);
std::optional<std::vector<ReviewBody>> github_review_bodies(const Json& page);
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
