#include "reporters/check_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/escape.hpp"
#include "reporters/github_summary.hpp"
#include "reporters/markdown_blocks.hpp"
#include "reporters/problems.hpp"
#include "reporters/wording.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

// In characters. GitHub: 255, 64 KiB; the title of a run has no limit that it tells.
constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_message = 16'000;
constexpr std::size_t longest_name = 100;
constexpr std::size_t short_digest = 16;

std::string_view level_of(const Problem& problem) {
  const bool waived = problem.finding != nullptr && problem.finding->waived;
  if (waived || problem.severity < Severity::warning) return "notice";
  return problem.severity == Severity::error ? "failure" : "warning";
}

std::string title_of(const Report& report, const Problem& problem) {
  if (problem.finding == nullptr) return problem.gate + ": could not be judged";
  const std::string what =
      rule_text(problem.gate, problem.rule) + ": " + subject_text(report, problem.finding->subject);
  return problem.finding->waived ? std::string(set_aside_word(problem.finding->waived->by)) + ": " + what : what;
}

Json annotation_of(const Report& report, const Problem& problem) {
  const Location& place = problem.location;
  Json annotation{{"path", place.path},
                  {"start_line", std::max(place.line, 1)},
                  {"end_line", std::max(place.line, 1)},
                  {"annotation_level", level_of(problem)},
                  {"title", cut_middle(visible(title_of(report, problem)), longest_title)},
                  {"message", cut_middle(visible_lines(problem.message), longest_message)}};
  if (place.column > 0) {
    annotation["start_column"] = place.column;
    annotation["end_column"] = place.column;
  }
  return annotation;
}

std::string summary_of(const Report& report, std::size_t left_out) {
  std::string text = github_summary(report, largest_check_summary);
  if (left_out > 0)
    text += fmt::format("\n{} of the worst are annotations here; {} more are not.\n",
                        with_thousands(most_check_annotations), with_thousands(static_cast<std::int64_t>(left_out)));
  return text;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

std::string digest_of(const Json& json) { return sha256_hex(dumped(json)).substr(0, short_digest); }

}  // namespace

std::string check_run_json(const Report& report, const RenderStyle& style) {
  const std::vector<Problem> problems = problems_of(report);
  const std::size_t told = std::min(problems.size(), most_check_annotations);
  Json annotations = Json::array();
  for (std::size_t i = 0; i < told; ++i) annotations.push_back(annotation_of(report, problems[i]));
  const std::string own_key = style.comment_key.empty() ? "" : " (" + visible(style.comment_key) + ")";
  const std::string title = std::string(verdict_word(report.verdict)) + ": " + visible(report.headline);
  Json run{{"name", "tollgate: " + cut_middle(visible(report.project) + own_key, longest_name)},
           {"status", "completed"},
           {"conclusion", report.verdict == Verdict::passed ? "success" : "failure"},
           {"output",
            {{"title", cut_middle(title, longest_title)}, {"summary", summary_of(report, problems.size() - told)}}}};
  run["external_id"] = fmt::format("tollgate:{} a={} s={}", comment_key(report.project, style.comment_key),
                                   digest_of(annotations), digest_of(run));
  run["output"]["annotations"] = std::move(annotations);
  if (report.pull_request && !report.pull_request->head_commit.empty())
    run["head_sha"] = report.pull_request->head_commit;
  return printable_json(run.dump(2, ' ', true, Json::error_handler_t::replace));
}

}  // namespace tollgate::reporters
