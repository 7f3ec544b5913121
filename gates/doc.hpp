// The generated part of a gate's page in docs/gates/: from the Gate value, so that page and program cannot disagree.
#pragma once

#include <string>

#include "core/gate.hpp"

namespace tollgate::gates {

inline constexpr std::string_view generated_begin = "<!-- generated -->";
inline constexpr std::string_view generated_end = "<!-- /generated -->";

/// Markdown: title, summary, what the gate needs, its options and its rules as tables. Ends in a newline.
std::string document_header(const Gate& gate);

}  // namespace tollgate::gates
