// GitLab's code quality report: one array, shown in the merge request's widget and beside its lines. Only the fields
// that GitLab reads (docs.gitlab.com, "Code Quality report format").
#include <nlohmann/json.hpp>

#include "reporters/all.hpp"
#include "reporters/escape.hpp"
#include "reporters/problems.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

std::string_view severity_of(const Problem& problem) {
  if (problem.finding != nullptr && problem.finding->waived) return "info";
  switch (problem.severity) {
    case Severity::error:
      return problem.gate == "pii-scan" ? "blocker" : "critical";
    case Severity::warning:
      return "major";
    case Severity::info:
    case Severity::off:
      break;
  }
  return "minor";
}

Json to_json(const Problem& problem) {
  return {{"description", visible_lines(problem.message)},
          {"check_name", rule_text(problem.gate, problem.rule)},
          {"fingerprint", problem.fingerprint},
          {"severity", severity_of(problem)},
          {"location", {{"path", problem.location.path}, {"lines", {{"begin", problem.location.line}}}}}};
}

Rendering render(const Report& report, const RenderStyle&) {
  Json list = Json::array();
  for (const Problem& problem : problems_of(report)) list.push_back(to_json(problem));
  return {printable_json(list.dump(2, ' ', true, Json::error_handler_t::replace)), {}};
}

}  // namespace

constinit const Reporter codequality{
    "codequality", "GitLab's code quality report: findings beside the lines of a merge request", {}, render, nullptr,
    true};

}  // namespace tollgate::reporters
