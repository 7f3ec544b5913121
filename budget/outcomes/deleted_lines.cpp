#include "budget/outcomes/deleted_lines.hpp"

#include <algorithm>
#include <charconv>

namespace tollgate::budget {

namespace {

struct Side {
  int first = 0;
  int count = 0;
};

/// `12,3` or `12`, which is one line.
Side side_of(std::string_view text) {
  Side side{0, 1};
  const auto first = std::from_chars(text.data(), text.data() + text.size(), side.first);
  const char* end = text.data() + text.size();
  if (first.ptr != end && *first.ptr == ',') std::from_chars(first.ptr + 1, end, side.count);
  return side;
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void skip_lines(std::string_view& text, long long count) {
  while (count > 0 && !text.empty()) {
    if (!next_line(text).starts_with("\\")) --count;
  }
}

}  // namespace

std::vector<DeletedLines> deleted_lines(std::string_view diff) {
  std::vector<DeletedLines> files;
  bool named = false;
  while (!diff.empty()) {
    const std::string_view line = next_line(diff);
    if (line.starts_with("diff --git ")) named = false;
    if (line.starts_with("--- a/")) {
      files.push_back({std::string(line.substr(6)), {}});
      named = true;
    }
    if (!line.starts_with("@@ -")) continue;
    const std::size_t plus = line.find(" +");
    if (plus == std::string_view::npos) continue;
    const Side old_side = side_of(line.substr(4, plus - 4));
    const std::string_view rest = line.substr(plus + 2);
    const Side new_side = side_of(rest.substr(0, rest.find(' ')));
    if (named && old_side.count > 0) files.back().ranges.emplace_back(old_side.first, old_side.count);
    skip_lines(diff, static_cast<long long>(std::max(old_side.count, 0)) + std::max(new_side.count, 0));
  }
  std::erase_if(files, [](const DeletedLines& file) { return file.ranges.empty(); });
  return files;
}

}  // namespace tollgate::budget
