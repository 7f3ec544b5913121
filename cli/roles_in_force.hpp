// Who has which role in this run: tollgate-roles.yml of the base branch in a pull request, so that nobody gives himself
// a role in the change that needs it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "core/finding.hpp"
#include "core/roles.hpp"

namespace tollgate::cli {

inline constexpr const char* roles_file = "tollgate-roles.yml";  ///< beside tollgate.yml

struct RolesInForce {
  std::optional<Roles> roles;       ///< nothing: there is no such file
  std::vector<Finding> loosened{};  ///< roles that the head gives to more people
  std::vector<Note> notes{};
};

/// Throws PolicyProblems for a file that is wrong, on either side: a wrong file on base gives nobody a role, and is
/// told, so that a pull request can mend it.
RolesInForce find_roles(const ProjectPlace& place, const Commits& commits, const Policy& policy);

}  // namespace tollgate::cli
