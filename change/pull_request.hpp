// The pull request under review as one value: what git, the CI environment, the forge and the command line know of it.
// Each fact knows where it came from, and a fact that nobody could tell says why. gather.hpp gathers; nothing here
// judges.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "change/provenance.hpp"
#include "forge/facts.hpp"

namespace tollgate::change {

/// Where a fact came from; later ones win: what a person states by a flag outranks the forge's answer, and that
/// outranks the event's payload, which a re-run replays as it once was.
enum class FactSource : std::uint8_t { none, git, ci, forge, flag };

/// One fact. Not known: `value` is empty and `problem` says why, for a person.
template <class Value>
struct Fact {
  Value value{};
  FactSource source = FactSource::none;
  std::string origin;   ///< e.g. `GitHub API`, `CI_MERGE_REQUEST_LABELS`, `git log`, `--label`
  std::string problem;  ///< why it is not known; empty when it is

  bool known() const { return source != FactSource::none; }
};

/// A commit of the pull request, before squash.
struct Commit {
  std::string id;
  std::vector<std::string> parents;
  CommitText text;  ///< with its git-ai note where refs/notes/ai has one
  std::chrono::sys_seconds committed_at{};
};

/// Lines of head that the change brings, both included, 1-based; `count` 0: only lines of base went.
struct Hunk {
  int first = 1;
  int count = 0;
};

struct ChangedFile {
  std::string path;       ///< repo-relative, of head; of base where it is removed
  std::string base_path;  ///< differs from `path` where it was moved; empty: added
  bool removed = false;
  std::vector<Hunk> hunks;  ///< empty: binary, or only moved
};

struct PullRequest {
  /// Whether there is one: a CI event about a pull request, `--pr`, or facts given by flags. Without one the gates
  /// about the pull request are skipped; commits and files are told all the same where git can tell them.
  bool exists = false;
  std::optional<forge::Kind> forge;
  Fact<std::string> repository;  ///< `acme/dbt`, a GitLab project path
  Fact<long long> number;
  Fact<std::string> url;
  Fact<std::string> title;
  Fact<std::string> description;
  Fact<forge::Account> author;  ///< who opened it
  Fact<std::string> base_branch;
  Fact<std::string> head_branch;
  Fact<std::string> base_commit;  ///< merge base of both sides
  Fact<std::string> head_commit;
  Fact<std::vector<forge::Label>> labels;
  Fact<std::vector<forge::Review>> reviews;  ///< in order of time
  Fact<bool> draft;
  Fact<bool> fork;                    ///< head stands in another repository
  Fact<bool> auto_merge;              ///< would be merged by itself
  Fact<std::vector<Commit>> commits;  ///< base..head, oldest first, without merges of the base branch
  Fact<std::vector<ChangedFile>> files;
  /// The head, and earlier heads since which only the base branch was merged: approvals of these are fresh. The head
  /// alone where git can't tell.
  std::vector<std::string> fresh_heads;
  /// Why this run's token can't write to the pull request, for a person: forks and Dependabot get one that reads.
  /// Empty: nothing is known against it.
  std::string writes_refused;
  Fact<std::vector<forge::Account>> assignees;
  /// When it was merged: only of one that is looked at after that, by the commit of the merge.
  Fact<std::chrono::sys_seconds> merged_at;
  Fact<std::string> agent_trace;  ///< text of an Agent Trace file (`--agent-trace`)
};

/// The pull request as a whole (R10): the union of its commits before squash, its author, labels, branch and
/// description. `declared` tells whether anything at all was said of LLM use (R12).
struct PullRequestProvenance {
  ProvenanceState state = ProvenanceState::undeclared;
  SignalStrength strength = SignalStrength::none;
  std::string tool;
  std::string model;
  std::vector<Signal> signals;  ///< of all sources, the strongest first, each once
  bool contradiction = false;
  std::vector<std::string> human_declarations;  ///< where `llm: none` was said: `description`, `commit 0123456789ab`
  std::vector<std::string> prompt_hashes;
  std::vector<std::string> requesters;  ///< treated as authors (R7)
};

/// What title, description, author, labels and branch say by themselves, also of an earlier change that they take back.
Provenance own_words(const PullRequest& pull_request, const TeamSigns& team = {});

/// A commit's `llm: none` is about that commit, the description's about all of it. Declared by a person: the
/// description says so, or every commit does.
PullRequestProvenance recognise(const PullRequest& pull_request, const TeamSigns& team = {});

/// Accounts of the team's own tools are no people: reviewers, who put labels on, the author.
void tell_machines(const TeamSigns& team, PullRequest& pull_request);

}  // namespace tollgate::change
