// The Markdown of a GitHub step summary: the verdict, a table of gates and layers, findings, what was not judged, row
// counts. Never larger than GitHub takes.
#pragma once

#include <cstddef>
#include <string>

#include "core/report.hpp"

namespace tollgate::reporters {

/// GitHub refuses the summary of a step that is larger than 1 MiB (docs: "Step isolation and limits"); some room is
/// left for what else the step may write.
inline constexpr std::size_t largest_summary = 1'000'000;

/// Fewer bytes than `most_bytes` (at least 1,000): cut at a row, with a closing line that says so.
std::string github_summary(const Report& report, std::size_t most_bytes = largest_summary);

}  // namespace tollgate::reporters
