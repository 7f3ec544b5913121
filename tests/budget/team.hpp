// A real git repository in a temporary folder, made by git itself with dates that a test chooses, and removed at the
// end.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "budget/history.hpp"

namespace tollgate::tests {

/// A commit of a branch: what it says, and the file that it writes.
struct Work {
  std::string message;
  std::string file = "models/marts/orders.sql";
};

/// Noon, UTC.
std::chrono::sys_seconds on(std::string_view day);

class Team {
 public:
  Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  Team(Team&&) = delete;
  Team& operator=(Team&&) = delete;
  ~Team();

  std::string path() const { return x_path.string(); }
  /// Gives what git prints, without the line end. `day`: of author and committer.
  std::string git(std::vector<std::string> arguments, const std::string& day = "2026-01-01") const;

  /// Into the work tree; the next commit takes it along.
  void write_file(const std::string& file, const std::string& text) const;
  /// Straight onto the base branch; gives the commit. A squash is the same with `(#N)` in its subject.
  std::string push(const Work& work, const std::string& day) const;
  /// A merge commit with this message, of a branch with these commits; gives the merge commit.
  std::string merge(const std::string& message, const std::vector<Work>& commits, const std::string& day) const;
  /// The last commit of the branch that was merged last.
  std::string merged_head() const;

  /// What is read of it; layers are the folders below models/.
  budget::History history(std::vector<budget::PullRequestFacts> facts = {}) const;
  budget::HistoryInput input() const;

 private:
  void write(const std::string& file) const;
  void commit(const Work& work, const std::string& day) const;

  std::filesystem::path x_path;
  mutable int x_written = 0;
};

/// A message of a squash that an LLM has helped with.
std::string by_llm(const std::string& subject);

}  // namespace tollgate::tests
