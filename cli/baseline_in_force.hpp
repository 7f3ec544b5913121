// The baseline file beside tollgate.yml: which of its findings count as known in this run, and how it is written.
#pragma once

#include <string>
#include <vector>

#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "core/baseline.hpp"

namespace tollgate::cli {

inline constexpr const char* baseline_file = "tollgate-baseline.json";  ///< beside tollgate.yml

struct BaselineInForce {
  Baseline baseline;
  std::vector<Note> notes{};
};

/// In a pull request, what base and head both know. Throws Error (usage) for a file of the working tree that is wrong;
/// one that is wrong on base makes nothing known.
BaselineInForce find_baseline(const ProjectPlace& place, const Commits& commits);

/// The file's text: a line for each, sorted, so that a change of it reads well.
std::string baseline_text(const Baseline& baseline);
/// Throws Error (usage) for a text that is no baseline; `path` is for messages and locations.
Baseline read_baseline(const std::string& text, const std::string& path);

}  // namespace tollgate::cli
