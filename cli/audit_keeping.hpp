// Events on their way to the audit log, and where they stay when they do not get there. Nothing is lost silently: what
// could not be pushed is in a folder, and the caller is told.
#pragma once

#include <string>
#include <vector>

#include "budget/audit/append.hpp"

namespace tollgate::cli {

/// One file per event, named by what it says: keeping it twice is keeping it once. Throws Error (unjudged) for a folder
/// that can't be written.
void keep_events(const std::vector<std::string>& drafts, const std::string& folder);

struct AppendedOrKept {
  std::vector<std::string> ids{};  ///< of the drafts; empty: they were kept
  std::string problem{};           ///< why
};
/// Appends; keeps all of them in `folder` where that fails. Throws Error like keep_events(), and (usage) for a draft
/// that is too large or a place that is no repository.
AppendedOrKept append_or_keep(const budget::LogPlace& place, const std::vector<std::string>& drafts,
                              const std::string& folder);

/// `; append later with: …`
std::string append_later(const std::string& folder);

}  // namespace tollgate::cli
