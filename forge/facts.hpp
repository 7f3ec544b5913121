// What a forge (GitHub, GitLab) says of a pull request, as plain values. No network here; client.hpp asks. A merge
// request is called a pull request everywhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tollgate::forge {

enum class Kind : std::uint8_t { github, gitlab };

/// Who did something on a forge. Logins are compared without case.
struct Account {
  std::string id;         ///< the forge's own, as digits; empty: not told
  std::string login;      ///< without `@`
  bool is_person = true;  ///< false: an app, a bot, a project's access token
};

enum class ReviewState : std::uint8_t { approved, changes_requested, commented, dismissed, pending };

struct Review {
  Account by;
  ReviewState state = ReviewState::commented;
  std::string commit;  ///< head commit at that time; empty: the forge does not tell (GitLab)
  std::optional<std::chrono::sys_seconds> at;
};

/// A comment below a pull request (GitLab: a note that a person or a program wrote).
struct Comment {
  long long id = 0;
  std::string body;
  Account by;
};

struct Label {
  std::string name;
  std::optional<Account> added_by;  ///< where the forge tells
};

/// That somebody put a label on.
struct LabelSet {
  std::string name;
  Account by;
  std::optional<std::chrono::sys_seconds> at{};
};

/// A pull request of the past, as lists tell it.
struct MergedRequest {
  long long number = 0;
  std::string title{};
  std::string description{};
  Account author{};
  std::string head_branch{};
  std::vector<std::string> merge_commits{};  ///< on the base branch: of the merge, of the squash
  std::vector<std::string> labels{};
  std::optional<std::chrono::sys_seconds> opened_at{};
  std::optional<std::chrono::sys_seconds> merged_at{};
  std::optional<std::chrono::sys_seconds> updated_at{};
};

}  // namespace tollgate::forge
