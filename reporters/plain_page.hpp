// The report as plain HTML, for a reader of the page who runs no scripts: what reporters/html/script.js would show, as
// lists. Every text is escaped here; nothing in it runs or is loaded.
#pragma once

#include <cstddef>
#include <string>

#include "core/report.hpp"

namespace tollgate::reporters {

/// The rest is counted: the page stays quick to open.
inline constexpr std::size_t most_plain_findings = 500;

std::string plain_page(const Report& report);

}  // namespace tollgate::reporters
