// The top of the policy that `tollgate init` writes: what it is, and what of it this project changes first. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/init/comment_lines.hpp"
#include "cli/init/policy_text.hpp"

namespace tollgate::cli::init {

/// The roles that the layers which are there ask for, sorted; `peer` is everybody and none of them.
std::vector<std::string> roles_asked_for(const FoundLayers& found, const PolicyChoices& choices);

/// Comments alone.
void write_head(const Survey& survey, const FoundLayers& found, const PolicyChoices& choices, Lines& out);

}  // namespace tollgate::cli::init
