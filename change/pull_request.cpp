#include "change/pull_request.hpp"

#include <array>

namespace tollgate::change {

std::string_view to_string(FactSource source) {
  constexpr std::array<std::string_view, 5> names{"none", "git", "ci", "forge", "flag"};
  return names.at(static_cast<std::size_t>(source));
}

}  // namespace tollgate::change
