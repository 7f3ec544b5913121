#include "reporters/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/digest.hpp"
#include "reporters/overview.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t most_names = 10;

/// Where what belongs to no file is shown: lists beside code drop an entry without a place.
Location fallback(const Report& report) {
  if (!report.policy.path.empty()) return {report.policy.path, 1, 0};
  for (const SelectedModel& model : report.models) {
    if (!model.path.empty()) return {model.path, 1, 0};
  }
  return {"dbt_project.yml", 1, 0};
}

Problem problem_of(const Report& report, const SharedReason& unjudged, const Location& otherwise) {
  const GatesAndSubjects& first = unjudged.groups.front();
  Finding identity;
  identity.gate = first.gates.front();
  identity.rule = unjudged_rule;
  identity.subject.id = first.subjects.front();
  const SelectedModel* model = find_model(report, identity.subject.id);
  const bool placed = model != nullptr && !model->path.empty();
  std::string message = "could not be judged: " + (unjudged.reason.empty() ? "no reason given" : unjudged.reason);
  for (std::size_t i = 0; i < std::min(unjudged.groups.size(), most_names); ++i)
    message += "\n" + gates_and_subjects(report, unjudged.groups[i], most_names);
  if (unjudged.groups.size() > most_names) message += fmt::format("\nand {} more", unjudged.groups.size() - most_names);
  return {
      identity.gate,      std::string(unjudged_rule), Severity::error, placed ? Location{model->path, 1, 0} : otherwise,
      std::move(message), fingerprint(identity),      nullptr};
}

std::string message_of(const Finding& finding) {
  std::string text = finding.message;
  if (finding.waived) text = waived_text(*finding.waived) + "\n" + text;
  if (const std::string figures = evidence_text(finding); !figures.empty()) text += "\n" + figures;
  if (!finding.help.empty() && !finding.waived) text += "\nhelp: " + finding.help;
  for (std::size_t i = 0; i < std::min(finding.folded.size(), most_names); ++i) {
    text += "\nalso: " + finding.folded[i].message;
  }
  if (finding.folded.size() > most_names) {
    text += fmt::format("\nalso: {} more of the same cause", finding.folded.size() - most_names);
  }
  return text;
}

Problem problem_of(const Finding& finding, const Location& otherwise) {
  Location location = finding.location.path.empty() ? otherwise : finding.location;
  location.line = std::max(location.line, 1);
  return {finding.gate,        finding.rule,         finding.severity, std::move(location),
          message_of(finding), fingerprint(finding), &finding};
}

/// A reader that knows one fingerprint drops the second entry that has it.
void tell_apart(std::vector<Problem>& problems) {
  std::map<std::string, int> seen;
  for (Problem& problem : problems) {
    const int before = seen[problem.fingerprint]++;
    if (before > 0) problem.fingerprint = sha256_hex(fmt::format("{}\n{}", problem.fingerprint, before));
  }
}

}  // namespace

std::vector<Problem> problems_of(const Report& report) {
  const Location otherwise = fallback(report);
  std::vector<Problem> problems;
  for (const SharedReason& unjudged : shared_reasons(report, Status::errored)) {
    problems.push_back(problem_of(report, unjudged, otherwise));
  }
  for (const Finding* finding : worst_first(report)) problems.push_back(problem_of(*finding, otherwise));
  tell_apart(problems);
  return problems;
}

}  // namespace tollgate::reporters
