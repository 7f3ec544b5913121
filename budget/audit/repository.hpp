// The branch of the audit log in a git repository and at its remote: read, extended by new files, pushed. git is called
// as a program. The user's work tree, index, branches and hooks are never touched: commits are made of objects alone,
// and only the one ref of the log ever moves, forwards.
#pragma once

#include <string>
#include <vector>

#include "budget/audit/log.hpp"

namespace tollgate::budget {

/// Where the log is.
struct LogPlace {
  std::string directory;  ///< in a repository, bare or not
  std::string remote;     ///< name or URL; empty: the repository itself
  std::string ref = "refs/heads/tollgate-audit";
};

/// `tollgate-audit` is `refs/heads/tollgate-audit`; a name that begins with refs/ stays.
std::string ref_of(const std::string& branch);

/// The remote to use when none is named: `origin`, or the only one; empty: there is none. Throws Error (usage) when
/// there are several and none is `origin`, or `directory` is in no repository.
std::string default_remote(const std::string& directory);

/// What became of an attempt to move the ref.
struct PushAnswer {
  enum class Kind { done, overtaken, refused } kind = Kind::refused;
  std::string reason{};  ///< git's own words, without secrets; empty when done
};

class LogRepository {
 public:
  /// Throws Error (usage) when the place is no repository or the name no ref's.
  explicit LogRepository(LogPlace place);

  /// The newest commit of the log; empty: there is no log yet.
  /// Throws Error (unjudged) when the remote cannot be asked.
  std::string tip() const;
  /// Fetch what is not here. Throw Error (unjudged) when git cannot read it.
  LogContents contents(const std::string& tip) const;
  LogHistory history(const std::string& tip) const;
  /// True when `commit` is `tip` or one of its ancestors; false also when it is not here.
  bool holds_commit(const std::string& tip, const std::string& commit) const;

  /// A commit on `tip` (empty: a first one) that adds the events; its date is that of the last. No ref moves.
  std::string commit(const std::string& tip, const std::vector<SealedEvent>& events) const;
  /// Moves the log from `tip` to `commit`, unless somebody else has moved it in between.
  PushAnswer push(const std::string& tip, const std::string& commit) const;

 private:
  std::string remote_tip() const;
  void fetch() const;

  LogPlace x_place;
};

}  // namespace tollgate::budget
