// A page of the documentation for a terminal: Markdown as far as our own pages use it, without its signs. Knows no file
// and no page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tollgate::cli {

/// Headings underlined, paragraphs and lists wrapped, code indented; each row of a table with its short cells in
/// parentheses and its long ones below; comments left out. `width`: columns, at least 40.
std::string page_text(std::string_view markdown, std::size_t width);

}  // namespace tollgate::cli
