#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "change/git.hpp"

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
std::optional<CiCommits> from_github(const std::string& event_path) {
  std::ifstream file(event_path, std::ios::binary);
  const nlohmann::json event = nlohmann::json::parse(file, nullptr, false);
  if (event.is_discarded()) return std::nullopt;
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

}  // namespace

std::optional<CiCommits> ci_commits() {
  if (environment("GITHUB_ACTIONS") == "true") {
    const std::string event_path = environment("GITHUB_EVENT_PATH");
    return event_path.empty() ? std::nullopt : from_github(event_path);
  }
  const std::string base = environment("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  if (environment("GITLAB_CI") == "true" && !base.empty()) {
    return CiCommits{base, environment("CI_COMMIT_SHA"), "GitLab merge request pipeline"};
  }
  return std::nullopt;
}

}  // namespace tollgate::change
