// Models whose SQL a changed variable may change, and that head did not compile: raw code, which is compared then,
// shows no variables. Reads dbt_project.yml of both sides; knows nothing of variables that are given on dbt's command
// line.
#pragma once

#include <string_view>
#include <vector>

#include "cli/circumstances.hpp"
#include "cli/inputs.hpp"
#include "core/outcome.hpp"

namespace tollgate::cli {

/// Whether Jinja in the code asks for a variable of the project: `var(`, not `env_var(`.
bool reads_variables(std::string_view raw_code);

/// The top-level entry `vars` of a dbt_project.yml, without comments and blank lines; empty: it has none.
std::string variables_in(std::string_view project_yml);

/// An `errored` outcome for each model that reads a variable and for which base's compiled SQL stands, where the
/// variables are others than at the base commit. Throws Error (unjudged) when git cannot be asked.
std::vector<Outcome> uncompiled_with_changed_variables(const Artifacts& artifacts, const Circumstances& known);

}  // namespace tollgate::cli
