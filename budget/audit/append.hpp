// Adding events to the audit log while others do the same: each attempt starts at the newest commit, puts the events
// after all heads and moves the branch only forwards. It writes nothing but the one branch; where that may not be
// pushed to, the caller keeps the drafts (`tollgate audit append FILE` takes them later).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "budget/audit/repository.hpp"

namespace tollgate::budget {

struct AppendOptions {
  int attempts = 250;  ///< at least 8; who has appended just now is faster than who has to fetch that first
  /// Waits before the next attempt, 1 for the first; empty: wait_with_jitter.
  std::function<void(int attempt)> wait{};
};

/// A random time: up to 50 ms after the first attempt, doubled with each up to 400 ms.
void wait_with_jitter(int attempt);

struct Appended {
  enum class Kind {
    added,
    present,      ///< the log has all of them already: another run, or an earlier attempt whose answer was lost
    contended,    ///< others were faster in every attempt
    refused,      ///< the remote says no: no right to push, a protected branch
    unreachable,  ///< the remote does not answer, or git cannot read what it sent
    broken        ///< the log that is there is not whole, so nothing was built on it
  } kind = Kind::refused;
  std::vector<std::string> ids{};  ///< of the drafts, in their order; empty unless added or present
  std::size_t added = 0;           ///< how many of them are new
  std::string tip{};               ///< commit of the log
  int attempts = 0;
  std::string reason{};  ///< git's words, without secrets, when not appended
};

/// Drafts are what to_draft() and draft_from() give; one that the log holds already is not added again. All of them
/// come in one commit, each after the one before it. Throws Error (usage) for a draft that becomes too large and for a
/// place that is no repository. Needs at least one draft.
Appended append(const LogPlace& place, const std::vector<std::string>& drafts, const AppendOptions& options = {});

}  // namespace tollgate::budget
