// What came of asking a forge: a value, or which kind of failure and in which words. A forge that says no is an
// ordinary answer, not an exception.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forge/facts.hpp"

namespace tollgate::forge {

enum class Failure : std::uint8_t {
  none,
  not_allowed,   ///< 401, 403: this token may not; never retried. What a pull request of a fork gets for writing
  not_found,     ///< 404, 410
  rejected,      ///< other 4xx: our request was wrong
  rate_limited,  ///< and waiting would take longer than the time budget
  unavailable,   ///< 5xx, no connection, time-outs, after retries
  unreadable,    ///< too large, not JSON, or of another shape
};

template <class Value>
struct Answer {
  Value value{};
  Failure failure = Failure::none;
  std::string problem{};  ///< for a person; holds no secret

  bool ok() const { return failure == Failure::none; }
};

struct PullRequestFacts {
  long long number = 0;
  std::string url;
  std::string title;
  std::string description;
  Account author;
  std::string base_branch;
  std::string head_branch;
  std::string base_commit;  ///< tip of the base branch, or where the forge compares from
  std::string head_commit;
  std::vector<Label> labels;
  std::optional<bool> draft;  ///< nothing: the forge does not tell
  std::optional<bool> fork;
  std::optional<bool> auto_merge;
  std::optional<std::chrono::sys_seconds> merged_at{};
  std::vector<Account> assignees{};
};

struct CommitFacts {
  std::string id;
  std::vector<std::string> parents;
  std::string message;
  std::string author_name;
  std::string author_email;
  std::string committer_name;
  std::string committer_email;
  std::optional<std::chrono::sys_seconds> committed_at;
};

struct CommitList {
  std::vector<CommitFacts> commits;
  bool complete = true;
};

/// The latest first.
struct MergedList {
  std::vector<MergedRequest> requests;
  bool complete = false;  ///< nothing of the time that was asked for is missing
};

}  // namespace tollgate::forge
