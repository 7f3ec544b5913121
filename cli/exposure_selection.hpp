// Which models a change shows to other people by its exposures alone: no model differs, and a dashboard reads more.
// Pure.
#pragma once

#include <map>
#include <string>

#include "cli/inputs.hpp"

namespace tollgate::cli {

/// Of exposures that newly read some model, also through metrics: every model of the head that they read on either
/// side, with the reason for a person; by unique_id. (The others come along because it may be their layer whose
/// policy closes the exposure.)
std::map<std::string, std::string, std::less<>> models_of_wider_exposures(const Artifacts& artifacts);

}  // namespace tollgate::cli
