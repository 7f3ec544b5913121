// Which waivers count in this run. In a pull request only those that base and head have alike count by themselves; what
// the head adds or edits is marked, what it removes does not count any more.
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.hpp"
#include "cli/pull_request_in_force.hpp"
#include "core/waiver.hpp"

namespace tollgate::cli {

inline constexpr const char* waiver_file = "tollgate-waivers.yml";  ///< beside tollgate.yml

struct WaiversInForce {
  std::vector<Waiver> waivers;
  std::string path;  ///< repo-relative path of the waiver file
  std::vector<Note> notes;
};

/// Throws PolicyProblems for a waiver file of the working tree that is wrong. One of the base that is wrong waives
/// nothing by itself.
WaiversInForce find_waivers(const ProjectPlace& place, const Commits& commits);

/// Throws PolicyProblems for waivers that last longer than their layer allows.
void check_lifetimes(const WaiversInForce& in_force, const Policy& policy, const Artifacts& artifacts, Day today);

/// Whether waivers that the pull request brings count: only when somebody agrees who did not make it. Without a pull
/// request they do.
WaiverBook::Added added_waivers(const PullRequestInForce& pull_request, const Policy& policy);

/// Today in UTC: `flag` (--today), else what the streams say. Throws Error (usage) for a flag that names no day.
Day today_of(const std::string& flag, const Streams& streams);

/// Every unique_id that base or head has, sorted.
std::vector<std::string> known_subjects(const Artifacts& artifacts);

}  // namespace tollgate::cli
