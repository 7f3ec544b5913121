// Figures in answers of the server's own catalogues.
#pragma once

#include <optional>
#include <string>

namespace tollgate::warehouse {

/// The number that is all of the cell; nothing for null, another text, infinity and NaN.
std::optional<double> finite_number(const std::optional<std::string>& cell);

}  // namespace tollgate::warehouse
