#include "core/diff_filter.hpp"

#include <algorithm>

namespace tollgate {

namespace {

constexpr int context_lines = 3;  // of git diff

/// Whether the model is judged because of this change and not only by --all.
bool is_concerned(std::span<const SelectedModel> models, std::string_view unique_id) {
  const auto model = std::ranges::find(models, unique_id, &SelectedModel::unique_id);
  return model == models.end() || model->changed || !model->changed_ancestors.empty();
}

bool is_near(const TouchedLines& lines, int line, int margin) {
  return std::ranges::any_of(
      lines, [&](const auto& range) { return line >= range.first - margin && line <= range.second + margin; });
}

bool is_outside(const Finding& finding, std::span<const SelectedModel> models, const DiffLines& diff) {
  const auto file = diff.files.find(finding.location.path);
  if (file == diff.files.end()) return !is_concerned(models, finding.subject.id);
  if (diff.filter == DiffFilter::file || finding.location.column == 0) return false;
  const int margin = diff.filter == DiffFilter::added ? 0 : context_lines;
  return !is_near(file->second, finding.location.line, margin);
}

}  // namespace

void apply_diff_filter(std::span<Finding> findings, std::span<const SelectedModel> models, const DiffLines& diff) {
  if (diff.filter == DiffFilter::nofilter) return;
  for (Finding& finding : findings) {
    if (finding.waived || !diff.gates.contains(finding.gate) || !is_outside(finding, models, diff)) continue;
    finding.waived = WaivedBy{{}, {}, {}, finding.location, false, SetAside::outside_diff};
  }
}

}  // namespace tollgate
