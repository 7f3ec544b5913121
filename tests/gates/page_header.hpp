// The generated part of a gate's page in docs/gates/: from the Gate value, so that page and program cannot disagree.
// Owned by doc_test.cpp, which compares and renews it; the program prints the pages as they are.
#pragma once

#include <string>

#include "core/gate.hpp"

namespace tollgate::test_gates {

inline constexpr std::string_view generated_begin = "<!-- generated -->";
inline constexpr std::string_view generated_end = "<!-- /generated -->";

/// Markdown: title, summary, what the gate needs, its options and its rules as tables. Ends in a newline.
std::string page_header(const Gate& gate);

}  // namespace tollgate::test_gates
