#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "change/ci.hpp"
#include "change/ci_gitlab.hpp"
#include "change/git.hpp"
#include "core/error.hpp"

namespace tollgate::change {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string text_at(const nlohmann::json& event, const char* pointer) {
  const nlohmann::json::json_pointer path(pointer);
  if (!event.contains(path) || !event.at(path).is_string()) return {};
  return event.at(path).get<std::string>();
}

/// A pull_request(_target, _review) event has the pull request; a merge queue has its own object.
std::optional<CiCommits> from_event(const nlohmann::json& event) {
  if (event.contains("pull_request")) {
    return CiCommits{text_at(event, "/pull_request/base/sha"), text_at(event, "/pull_request/head/sha"),
                     "GitHub pull request event"};
  }
  if (event.contains("merge_group")) {
    return CiCommits{text_at(event, "/merge_group/base_sha"), text_at(event, "/merge_group/head_sha"),
                     "GitHub merge queue event"};
  }
  return std::nullopt;
}

/// Without the base commit the pull request would be judged by the policy that it brings itself.
[[noreturn]] void refuse_without_base(const std::string& event_name) {
  throw Error(ErrorKind::unjudged, {"this is a GitHub " + event_name +
                                        " event, but GITHUB_EVENT_PATH names no file that tells its base commit",
                                    "let the job see that file (in a container: mount it), or give --base-sha",
                                    {}});
}

std::optional<CiCommits> from_github() {
  std::ifstream file(environment("GITHUB_EVENT_PATH"), std::ios::binary);
  std::optional<CiCommits> commits = from_event(nlohmann::json::parse(file, nullptr, false));
  const std::string name = environment("GITHUB_EVENT_NAME");
  const bool about_a_change = name.starts_with("pull_request") || name == "merge_group";
  if (about_a_change && (!commits || commits->base.empty())) refuse_without_base(name);
  return commits;
}

}  // namespace

std::optional<CiCommits> ci_commits() {
  if (environment("GITHUB_ACTIONS") == "true") return from_github();
  const std::string base = environment("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  if (environment("GITLAB_CI") == "true" && !base.empty()) {
    const std::string source = environment("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
    return CiCommits{base, source.empty() ? environment("CI_COMMIT_SHA") : source, "GitLab merge request pipeline"};
  }
  return std::nullopt;
}

CiFacts ci_facts(const Environment& get) {
  if (get("GITHUB_ACTIONS") == "true") {
    std::ifstream file(get("GITHUB_EVENT_PATH").value_or(""), std::ios::binary);
    CiFacts ci = facts_of_github_event(std::string(std::istreambuf_iterator<char>(file), {}),
                                       get("GITHUB_EVENT_NAME").value_or(""));
    if (get("GITHUB_ACTOR") == "dependabot[bot]" && ci.facts.writes_refused.empty()) {
      ci.facts.writes_refused = "GitHub gives runs of Dependabot a token that reads";
    }
    if (!get("TOLLGATE_GITHUB_TOKEN").value_or("").empty()) ci.facts.writes_refused.clear();
    return ci;
  }
  if (get("GITLAB_CI") == "true" || get("CI_MERGE_REQUEST_IID")) return facts_of_gitlab_variables(get);
  return {};
}

}  // namespace tollgate::change
