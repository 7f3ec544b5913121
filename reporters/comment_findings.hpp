// The findings of a comment, told as long as the step allows. For comment_body.cpp and its tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/report.hpp"
#include "reporters/markdown_blocks.hpp"

namespace tollgate::reporters {

/// How much a comment tells: each step less than the one before.
enum class CommentStep : std::uint8_t {
  full,
  details_for_errors,  ///< others as rows of a table
  tables,              ///< rows only, at most 20 per gate
  counts,
};

inline constexpr std::size_t most_rows_per_gate = 20;
inline constexpr std::size_t most_row_counts = 50;

/// Those that are not waived: by severity, then by the size of the change.
void add_comment_findings(Cut& cut, const Report& report, CommentStep step);
/// One finding by itself, for a comment beside its line: what is wrong, what to do, figures, what else has its cause.
std::string finding_text(const Report& report, const Finding& finding);
void add_waived(Cut& cut, const Report& report);

}  // namespace tollgate::reporters
