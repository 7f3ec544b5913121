#include "core/lower.hpp"
#include "forge/instant.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

namespace {

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

Account github_account(const Json& user) {
  const long long id = user["id"].number();
  return {id > 0 ? std::to_string(id) : std::string(), user["login"].text(), user["type"].text() == "User"};
}

std::optional<PullRequestFacts> github_pull_request(const Json& answer) {
  PullRequestFacts facts;
  facts.number = answer["number"].number();
  facts.head_commit = answer["head"]["sha"].text();
  if (facts.number <= 0 || facts.head_commit.empty() || !answer["labels"].is_list()) return std::nullopt;
  facts.url = answer["html_url"].text();
  facts.title = answer["title"].text();
  facts.description = answer["body"].text();
  facts.author = github_account(answer["user"]);
  facts.base_branch = answer["base"]["ref"].text();
  facts.head_branch = answer["head"]["ref"].text();
  facts.base_commit = answer["base"]["sha"].text();
  const auto labels = github_labels(answer["labels"]);
  if (!labels) return std::nullopt;
  for (const std::string& name : *labels) facts.labels.push_back({name, {}});
  facts.draft = answer["draft"].flag();
  if (answer["head"]["repo"].is_there()) facts.fork = is_fork(answer);
  if (answer["auto_merge"].is_there()) facts.auto_merge = !answer["auto_merge"].is_null();
  facts.merged_at = instant_from(answer["merged_at"].text());
  for (const Json& user : answer["assignees"].items()) facts.assignees.push_back(github_account(user));
  return facts;
}

std::optional<MergedPage> github_merged_requests(const Json& page) {
  MergedPage merged;
  auto requests = list_of<MergedRequest>(page, [&](const Json& item, auto& into) {
    MergedRequest request;
    request.number = item["number"].number();
    request.updated_at = instant_from(item["updated_at"].text());
    request.merged_at = instant_from(item["merged_at"].text());
    const auto labels = github_labels(item["labels"]);
    if (request.number <= 0 || !request.updated_at || !labels) return false;
    merged.oldest_update = request.updated_at;
    if (!request.merged_at) return true;  // closed
    request.title = item["title"].text();
    request.description = item["body"].text();
    request.author = github_account(item["user"]);
    request.head_branch = item["head"]["ref"].text();
    request.labels = *labels;
    request.opened_at = instant_from(item["created_at"].text());
    if (std::string commit = item["merge_commit_sha"].text(); !commit.empty())
      request.merge_commits.push_back(std::move(commit));
    into.push_back(std::move(request));
    return true;
  });
  if (!requests) return std::nullopt;
  merged.requests = *std::move(requests);
  return merged;
}

std::optional<std::vector<Review>> github_reviews(const Json& page) {
  return list_of<Review>(page, [](const Json& item, auto& into) {
    const auto state = state_of(item["state"].text());
    // The user of an account that is gone is null: nobody who can be counted.
    if (Account by = github_account(item["user"]); state && !by.login.empty())
      into.push_back({std::move(by), *state, item["commit_id"].text(), instant_from(item["submitted_at"].text())});
    return state.has_value();
  });
}

std::optional<std::vector<CommitFacts>> github_commits(const Json& page) {
  return list_of<CommitFacts>(page, [](const Json& item, auto& into) {
    into.push_back(commit_of(item));
    return !into.back().id.empty();
  });
}

std::optional<std::vector<LabelSet>> github_label_events(const Json& page) {
  return list_of<LabelSet>(page, [](const Json& item, auto& into) {
    if (item["event"].text() != "labeled") return true;
    LabelSet event{item["label"]["name"].text(), github_account(item["actor"]),
                   instant_from(item["created_at"].text())};
    if (!event.name.empty() && !event.by.login.empty()) into.push_back(std::move(event));
    return true;
  });
}

std::optional<std::vector<std::string>> github_labels(const Json& page) {
  return list_of<std::string>(page, [](const Json& item, auto& into) {
    into.push_back(item["name"].text());
    return !into.back().empty();
  });
}

std::optional<std::vector<Comment>> github_comments(const Json& page) {
  return list_of<Comment>(page, [](const Json& item, auto& into) {
    into.push_back({item["id"].number(), item["body"].text(), github_account(item["user"])});
    return into.back().id > 0;
  });
}

std::optional<std::vector<CheckRun>> github_check_runs(const Json& page) {
  return list_of<CheckRun>(page["check_runs"], [](const Json& item, auto& into) {
    into.push_back({item["id"].number(), item["external_id"].text(), item["output"]["annotations_count"].number()});
    return into.back().id > 0;
  });
}

std::optional<std::vector<PatchedFile>> github_files(const Json& page) {
  return list_of<PatchedFile>(page, [](const Json& item, auto& into) {
    into.push_back({item["filename"].text(), item["status"].text() == "removed", lines_of_head(item["patch"].text())});
    return !into.back().path.empty();
  });
}

std::optional<std::vector<ReviewComment>> github_review_comments(const Json& page) {
  return list_of<ReviewComment>(page, [](const Json& item, auto& into) {
    into.push_back({item["id"].number(), item["body"].text(), github_account(item["user"]),
                    item["in_reply_to_id"].number(), item["subject_type"].text() == "file"});
    return into.back().id > 0;
  });
}

std::optional<std::vector<ReviewBody>> github_review_bodies(const Json& page) {
  return list_of<ReviewBody>(page, [](const Json& item, auto& into) {
    ReviewBody body{item["body"].text(), github_account(item["user"])};
    if (!body.text.empty()) into.push_back(std::move(body));
    return item["state"].is_there();
  });
}

std::optional<std::string> github_login(const Json& answer) {
  std::string login = answer["login"].text();
  if (login.empty()) return std::nullopt;
  return login;
}

}  // namespace tollgate::forge
