// Who is what in a team: `tollgate-roles.yml` of the base branch. policy/roles.hpp reads it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate {

/// Logins by role, e.g. `senior-data-engineer` -> {ada, grace}. Logins are compared without case and without `@`.
struct Roles {
  std::map<std::string, std::vector<std::string>, std::less<>> members;
  std::string source;  ///< e.g. `tollgate-roles.yml at 1a2b3c4 (base branch)`; empty: there is no such file

  /// `peer` is everybody who may read the repository: true for any login.
  bool has(std::string_view login, std::string_view role) const;
};

}  // namespace tollgate
