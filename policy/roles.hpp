// From the text of tollgate-roles.yml to who is what, and what a head file gives away. It opens no file and never
// throws for what a user may write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/policy.hpp"
#include "core/roles.hpp"

namespace tollgate::policy {

struct LoadedRoles {
  Roles roles;                       ///< nobody when there is a problem
  std::vector<Diagnostic> problems;  ///< every error of the file, in file order; wrong usage: exit 2
};

/// A mapping of roles to logins: `senior-data-engineer: [ada, grace]`. An empty file is one without roles. `peer` is
/// refused: it is everybody. `file_name` is for messages.
LoadedRoles load_roles(std::string_view text, const std::string& file_name);

/// One finding of rule `policy-loosened` for each role that gets people on head which it has not on base.
std::vector<Finding> loosened_roles(const Roles& base, const Roles& head, const std::string& path);

/// Roles that a layer asks for and nobody has, one sentence each; with a suggestion where it looks misspelt.
std::vector<std::string> roles_without_people(const Policy& policy, const Roles& roles);

/// JSON schema of the roles file for editors.
std::string roles_json_schema();

}  // namespace tollgate::policy
