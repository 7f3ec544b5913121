// What does not fail in this run although it stands: waivers, the baseline, and what --diff-filter sets aside.
#pragma once

#include "cli/circumstances.hpp"
#include "core/settle.hpp"

namespace tollgate::cli {

/// Throws Error (usage) for a --diff-filter where git tells no diff.
Concessions concessions_of(const CheckArguments& arguments, const Circumstances& known, const Artifacts& artifacts);

/// `--write-baseline`, after the run. Not of a run in which anything could not be judged: what was not seen can't be
/// known. Throws Error (unjudged) for a file that cannot be written.
void write_baseline(const Circumstances& known, const Report& report, const Streams& streams);

}  // namespace tollgate::cli
