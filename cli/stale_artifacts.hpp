// Whether the manifests were made of the files that are there, and of those that base had: others say nothing of this
// change.
#pragma once

#include "cli/circumstances.hpp"
#include "cli/inputs.hpp"
#include "core/outcome.hpp"

namespace tollgate::cli {

/// An `errored` outcome for each model of the project itself whose file is there and reads otherwise than its raw_code,
/// for each that the change removes and the manifest still has, for each file of a model that it adds and of which the
/// manifest has nothing (by its path), for each that it edits and that base's manifest has as it is now, and for each of changed_variables.hpp. A file
/// that is not there says nothing: artifacts may be judged without a checkout. Throws Error (unjudged) when git cannot
/// be asked for base's text.
std::vector<Outcome> stale_models(const Artifacts& artifacts, const Circumstances& known);

}  // namespace tollgate::cli
