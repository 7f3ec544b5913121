// Whether a report at hand has what a waiver is about: asked when one is added, so that a slip shows before the next
// run tells `waiver/unused`. Only ever a hint: a report may be of another commit.
#pragma once

#include <string>

#include "core/waiver.hpp"

namespace tollgate::cli {

/// `path`: a JSON report of `tollgate check`. Empty where it has a finding, or one folded into another, that the waiver
/// covers; else what the report has of that rule. Throws Error (usage) for a file that is no such report.
std::string not_in_report(const std::string& path, const Waiver& waiver);

}  // namespace tollgate::cli
