// What a change makes of the variables of dbt_project.yml, and models that head did not compile with the new ones: raw
// code, which is compared then, shows no variables. Knows nothing of variables that are given on dbt's command line.
#pragma once

#include <string_view>
#include <vector>

#include "cli/circumstances.hpp"
#include "cli/inputs.hpp"
#include "core/outcome.hpp"

namespace tollgate::cli {

/// The top-level entry `vars` of a dbt_project.yml, without comments and blank lines; empty: it has none.
std::string variables_in(std::string_view project_yml);

/// Whether they are others than at the base commit; false where there is no such commit or file. Throws Error
/// (unjudged) when git cannot be asked.
bool edits_variables(const Circumstances& known);

/// An `errored` outcome for each model for which base's compiled SQL stands and that reads a variable, itself or by a
/// macro, where the change edits them.
std::vector<Outcome> uncompiled_with_edited_variables(const Artifacts& artifacts);

}  // namespace tollgate::cli
