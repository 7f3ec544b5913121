// The commented policy that `tollgate init` writes: the preset's gates and reviews, on the layers that were found.
// Pure; the texts of the presets are its only other source, so that what is written and what `preset:` means are one.
#pragma once

#include <span>
#include <string>

#include "cli/init/layers.hpp"
#include "cli/init/survey.hpp"
#include "core/gate.hpp"

namespace tollgate::cli::init {

struct PolicyChoices {
  std::string preset = "standard";
  std::span<const Gate* const> gates;
};

/// Ends with a line feed; policy::load takes it, which the command checks before it writes.
std::string policy_text(const Survey& survey, const FoundLayers& layers, const PolicyChoices& choices);

/// Gates of the preset that ask a PostgreSQL database for whatever they judge, and those that need none.
struct GatesByNeed {
  std::vector<std::string> offline;
  std::vector<std::string> database;
};
GatesByNeed gates_by_need(const PolicyChoices& choices);

/// tollgate-roles.yml, in which everything is a comment yet: the roles that the found layers ask for.
std::string roles_text(const FoundLayers& found, const PolicyChoices& choices);

}  // namespace tollgate::cli::init
