// The gate `review`: the people whom each touched layer names have approved this very change.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <vector>

#include "gates/all.hpp"
#include "gates/duties.hpp"
#include "gates/reviews.hpp"

namespace tollgate::gates {

namespace {

constexpr std::array rules{
    Rule{"approval-missing", Severity::error,
         "A layer that the change touches asks for an approval that nobody has given whose approval counts.",
         "Have the people named approve the head commit; who made the change, machines and approvals of older commits "
         "do "
         "not count."},
    Rule{"changes-requested", Severity::error, "Somebody's latest review requests changes.",
         "Have that person approve the head commit or dismiss the review."},
};

Demand demand_of(const Layer& layer) {
  return {layer.name, layer.review.approvals, layer.review.by, layer.review.approvals};
}

/// One duty for each layer that asks for somebody.
Duty duty_of(const Layer& layer, const Reviews& reviews, const Context& context) {
  const Demand demand = demand_of(layer);
  Duty duty{std::string(review.id), fmt::format("{} ({})", demand_text(demand), layer.name), DutyState::met, {}};
  const DemandState state = judge_demand(demand, reviews, context.roles);
  duty.detail = state.detail;
  if (!reviews.problem.empty()) {
    duty.state = DutyState::unknown;
    duty.detail = reviews.problem + "; give a token that may read reviews, or state them by flags";
  } else if (!state.met) {
    duty.state = unmet(context.stage);
  }
  return duty;
}

void judge_objections(const std::set<std::string>& objectors, const Context& context, GateResult& result) {
  if (objectors.empty()) return;
  const std::string who = fmt::format("{}", fmt::join(objectors, ", "));
  result.pull_request.duties.push_back(
      {std::string(review.id), "no review that requests changes", unmet(context.stage), "changes requested by " + who});
  if (context.stage == Stage::merge)
    result.findings.push_back(
        finding_about_change(review, rules[1], fmt::format("{} requested changes, and that still stands", who)));
}

void judge_missing(const Context& context, GateResult& result) {
  std::vector<std::string> missing;
  for (const Duty& duty : result.pull_request.duties) {
    if (duty.state == DutyState::missing) missing.push_back(fmt::format("{}: {}", duty.what, duty.detail));
  }
  if (context.stage != Stage::merge || missing.empty()) return;
  Finding finding =
      finding_about_change(review, rules[0], fmt::format("not all approvals are there. {}", fmt::join(missing, ". ")));
  finding.cause = {std::string(change_subject), "approvals"};
  result.findings.push_back(std::move(finding));
}

GateResult check(const Context& context) {
  GateResult result;
  const std::vector<const Layer*> layers = touched_layers(context);
  if (layers.empty()) {
    result.outcomes.push_back(nothing_touched(review));
    return result;
  }
  std::set<std::string> objectors;
  for (const Layer* layer : layers) {
    const Reviews reviews = reviews_of(*context.pull_request, *context.provenance, layer->review);
    objectors.insert(reviews.objectors.begin(), reviews.objectors.end());
    if (layer->review.approvals > 0) result.pull_request.duties.push_back(duty_of(*layer, reviews, context));
  }
  judge_missing(context, result);
  judge_objections(objectors, context, result);
  result.outcomes.push_back(outcome_about_change(review, result));
  return result;
}

}  // namespace

constinit const Gate review{
    .id = "review",
    .summary = "The people whom a layer names have approved the change as it stands.",
    .needs = {.test_changes = true, .pull_request = true},
    .options = {},
    .rules = rules,
    .check = check,
};

}  // namespace tollgate::gates
