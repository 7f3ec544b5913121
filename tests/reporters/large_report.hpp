// A report as large as a very large pull request makes one, for limits and for timing.
#pragma once

#include <cstddef>

#include "core/report.hpp"

namespace tollgate::reporters::samples {

/// `findings` over `models` models and twelve gates, of all severities, some folded, some waived, some not judged; each
/// with the lines around it.
Report large(std::size_t models, std::size_t findings);

}  // namespace tollgate::reporters::samples
