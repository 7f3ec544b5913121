#include "core/report.hpp"

#include <algorithm>

#include "core/reporter.hpp"

namespace tollgate {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::unjudged:
      return "unjudged";
  }
  return "unjudged";
}

int exit_code(const Report& report) {
  switch (report.verdict) {
    case Verdict::passed:
      return 0;
    case Verdict::failed:
      return 1;
    case Verdict::unjudged:
      return 3;
  }
  return 3;
}

const SelectedModel* find_model(const Report& report, std::string_view unique_id) {
  const auto found = std::ranges::find(report.models, unique_id, &SelectedModel::unique_id);
  return found == report.models.end() ? nullptr : &*found;
}

const Reporter* find_reporter(std::span<const Reporter* const> reporters, std::string_view id) {
  const auto found = std::ranges::find_if(reporters, [&](const Reporter* reporter) { return reporter->id == id; });
  return found == reporters.end() ? nullptr : *found;
}

}  // namespace tollgate
