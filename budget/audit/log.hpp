// The audit log as it was read at one commit, and whether it is whole: every event is the one that its name is the
// digest of, nothing that an event follows is missing, and the branch only ever added files. Pure functions over
// values; repository.hpp reads them from git. What these checks cannot see is the end cut off: that takes an anchor
// from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "budget/audit/event.hpp"

namespace tollgate::budget {

/// A file of the branch.
struct LogFile {
  std::string path;
  std::string mode;        ///< as git writes it; an event is 100644
  std::string bytes;       ///< empty when too large to be one
  bool too_large = false;  ///< beyond largest_event
};

/// What a commit of the branch did to a file.
struct LogChange {
  std::string commit;
  char status = 'A';  ///< as git diff-tree tells it: A added, M modified, D deleted, T type changed
  std::string path;
};

/// The branch at one commit.
struct LogContents {
  std::string tip;  ///< commit; empty: there is no log yet
  std::vector<LogFile> files;
};

/// How the branch came to be.
struct LogHistory {
  std::vector<LogChange> changes;  ///< of every commit against each of its parents
  std::vector<std::string> roots;  ///< commits without parents
  bool cut = false;                ///< a shallow clone: older commits are not here
};

/// One thing that is wrong with the log.
struct LogProblem {
  std::string where{};  ///< path, event or commit
  std::string what{};
};

/// The events that no other follows, sorted, and the largest lamport (0: no event).
struct LogHeads {
  std::vector<std::string> ids;
  std::int64_t lamport = 0;
};
LogHeads heads_of(const std::vector<StoredEvent>& events);

struct Verification {
  std::vector<StoredEvent> events;  ///< what could be read, by (lamport, id)
  LogHeads heads;
  std::size_t forks = 0;             ///< events that several others follow: two jobs at once. No problem
  std::vector<LogProblem> problems;  ///< empty: the log is whole; by place
};

/// The events alone, without history and anchors: what appending and exporting need.
Verification read_events(const LogContents& contents);
/// Adds what the history tells: only additions, one root.
void check_history(const LogHistory& history, Verification& verification);
/// Adds the anchors (ids of events, `sha256:…`) that are not in the log.
void check_anchors(const std::vector<std::string>& anchors, Verification& verification);

}  // namespace tollgate::budget
