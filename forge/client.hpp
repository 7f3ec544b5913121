// Talks to one repository of one forge: GitHub (also Enterprise Server) or GitLab. Reads pull requests, adds labels and
// comments, updates a comment. It can't approve, merge, close, or take anything away: no such call exists here, and
// endpoints.hpp lets none through.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/environment.hpp"
#include "forge/answer.hpp"
#include "forge/facts.hpp"

namespace tollgate::forge {

/// Which forge, and how it may be reached.
struct Settings {
  Kind kind = Kind::github;
  std::string api;                   ///< `https://api.github.com`, `https://host/api/v3`, `https://host/api/v4`
  std::string repository;            ///< `owner/name`; GitLab: the project's id, or its path
  std::string token;                 ///< sent to the host of `api` and nowhere else; never told
  std::string certificates;          ///< a PEM file of authorities; empty: the system's
  std::chrono::seconds budget{120};  ///< for all calls of a run together, waiting included
  std::chrono::seconds request_timeout{30};
};

/// From GITHUB_API_URL, GITHUB_REPOSITORY, TOLLGATE_GITHUB_TOKEN or GITHUB_TOKEN; CI_API_V4_URL,
/// CI_MERGE_REQUEST_PROJECT_ID or CI_PROJECT_ID, TOLLGATE_GITLAB_TOKEN. Nothing without a repository or a token: then
/// `why` says which is missing. Throws Error (usage) for an address that is not https (http only on this machine) and
/// for a token that can't be one.
std::optional<Settings> settings_from(const Environment& environment, std::string& why);

class Api;
class Http;

class Client {
 public:
  /// Throws Error (usage) for an address that is not https and for a token that can't be one.
  explicit Client(Settings settings);
  /// With an Api of the caller's own.
  Client(Settings settings, std::unique_ptr<Api> api);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  Kind kind() const { return x_settings.kind; }
  const std::string& repository() const { return x_settings.repository; }
  /// `GitHub API` or `GitLab API`.
  std::string_view name() const;

  Answer<PullRequestFacts> pull_request(long long number);
  /// In order of time. On GitLab the approvals that stand now, without commit.
  Answer<std::vector<Review>> reviews(long long number);
  /// Oldest first. GitHub lists at most 250 of them: `complete` is false when there may be more.
  Answer<CommitList> commits(long long number);
  /// What was merged into that branch (empty: any) and has changed since (what was merged since has), in at most so
  /// many pages of 100. Where a page can't be had, the failure, and all the same what was read before.
  Answer<MergedList> merged_requests(const std::string& base_branch, std::chrono::sys_seconds since, int pages);
  /// The merged pull requests that the forge connects with a commit.
  Answer<std::vector<MergedRequest>> requests_of(const std::string& commit);
  /// Who put which label on, in order of time.
  Answer<std::vector<LabelSet>> label_events(long long number);
  /// Tells of each label who set it last; where the forge does not say it stays untold.
  void tell_who_set(long long number, std::vector<Label>& labels);
  /// Their names.
  Answer<std::vector<std::string>> labels(long long number);
  /// Adds those that are not there, and tells which these were; what is there stays. Nothing is asked for an empty
  /// list.
  Answer<std::vector<std::string>> add_labels(long long number, const std::vector<std::string>& labels);

  /// Oldest first.
  Answer<std::vector<Comment>> comments(long long number);
  /// Whom the token acts as.
  Answer<std::string> own_login();
  /// `already_there` is asked before a comment is sent again that may have arrived.
  Answer<std::string> add_comment(long long number, const std::string& body,
                                  const std::function<Answer<bool>()>& already_there);
  Answer<std::string> update_comment(long long number, long long comment, const std::string& body);

  /// A path below the repository, e.g. `/issues/7/comments` (GitHub) or `/merge_requests/7/notes` (GitLab).
  std::string path(std::string_view below) const;
  /// For calls of reporters; the paths that may be called stand in endpoints.hpp.
  Api& api() { return *x_api; }

 private:
  std::string merged_path(const std::string& base_branch, std::chrono::sys_seconds since) const;
  Answer<std::string> post_labels(long long number, const std::vector<std::string>& missing);
  Answer<std::string> put_labels(long long number, const std::vector<std::string>& missing);

  Settings x_settings;
  std::unique_ptr<Http> x_http;  // what x_api asks
  std::unique_ptr<Api> x_api;
};

}  // namespace tollgate::forge
