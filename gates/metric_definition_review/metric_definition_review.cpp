#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "gates/all.hpp"
#include "gates/metric_definition_review/redefinition.hpp"

namespace tollgate::gates {

namespace {

using namespace metrics;

/// `needs review by senior-data-engineer and data-pm (2 approvals)`.
std::string review_text(const Review& review) {
  std::string text = "needs review";
  if (!review.by.empty()) text += fmt::format(" by {}", fmt::join(review.by, " and "));
  if (review.approvals > 1) text += fmt::format(" ({} approvals)", review.approvals);
  return text;
}

Finding finding_of(const Redefinition& redefinition, const Concerned& concerned) {
  const SemanticTarget& target = *concerned.target;
  Finding finding;
  finding.gate = metric_definition_review.id;
  finding.rule = redefinition.rule->id;
  finding.severity = redefinition.rule->severity;
  finding.location = redefinition.location;
  finding.subject.id = std::string(target.id);
  finding.subject.relation = redefinition.cause.item == "definition" ? "" : redefinition.cause.item;
  finding.cause = redefinition.cause;
  finding.message = fmt::format("{} {}", title_of(node_of(target)), concerned.what);
  if (redefinition.rule != &added_rule) finding.message += "; " + review_text(*target.review);
  finding.help = redefinition.rule->advice;
  finding.evidence = redefinition.evidence;
  return finding;
}

GateResult check(const Context& context) {
  GateResult result;
  Unjudged unjudged;
  for (const Redefinition& redefinition : edited_definitions(context, unjudged)) {
    for (const Concerned& concerned : redefinition.concerned) {
      result.findings.push_back(finding_of(redefinition, concerned));
    }
  }
  for (const SemanticTarget& target : context.semantics) {
    const auto reason = unjudged.find(target.id);
    const bool is_judged = reason == unjudged.end();
    result.outcomes.push_back({std::string(metric_definition_review.id), std::string(target.id),
                               is_judged ? Status::passed : Status::errored, is_judged ? "" : reason->second});
  }
  return result;
}

}  // namespace

constinit const Gate metric_definition_review{
    .id = "metric-definition-review",
    .summary = "Whoever the layer names agrees before a metric means something else.",
    .needs = {.base = true, .lineage = true, .semantics = true},
    .options = {},
    .rules = all_rules,
    .check = check,
};

}  // namespace tollgate::gates
