// Which lines a diff takes away. For the files of this folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::budget {

struct DeletedLines {
  std::string path;
  std::vector<std::pair<int, int>> ranges;  ///< first line and how many, of the old side
};

/// Of what `git diff --unified=0` prints with prefixes `a/` and `b/`. Files that git names in quotes are left out.
std::vector<DeletedLines> deleted_lines(std::string_view diff);

}  // namespace tollgate::budget
