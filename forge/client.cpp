#include "forge/client.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/day.hpp"
#include "core/lower.hpp"
#include "forge/api.hpp"
#include "forge/document.hpp"
#include "forge/read_answers.hpp"

namespace tollgate::forge {

namespace {

constexpr std::size_t github_lists_at_most = 250;  // of GET /pulls/N/commits

const char* variable_of(Kind kind) { return kind == Kind::github ? "GITHUB_API_URL" : "CI_API_V4_URL"; }

ApiSettings api_settings(const Settings& settings) {
  return {settings.kind, address_from(settings.api, variable_of(settings.kind)), settings.token, settings.budget,
          settings.request_timeout};
}

/// Labels are compared without case, as both forges do where they look one up.
std::vector<std::string> missing_of(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
  std::vector<std::string> missing;
  const auto holds = [](const std::vector<std::string>& labels, const std::string& label) {
    return std::ranges::any_of(labels, [&](const std::string& one) { return lowered(one) == lowered(label); });
  };
  for (const std::string& label : wanted) {
    if (!label.empty() && !holds(there, label) && !holds(missing, label)) missing.push_back(label);
  }
  return missing;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

}  // namespace

Client::Client(Settings settings) : x_settings(std::move(settings)) {
  ApiSettings made = api_settings(x_settings);
  x_http = std::make_unique<Http>(x_settings.certificates, made.address.is_here);
  x_api = std::make_unique<Api>(std::move(made), [http = x_http.get()](const Request& r) { return http->ask(r); });
}

Client::Client(Settings settings, std::unique_ptr<Api> api) : x_settings(std::move(settings)), x_api(std::move(api)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

std::string_view Client::name() const { return kind() == Kind::github ? "GitHub API" : "GitLab API"; }

std::string Client::path(std::string_view below) const {
  const std::string& repository = x_settings.repository;
  if (kind() == Kind::gitlab) return "/projects/" + encoded(repository) + std::string(below);
  const std::size_t slash = repository.find('/');
  const std::string name = slash == std::string::npos ? std::string() : encoded(repository.substr(slash + 1));
  return "/repos/" + encoded(repository.substr(0, slash)) + "/" + name + std::string(below);
}

Answer<PullRequestFacts> Client::pull_request(long long number) {
  const std::string n = std::to_string(number);
  if (kind() == Kind::github) {
    return read_one<PullRequestFacts>(x_api->get(path("/pulls/" + n)), "the pull request", github_pull_request);
  }
  return read_one<PullRequestFacts>(x_api->get(path("/merge_requests/" + n)), "the merge request",
                                    gitlab_merge_request);
}

Answer<std::vector<Review>> Client::reviews(long long number) {
  const std::string n = std::to_string(number);
  if (kind() == Kind::github) {
    return read_pages<Review>(x_api->get_pages(path("/pulls/" + n + "/reviews")), "reviews", github_reviews);
  }
  const std::string request = "/merge_requests/" + n;
  const Answer<std::string> approvals = x_api->get(path(request + "/approvals"));
  if (approvals.failure != Failure::not_found) {
    return read_one<std::vector<Review>>(approvals, "approvals", gitlab_approvals);
  }
  return read_one<std::vector<Review>>(x_api->get(path(request + "/approval_state")), "approvals",
                                       gitlab_approval_state);
}

Answer<CommitList> Client::commits(long long number) {
  const std::string n = std::to_string(number);
  const bool github = kind() == Kind::github;
  const auto pages = x_api->get_pages(path((github ? "/pulls/" : "/merge_requests/") + n + "/commits"));
  auto all = read_pages<CommitFacts>(pages, "commits", github ? github_commits : gitlab_commits);
  if (!all.ok()) return {{}, all.failure, std::move(all.problem)};
  if (!github) std::ranges::reverse(all.value);
  const bool complete = !github || all.value.size() < github_lists_at_most;
  return {{std::move(all.value), complete}, Failure::none, {}};
}

std::string Client::merged_path(const std::string& base_branch, std::chrono::sys_seconds since) const {
  const std::string branch = encoded(base_branch);
  if (kind() == Kind::github) {
    return path("/pulls?state=closed&sort=updated&direction=desc" + (branch.empty() ? "" : "&base=" + branch));
  }
  return path("/merge_requests?state=merged&order_by=updated_at&sort=desc" +
              (branch.empty() ? "" : "&target_branch=" + branch) +
              "&updated_after=" + encoded(day_text(std::chrono::floor<std::chrono::days>(since)) + "T00:00:00Z"));
}

Answer<MergedList> Client::merged_requests(const std::string& base_branch, std::chrono::sys_seconds since, int pages) {
  Answer<MergedList> list;
  std::string problem;
  const auto read = kind() == Kind::github ? github_merged_requests : gitlab_merged_requests;
  const Answer<bool> ended = x_api->each_page(merged_path(base_branch, since), pages, [&](const std::string& body) {
    auto page = read_one<MergedPage>({body, Failure::none, {}}, "merged pull requests", read);
    problem = page.problem;
    std::ranges::move(page.value.requests, std::back_inserter(list.value.requests));
    return page.ok() && (!page.value.oldest_update || *page.value.oldest_update >= since);
  });
  list.failure = problem.empty() ? ended.failure : Failure::unreadable;
  list.problem = problem.empty() ? ended.problem : problem;
  list.value.complete = list.ok() && ended.value;
  return list;
}

Answer<std::vector<MergedRequest>> Client::requests_of(const std::string& commit) {
  const bool github = kind() == Kind::github;
  const std::string id = encoded(commit);
  const std::string below = github ? "/commits/" + id + "/pulls" : "/repository/commits/" + id + "/merge_requests";
  auto page = read_one<MergedPage>(x_api->get(path(below)), "the pull requests of a commit",
                                   github ? github_merged_requests : gitlab_merged_requests);
  return {std::move(page.value.requests), page.failure, std::move(page.problem)};
}

Answer<std::vector<LabelSet>> Client::label_events(long long number) {
  const bool github = kind() == Kind::github;
  const std::string n = std::to_string(number);
  const std::string below = github ? "/issues/" + n + "/events" : "/merge_requests/" + n + "/resource_label_events";
  return read_pages<LabelSet>(x_api->get_pages(path(below)), "labels",
                              github ? github_label_events : gitlab_label_events);
}

void Client::tell_who_set(long long number, std::vector<Label>& labels) {
  if (labels.empty()) return;
  const Answer<std::vector<LabelSet>> events = label_events(number);
  for (const LabelSet& event : events.value) {
    for (Label& label : labels) {
      if (lowered(label.name) == lowered(event.name)) label.added_by = event.by;
    }
  }
}

Answer<std::vector<std::string>> Client::labels(long long number) {
  if (kind() == Kind::github) {
    const std::string below = "/issues/" + std::to_string(number) + "/labels";
    return read_pages<std::string>(x_api->get_pages(path(below)), "labels", github_labels);
  }
  const Answer<PullRequestFacts> facts = pull_request(number);
  Answer<std::vector<std::string>> names{{}, facts.failure, facts.problem};
  for (const Label& label : facts.value.labels) names.value.push_back(label.name);
  return names;
}

Answer<std::vector<std::string>> Client::add_labels(long long number, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return {};
  const Answer<std::vector<std::string>> there = labels(number);
  if (!there.ok()) return {{}, there.failure, there.problem};
  const std::vector<std::string> missing = missing_of(wanted, there.value);
  if (missing.empty()) return {};
  const Answer<std::string> answer =
      kind() == Kind::github ? post_labels(number, missing) : put_labels(number, missing);
  if (!answer.ok()) return {{}, answer.failure, answer.problem};
  return {missing, Failure::none, {}};
}

Answer<std::vector<Comment>> Client::comments(long long number) {
  const std::string n = std::to_string(number);
  if (kind() == Kind::github) {
    return read_pages<Comment>(x_api->get_pages(path("/issues/" + n + "/comments")), "comments", github_comments);
  }
  const std::string below = "/merge_requests/" + n + "/notes?sort=asc&order_by=created_at";
  return read_pages<Comment>(x_api->get_pages(path(below)), "notes", gitlab_notes);
}

Answer<std::string> Client::own_login() {
  return read_one<std::string>(x_api->get("/user"), "the user", kind() == Kind::github ? github_login : gitlab_login);
}

Answer<std::string> Client::add_comment(long long number, const std::string& body,
                                        const std::function<Answer<bool>()>& already_there) {
  const std::string n = std::to_string(number);
  const std::string below = kind() == Kind::github ? "/issues/" + n + "/comments" : "/merge_requests/" + n + "/notes";
  return x_api->post(path(below), "{\"body\":" + json_text(body) + "}", already_there);
}

Answer<std::string> Client::update_comment(long long number, long long comment, const std::string& body) {
  const std::string json = "{\"body\":" + json_text(body) + "}";
  const std::string id = std::to_string(comment);
  if (kind() == Kind::github) return x_api->patch(path("/issues/comments/" + id), json);
  return x_api->put(path("/merge_requests/" + std::to_string(number) + "/notes/" + id), json);
}

Answer<std::string> Client::post_labels(long long number, const std::vector<std::string>& missing) {
  const AlreadyThere already_there = [&]() -> Answer<bool> {
    const Answer<std::vector<std::string>> now = labels(number);
    return {now.ok() && missing_of(missing, now.value).empty(), now.failure, now.problem};
  };
  const std::string below = "/issues/" + std::to_string(number) + "/labels";
  return x_api->post(path(below), "{\"labels\":" + json_list(missing) + "}", already_there);
}

Answer<std::string> Client::put_labels(long long number, const std::vector<std::string>& missing) {
  if (std::ranges::any_of(missing, [](const std::string& label) { return label.find(',') != std::string::npos; })) {
    return {{}, Failure::rejected, "GitLab has no labels with a comma: " + joined(missing)};
  }
  const std::string below = "/merge_requests/" + std::to_string(number);
  return x_api->put(path(below), "{\"add_labels\":" + json_text(joined(missing)) + "}");
}

}  // namespace tollgate::forge
