// Who asks for a variable of the project: what dbt renders otherwise when `vars` of dbt_project.yml are edited.
#pragma once

#include <string_view>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// Whether Jinja in the code asks for a variable of the project: `var(`, not `env_var(`.
bool reads_variables(std::string_view code);

/// The same of a node's own code and of all macros that it reaches, but for those of dbt itself.
bool reads_variables(const Node& node, const Project& project);

}  // namespace tollgate::dbt
