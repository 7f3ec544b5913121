// The text of the one comment below a pull request: the verdict, gates by layer, findings with what to do and their
// code, row counts, the lineage, what people owe. A pure function of the report; keyed_comment.hpp posts it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/report.hpp"

namespace tollgate::reporters {

/// GitHub takes 65,536 characters.
inline constexpr std::size_t largest_comment = 60'000;

/// Findings that are not waived, or a verdict that is not passed.
bool has_something_to_say(const Report& report);
/// How many findings count, waived ones aside.
std::size_t findings_told(const Report& report);

/// At most `most_bytes` (at least 2,000) of UTF-8 with its marker. What does not fit is left out in steps: details of
/// all but errors, rows beyond 20 per gate, all but counts; it says what. `resolved`: findings of an earlier comment
/// that are gone, told when nothing is left to say, else only remembered.
std::string comment_text(const Report& report, std::string_view key, std::size_t resolved = 0,
                         std::size_t most_bytes = largest_comment);

}  // namespace tollgate::reporters
