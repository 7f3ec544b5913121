// Functions of the database's own that the texts call: which of them are volatile, so that chance may decide about what
// they give. One question to the catalogue, and none where no such function is called.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gates/context.hpp"
#include "gates/sample/trial.hpp"

namespace tollgate::gates::sample_run {

/// Reads the texts that call a volatile one anew; a trial whose functions could not be looked up has a problem. Makes
/// its own deep stacks.
void look_at_functions(const Context& context, std::vector<Trial>& trials);

/// One row for each of the names (`name` or `schema.name`) that a volatile function of the server has. A name without a
/// schema is one that the session sees.
std::string volatile_functions_sql(const std::set<std::string, std::less<>>& names);

}  // namespace tollgate::gates::sample_run
