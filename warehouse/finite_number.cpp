#include "warehouse/finite_number.hpp"

#include <charconv>
#include <cmath>

namespace tollgate::warehouse {

std::optional<double> finite_number(const std::optional<std::string>& cell) {
  if (!cell) return std::nullopt;
  double number = 0;
  const char* const behind = cell->data() + cell->size();
  const auto [end, problem] = std::from_chars(cell->data(), behind, number);
  const bool whole = problem == std::errc() && end == behind && std::isfinite(number);
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace tollgate::warehouse
