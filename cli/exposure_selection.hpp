// Which models a change shows to other people by its exposures alone: no model differs, and a dashboard reads more. And
// what exposures name no more. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/inputs.hpp"

namespace tollgate::cli {

/// Of exposures that newly read some model, also through metrics: every model of the head that they read on either
/// side, with the reason for a person; by unique_id. (The others come along because it may be their layer whose
/// policy closes the exposure.)
std::map<std::string, std::string, std::less<>> models_of_wider_exposures(const Artifacts& artifacts);

/// What exposures of base read no more, for a person: one sentence per exposure that is gone, or that does not name a
/// model any more which is still there. Nothing is known of the dashboard itself, which may read it all the same.
std::vector<std::string> notes_on_narrower_exposures(const Artifacts& artifacts);

}  // namespace tollgate::cli
