// A report as a check run of GitHub: name, conclusion, summary, annotations, each within what GitHub takes. A pure
// function of the report; github_checks.cpp sends it.
#pragma once

#include <cstddef>
#include <string>

#include "core/report.hpp"
#include "core/reporter.hpp"

namespace tollgate::reporters {

/// GitHub takes that many in one request.
inline constexpr std::size_t annotations_per_request = 50;
/// Ten requests; of more the worst are kept.
inline constexpr std::size_t most_check_annotations = 500;
/// GitHub takes 65,535 characters.
inline constexpr std::size_t largest_check_summary = 60'000;

/// The body of "Create a check run" with all annotations, as JSON: `name`, `external_id`, `status`, `conclusion`,
/// `output`; `head_sha` where the report knows the head. Passed is success; failed and not judged are failure.
/// `external_id` is `tollgate:KEY a=DIGEST s=DIGEST`, of the annotations and of the rest.
std::string check_run_json(const Report& report, const RenderStyle& style);

}  // namespace tollgate::reporters
