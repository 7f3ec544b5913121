// Which lines of the head a patch shows, as forges send patches: hunks without file headers. A comment may stand on
// these and on no other; one that does not makes GitHub refuse the whole review.
#pragma once

#include <string_view>
#include <vector>

namespace tollgate::forge {

/// Both included, 1-based.
struct LineRange {
  long long first = 1;
  long long last = 1;
};

/// One range per hunk that has lines of the head (added or unchanged), ascending. What does not read as a hunk shows
/// nothing, and a patch that was cut off shows what is left of it.
std::vector<LineRange> lines_of_head(std::string_view patch);
bool holds(const std::vector<LineRange>& ranges, long long line);

}  // namespace tollgate::forge
