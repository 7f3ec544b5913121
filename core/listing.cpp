#include "core/listing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

namespace tollgate {

namespace {
constexpr std::size_t most_named = 5;
}  // namespace

std::string listed(std::span<const std::string> names) {
  const std::size_t shown = std::min(names.size(), most_named);
  std::string text = fmt::format("{}", fmt::join(names.first(shown), ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace tollgate
