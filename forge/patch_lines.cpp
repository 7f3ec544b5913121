#include "forge/patch_lines.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace tollgate::forge {

namespace {

/// `12` of `@@ -3,4 +12,5 @@ …`.
std::optional<long long> head_line_of(std::string_view header) {
  const std::size_t plus = header.find(" +");
  if (!header.starts_with("@@ -") || plus == std::string_view::npos) return std::nullopt;
  header.remove_prefix(plus + 2);
  long long line = 0;
  const auto parsed = std::from_chars(header.data(), header.data() + header.size(), line);
  constexpr long long most_lines = 1'000'000'000;
  if (parsed.ec != std::errc() || line < 0 || line > most_lines) return std::nullopt;
  return line;
}

}  // namespace

std::vector<LineRange> lines_of_head(std::string_view patch) {
  std::vector<LineRange> ranges;
  std::optional<long long> next;  // the line of the head that comes next; nothing: not within a hunk
  bool fresh = true;              // no line of this hunk yet
  while (!patch.empty()) {
    const std::string_view line = patch.substr(0, patch.find('\n'));
    patch.remove_prefix(std::min(line.size() + 1, patch.size()));
    if (line.starts_with("@@")) {
      next = head_line_of(line);
      fresh = true;
    } else if (next && (line.empty() || line.front() == ' ' || line.front() == '+')) {
      if (fresh) ranges.push_back({*next, *next});
      ranges.back().last = (*next)++;
      fresh = false;
    }
  }
  return ranges;
}

bool holds(const std::vector<LineRange>& ranges, long long line) {
  return std::ranges::any_of(ranges, [&](const LineRange& range) { return range.first <= line && line <= range.last; });
}

}  // namespace tollgate::forge
