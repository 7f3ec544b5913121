// `--diff-filter`: sets aside findings about lines that this change did not touch. Only findings of gates that judge
// single lines (Gate::judges_lines), never what a change does to data, columns or people. Modes are named as in
// reviewdog (https://github.com/reviewdog/reviewdog#filter-mode).
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/finding.hpp"
#include "core/report.hpp"

namespace tollgate {

enum class DiffFilter : std::uint8_t {
  nofilter,
  file,          ///< findings in files that the change did not touch
  diff_context,  ///< those too that stand more than 3 lines from a touched line
  added,         ///< those too that stand on no touched line
};

/// Lines of head that a change touches, both included, 1-based.
using TouchedLines = std::vector<std::pair<int, int>>;

struct DiffLines {
  DiffFilter filter = DiffFilter::nofilter;
  std::map<std::string, TouchedLines, std::less<>> files;  ///< by repo-relative path; empty lines: binary or moved
  std::set<std::string, std::less<>> gates;                ///< ids of the gates that judge single lines
};

/// Marks findings that stand outside the diff and that nothing else covers. Where a model is changed in another way
/// than by its file (a macro, its configuration) or stands below a change, its findings are never outside.
void apply_diff_filter(std::span<Finding> findings, std::span<const SelectedModel> models, const DiffLines& diff);

}  // namespace tollgate
