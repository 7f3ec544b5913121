// What the role of a connection may do beyond reading: tollgate needs none of it, and samples of values least of all.
// A question over metadata; builds text and reads the answer, asks nobody.
#pragma once

#include <string>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

/// One row, about the current role: after `set role`, the one taken.
std::string role_rights_sql();

/// What should be taken from the role, in words: `is superuser`, `owns 3 relations`. Empty: it can only read. Throws
/// Error (unjudged) for an answer that is none of ours.
std::vector<std::string> excess_rights_in(const Answer& answer);

}  // namespace tollgate::warehouse
