// The commits of a base branch and of the heads of its pull requests, each judged as it streams by, so that messages
// are not kept. For the files of this folder only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "budget/history.hpp"
#include "budget/history/landing.hpp"
#include "change/provenance.hpp"
#include "change/pull_request.hpp"

namespace tollgate::budget {

struct KnownCommit {
  std::string id{};
  std::vector<std::string> parents{};
  std::chrono::sys_seconds at{};
  std::string subject{};
  Heading heading{};
  change::ProvenanceState provenance = change::ProvenanceState::undeclared;
  change::SignalStrength strength = change::SignalStrength::none;
  std::string tool{};
  std::optional<Claim> claim{};
  bool incident = false;
};

/// By commit id.
using CommitIndex = std::unordered_map<std::string, std::uint32_t>;

struct KnownCommits {
  std::vector<KnownCommit> commits{};
  CommitIndex index{};
  CommitIndex heads{};  ///< `#12`, `!7` -> the tip of that request, where its ref is in this repository
};

/// What one commit says. `base`: as heading_of() takes it.
KnownCommit judged_commit(const change::Commit& commit, std::string_view base = {}, const change::TeamSigns& team = {});
/// Takes it up; a commit that is there already is left as it is.
void add_commit(KnownCommit commit, KnownCommits& all);

/// Everything that the tip reaches, and the heads of pull requests. Throws Error (unjudged).
KnownCommits read_commits(const std::string& root, const std::string& tip, const std::string& base,
                          const change::TeamSigns& team = {});

}  // namespace tollgate::budget
