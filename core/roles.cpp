#include "core/roles.hpp"

#include <algorithm>

#include "core/lower.hpp"

namespace tollgate {

bool Roles::has(std::string_view login, std::string_view role) const {
  if (role == "peer") return true;
  const auto entry = members.find(role);
  if (entry == members.end()) return false;
  const std::string wanted = lowered(login);
  return std::ranges::any_of(entry->second, [&](const std::string& member) { return lowered(member) == wanted; });
}

}  // namespace tollgate
