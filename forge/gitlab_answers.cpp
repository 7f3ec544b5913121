#include <algorithm>

#include "forge/instant.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

namespace {

/// Project and group access tokens act as users called `project_42_bot_1a2b`, and GitLab's own bots as `…-bot`:
/// https://docs.gitlab.com/ee/user/project/settings/project_access_tokens.html
bool is_bot(std::string_view login) {
  const std::size_t bot = login.find("_bot");
  const bool token = (login.starts_with("project_") || login.starts_with("group_")) && bot != std::string_view::npos;
  return token || login.ends_with("-bot") || login.ends_with("[bot]") || login == "GitLabDuo" || login == "ghost";
}

Account account_of(const Json& user) {
  const long long id = user["id"].number();
  std::string login = user["username"].text();
  const bool person = !is_bot(login) && !user["bot"].flag().value_or(false);
  return {id > 0 ? std::to_string(id) : std::string(), std::move(login), person};
}

bool any_flag(const Json& answer, const char* name, const char* old_name) {
  return answer[name].flag().value_or(false) || answer[old_name].flag().value_or(false);
}

bool add_approval(const Json& user, const Json& at, std::vector<Review>& reviews) {
  Account by = account_of(user);
  if (by.login.empty()) return false;
  const bool known = std::ranges::any_of(reviews, [&](const Review& review) { return review.by.login == by.login; });
  if (!known) reviews.push_back({std::move(by), ReviewState::approved, {}, instant_from(at.text())});
  return true;
}

CommitFacts commit_of(const Json& item) {
  CommitFacts commit;
  commit.id = item["id"].text();
  for (const Json& parent : item["parent_ids"].items()) commit.parents.push_back(parent.text());
  commit.message = item["message"].text();
  commit.author_name = item["author_name"].text();
  commit.author_email = item["author_email"].text();
  commit.committer_name = item["committer_name"].text();
  commit.committer_email = item["committer_email"].text();
  commit.committed_at = instant_from(item["committed_date"].text());
  return commit;
}

}  // namespace

std::optional<PullRequestFacts> gitlab_merge_request(const Json& answer) {
  PullRequestFacts facts;
  facts.number = answer["iid"].number();
  if (facts.number <= 0 || !answer["labels"].is_list()) return std::nullopt;
  for (const Json& label : answer["labels"].items()) {
    // With `with_labels_details` they are objects.
    std::string name = label.text().empty() ? label["name"].text() : label.text();
    if (name.empty()) return std::nullopt;
    facts.labels.push_back({std::move(name), {}});
  }
  facts.head_commit = answer["sha"].text();
  facts.base_commit = answer["diff_refs"]["base_sha"].text();
  facts.url = answer["web_url"].text();
  facts.title = answer["title"].text();
  facts.description = answer["description"].text();
  facts.author = account_of(answer["author"]);
  facts.base_branch = answer["target_branch"].text();
  facts.head_branch = answer["source_branch"].text();
  if (answer["draft"].is_there() || answer["work_in_progress"].is_there()) {
    facts.draft = any_flag(answer, "draft", "work_in_progress");
  }
  const long long source = answer["source_project_id"].number();
  const long long target = answer["target_project_id"].number();
  if (target > 0) facts.fork = source != target;
  if (answer["merge_when_pipeline_succeeds"].is_there() || answer["auto_merge_enabled"].is_there()) {
    facts.auto_merge = any_flag(answer, "merge_when_pipeline_succeeds", "auto_merge_enabled");
  }
  facts.merged_at = instant_from(answer["merged_at"].text());
  for (const Json& user : answer["assignees"].items()) facts.assignees.push_back(account_of(user));
  return facts;
}

std::optional<MergedPage> gitlab_merged_requests(const Json& page) {
  MergedPage merged;
  auto requests = list_of<MergedRequest>(page, [&](const Json& item, auto& into) {
    const auto facts = gitlab_merge_request(item);
    MergedRequest request;
    request.updated_at = instant_from(item["updated_at"].text());
    request.merged_at = instant_from(item["merged_at"].text());
    if (!facts || !request.updated_at) return false;
    merged.oldest_update = request.updated_at;
    if (!request.merged_at) return true;
    request.number = facts->number;
    request.title = facts->title;
    request.description = facts->description;
    request.author = facts->author;
    request.head_branch = facts->head_branch;
    for (const Label& label : facts->labels) request.labels.push_back(label.name);
    request.opened_at = instant_from(item["created_at"].text());
    // A squash that is merged by a merge commit has both, one that is fast-forwarded the second alone.
    for (const char* key : {"merge_commit_sha", "squash_commit_sha"}) {
      if (std::string commit = item[key].text(); !commit.empty()) request.merge_commits.push_back(std::move(commit));
    }
    into.push_back(std::move(request));
    return true;
  });
  if (!requests) return std::nullopt;
  merged.requests = *std::move(requests);
  return merged;
}

std::optional<std::vector<Review>> gitlab_approvals(const Json& answer) {
  return list_of<Review>(answer["approved_by"], [](const Json& item, auto& into) {
    return add_approval(item["user"], item["approved_at"], into);
  });
}

std::optional<std::vector<Review>> gitlab_approval_state(const Json& answer) {
  return list_of<Review>(answer["rules"], [](const Json& rule, auto& into) {
    return list_of<Review>(rule["approved_by"], [&](const Json& user, auto&) { return add_approval(user, {}, into); })
        .has_value();
  });
}

std::optional<std::vector<LabelSet>> gitlab_label_events(const Json& page) {
  return list_of<LabelSet>(page, [](const Json& item, auto& into) {
    if (item["action"].text() != "add") return true;
    LabelSet event{item["label"]["name"].text(), account_of(item["user"]), instant_from(item["created_at"].text())};
    if (!event.name.empty() && !event.by.login.empty()) into.push_back(std::move(event));
    return true;
  });
}

std::optional<std::vector<CommitFacts>> gitlab_commits(const Json& page) {
  return list_of<CommitFacts>(page, [](const Json& item, auto& into) {
    into.push_back(commit_of(item));
    return !into.back().id.empty();
  });
}

std::optional<std::vector<Comment>> gitlab_notes(const Json& page) {
  return list_of<Comment>(page, [](const Json& item, auto& into) {
    if (item["system"].flag().value_or(false)) return true;
    into.push_back({item["id"].number(), item["body"].text(), account_of(item["author"])});
    return into.back().id > 0;
  });
}

std::optional<std::string> gitlab_login(const Json& answer) {
  std::string login = answer["username"].text();
  if (login.empty()) return std::nullopt;
  return login;
}

}  // namespace tollgate::forge
