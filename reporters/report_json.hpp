// The `json` format as a text, for formats that carry it.
#pragma once

#include <string>

#include "core/report.hpp"

namespace tollgate::reporters {

/// `indent`: blanks per level; -1: one line.
std::string report_json(const Report& report, int indent);

}  // namespace tollgate::reporters
