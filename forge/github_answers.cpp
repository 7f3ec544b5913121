#include "core/lower.hpp"
#include "forge/instant.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

namespace {

Account account_of(const Json& user) {
  const long long id = user["id"].number();
  return {id > 0 ? std::to_string(id) : std::string(), user["login"].text(), user["type"].text() == "User"};
}

std::optional<ReviewState> state_of(const std::string& word) {
  const std::string low = lowered(word);
  if (low == "approved") return ReviewState::approved;
  if (low == "changes_requested") return ReviewState::changes_requested;
  if (low == "commented") return ReviewState::commented;
  if (low == "dismissed") return ReviewState::dismissed;
  if (low == "pending") return ReviewState::pending;
  return std::nullopt;
}

bool is_fork(const Json& answer) {
  const std::string head = lowered(answer["head"]["repo"]["full_name"].text());
  return head.empty() || head != lowered(answer["base"]["repo"]["full_name"].text());
}

CommitFacts commit_of(const Json& item) {
  CommitFacts commit;
  commit.id = item["sha"].text();
  for (const Json& parent : item["parents"].items()) commit.parents.push_back(parent["sha"].text());
  const Json inner = item["commit"];
  commit.message = inner["message"].text();
  commit.author_name = inner["author"]["name"].text();
  commit.author_email = inner["author"]["email"].text();
  commit.committer_name = inner["committer"]["name"].text();
  commit.committer_email = inner["committer"]["email"].text();
  commit.committed_at = instant_from(inner["committer"]["date"].text());
  return commit;
}

}  // namespace

std::optional<PullRequestFacts> github_pull_request(const Json& answer) {
  PullRequestFacts facts;
  facts.number = answer["number"].number();
  facts.head_commit = answer["head"]["sha"].text();
  if (facts.number <= 0 || facts.head_commit.empty() || !answer["labels"].is_list()) return std::nullopt;
  facts.url = answer["html_url"].text();
  facts.title = answer["title"].text();
  facts.description = answer["body"].text();
  facts.author = account_of(answer["user"]);
  facts.base_branch = answer["base"]["ref"].text();
  facts.head_branch = answer["head"]["ref"].text();
  facts.base_commit = answer["base"]["sha"].text();
  const auto labels = github_labels(answer["labels"]);
  if (!labels) return std::nullopt;
  for (const std::string& name : *labels) facts.labels.push_back({name, {}});
  facts.draft = answer["draft"].flag();
  if (answer["head"]["repo"].is_there()) facts.fork = is_fork(answer);
  if (answer["auto_merge"].is_there()) facts.auto_merge = !answer["auto_merge"].is_null();
  return facts;
}

std::optional<MergedPage> github_merged_requests(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  MergedPage merged;
  for (const Json& item : page.items()) {
    MergedRequest request;
    request.number = item["number"].number();
    request.updated_at = instant_from(item["updated_at"].text());
    request.merged_at = instant_from(item["merged_at"].text());
    const auto labels = github_labels(item["labels"]);
    if (request.number <= 0 || !request.updated_at || !labels) return std::nullopt;
    merged.oldest_update = request.updated_at;
    if (!request.merged_at) continue;  // closed
    request.title = item["title"].text();
    request.description = item["body"].text();
    request.author = account_of(item["user"]);
    request.head_branch = item["head"]["ref"].text();
    request.labels = *labels;
    request.opened_at = instant_from(item["created_at"].text());
    if (std::string commit = item["merge_commit_sha"].text(); !commit.empty())
      request.merge_commits.push_back(std::move(commit));
    merged.requests.push_back(std::move(request));
  }
  return merged;
}

std::optional<std::vector<Review>> github_reviews(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  std::vector<Review> reviews;
  for (const Json& item : page.items()) {
    const auto state = state_of(item["state"].text());
    if (!state) return std::nullopt;
    // The user of an account that is gone is null: nobody who can be counted.
    Account by = account_of(item["user"]);
    if (by.login.empty()) continue;
    reviews.push_back({std::move(by), *state, item["commit_id"].text(), instant_from(item["submitted_at"].text())});
  }
  return reviews;
}

std::optional<std::vector<CommitFacts>> github_commits(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  std::vector<CommitFacts> commits;
  for (const Json& item : page.items()) {
    commits.push_back(commit_of(item));
    if (commits.back().id.empty()) return std::nullopt;
  }
  return commits;
}

std::optional<std::vector<LabelSet>> github_label_events(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  std::vector<LabelSet> events;
  for (const Json& item : page.items()) {
    if (item["event"].text() != "labeled") continue;
    LabelSet event{item["label"]["name"].text(), account_of(item["actor"]), instant_from(item["created_at"].text())};
    if (!event.name.empty() && !event.by.login.empty()) events.push_back(std::move(event));
  }
  return events;
}

std::optional<std::vector<std::string>> github_labels(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  std::vector<std::string> names;
  for (const Json& item : page.items()) {
    names.push_back(item["name"].text());
    if (names.back().empty()) return std::nullopt;
  }
  return names;
}

std::optional<std::vector<Comment>> github_comments(const Json& page) {
  if (!page.is_list()) return std::nullopt;
  std::vector<Comment> comments;
  for (const Json& item : page.items()) {
    comments.push_back({item["id"].number(), item["body"].text(), account_of(item["user"])});
    if (comments.back().id <= 0) return std::nullopt;
  }
  return comments;
}

std::optional<std::string> github_login(const Json& answer) {
  std::string login = answer["login"].text();
  if (login.empty()) return std::nullopt;
  return login;
}

}  // namespace tollgate::forge
