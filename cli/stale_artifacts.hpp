// Whether the head's manifest was made of the files that are there: one that was not says nothing of this change.
#pragma once

#include "cli/circumstances.hpp"
#include "cli/inputs.hpp"
#include "core/outcome.hpp"

namespace tollgate::cli {

/// An `errored` outcome for each model of the project itself whose file is there and reads otherwise than its raw_code,
/// and for each that the change removes and the manifest still has. A file that is not there says nothing: artifacts
/// may be judged without a checkout.
std::vector<Outcome> stale_models(const Artifacts& artifacts, const Circumstances& known);

}  // namespace tollgate::cli
