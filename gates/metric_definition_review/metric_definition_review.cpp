#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "gates/metric_definition_review/redefinition.hpp"
#include "gates/reviews.hpp"

namespace tollgate::gates {

namespace {

using namespace metrics;

/// `needs review by senior-data-engineer and data-pm (2 approvals)`.
std::string review_text(const Review& asked) {
  std::string text = "needs review";
  if (!asked.by.empty()) text += fmt::format(" by {}", fmt::join(asked.by, " and "));
  if (asked.approvals > 1) text += fmt::format(" ({} approvals)", asked.approvals);
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
  finding.subject.relation = redefinition.item;
  finding.cause = redefinition.cause;
  finding.message = fmt::format("{} {}", title_of(node_of(target)), concerned.what);
  if (redefinition.rule != &added_rule) finding.message += "; " + review_text(*target.review);
  finding.help = redefinition.rule->advice;
  finding.evidence = redefinition.evidence;
  return finding;
}

/// Who has approved, where the pull request's reviews satisfy what the layer asks for; nothing: they do not, or nobody
/// can tell.
std::optional<std::string> approved_by(const SemanticTarget& target, const Context& context) {
  if (context.pull_request == nullptr || target.review->approvals == 0) return std::nullopt;
  const Reviews reviews = reviews_of(*context.pull_request, *context.provenance, *target.review);
  const Demand demand{std::string(target.layer), target.review->approvals, target.review->by, 0};
  const DemandState state = judge_demand(demand, reviews, context.roles);
  return reviews.problem.empty() && state.met ? std::optional(state.detail) : std::nullopt;
}

GateResult check(const Context& context) {
  GateResult result;
  Unjudged unjudged;
  std::vector<Redefinition> redefinitions = edited_definitions(context, unjudged);
  if (context.lineage_differences != nullptr) {
    std::ranges::move(redefined_columns(context), std::back_inserter(redefinitions));
    add_unresolved(context, unjudged);
  }
  for (const Redefinition& redefinition : redefinitions) {
    for (const Concerned& concerned : redefinition.concerned) {
      Finding finding = finding_of(redefinition, concerned);
      const auto agreed = redefinition.rule == &added_rule ? std::nullopt : approved_by(*concerned.target, context);
      if (agreed) {
        result.notes.push_back({std::string(metric_definition_review.id), finding.message + ": " + *agreed});
      } else {
        result.findings.push_back(std::move(finding));
      }
    }
  }
  for (const SemanticTarget& target : context.semantics) {
    const auto found = unjudged.find(target.id);
    const NotJudged outcome = found == unjudged.end() ? NotJudged{Status::passed, {}} : found->second;
    result.outcomes.push_back(
        {std::string(metric_definition_review.id), std::string(target.id), outcome.status, outcome.reason});
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
