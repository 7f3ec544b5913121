// The gate `hallucination-budget`: whether an LLM helped, whether that is said, and what people owe such a change.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "core/lower.hpp"
#include "gates/all.hpp"
#include "gates/duties.hpp"
#include "gates/hallucination_budget/prompt.hpp"
#include "gates/hallucination_budget/rules.hpp"
#include "gates/hallucination_budget/strain.hpp"
#include "gates/reviews.hpp"

namespace tollgate::gates {

namespace {

using namespace hallucination;

constexpr Option<std::int64_t> approvals{.name = "approvals",
                                         .unit = "people",
                                         .fallback = 1,
                                         .help =
                                             "Approvals that a change which an LLM helped with needs in all, beside "
                                             "those that the layer's `review` asks for.",
                                         .tighter = Tighter::higher,
                                         .range = {0, 20}};
constexpr std::array<AnyOption, 1> options{&approvals};

constexpr std::size_t most_signals = 5;

/// All that one check needs.
struct Matter {
  const Context& context;
  const change::PullRequest& pull_request;
  const change::PullRequestProvenance& provenance;
  std::vector<const Layer*> layers;
  BudgetStrain strain;
};

std::vector<std::string> names_of(const std::vector<const Layer*>& layers) {
  std::vector<std::string> names;
  for (const Layer* layer : layers) names.push_back(layer->name);
  return names;
}

std::string signals_text(const change::PullRequestProvenance& provenance) {
  std::vector<std::string> texts;
  for (const change::Signal& signal : provenance.signals) {
    if (texts.size() < most_signals)
      texts.push_back(fmt::format("{} ({})", signal.text, change::to_string(signal.strength)));
  }
  const std::size_t more = provenance.signals.size() - texts.size();
  return fmt::format("{}{}", fmt::join(texts, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

void add_duty(GateResult& result, std::string what, DutyState state, std::string detail) {
  result.pull_request.duties.push_back(
      {std::string(hallucination_budget.id), std::move(what), state, std::move(detail)});
}

void add_finding(GateResult& result, const Rule& rule, std::string message, std::string_view cause = {}) {
  Finding finding = finding_about_change(hallucination_budget, rule, std::move(message));
  if (!cause.empty()) finding.cause = {std::string(change_subject), std::string(cause)};
  result.findings.push_back(std::move(finding));
}

void tell_recognition(const Matter& matter, GateResult& result) {
  PullRequestSummary& summary = result.pull_request;
  const change::PullRequestProvenance& provenance = matter.provenance;
  summary.llm_state = change::to_string(provenance.state);
  summary.llm_strength = change::to_string(provenance.strength);
  summary.llm_tool = provenance.tool;
  summary.llm_model = provenance.model;
  for (const change::Signal& signal : provenance.signals) summary.llm_signals.push_back(signal.text);
}

/// Why it may be that an LLM helped and nothing known here says so; empty: all that could say so is known.
std::string unread_sources(const change::PullRequest& pull_request) {
  std::vector<std::pair<std::string, std::vector<std::string_view>>> unread;  // why, and what
  const auto look = [&](const auto& fact, std::string_view what) {
    if (fact.known()) return;
    auto same = std::ranges::find(unread, fact.problem, [](const auto& entry) { return entry.first; });
    if (same == unread.end()) same = unread.insert(same, {fact.problem, {}});
    same->second.push_back(what);
  };
  look(pull_request.commits, "commits");
  look(pull_request.description, "description");
  look(pull_request.labels, "labels");
  look(pull_request.author, "author");
  std::vector<std::string> told;
  for (const auto& [why, what] : unread) {
    const bool one = what.size() == 1 && !what.front().ends_with('s');
    told.push_back(fmt::format("the {} {} not known{}{}", fmt::join(what, ", the "), one ? "is" : "are",
                               why.empty() ? "" : ": ", why));
  }
  return fmt::format("{}", fmt::join(told, "; "));
}

/// Whether an LLM helped is said. One cause: the lack of a declaration, whatever hints at it.
void judge_declaration(const Matter& matter, GateResult& result) {
  using change::ProvenanceState;
  const change::PullRequestProvenance& provenance = matter.provenance;
  constexpr const char* what = "say whether an LLM helped";
  if (provenance.contradiction) {
    add_finding(result, contradiction,
                fmt::format("\"no LLM\" is said by {}, and an LLM by {}",
                            fmt::join(provenance.human_declarations, ", "), signals_text(provenance)));
    return add_duty(result, what, DutyState::missing, "two answers that contradict each other");
  }
  if (provenance.state != ProvenanceState::declared_llm) {
    if (const std::string unread = unread_sources(matter.pull_request); !unread.empty())
      return add_duty(result, what, DutyState::unknown,
                      unread + "; give a token that may read them, or state them by flags");
  }
  if (provenance.state != ProvenanceState::undeclared) {
    return add_duty(result, what, DutyState::met, std::string(change::to_string(provenance.state)));
  }
  add_duty(result, what, DutyState::missing, "neither description, label nor commit says so");
  if (!provenance.signals.empty()) {
    add_finding(result, undeclared_signals,
                fmt::format("nobody says whether an LLM helped, and {} hints at it", signals_text(provenance)),
                "declaration");
  }
  add_finding(result, undeclared, "neither the description, a label nor a commit says whether an LLM helped",
              "declaration");
}

void judge_prompt(const Matter& matter, GateResult& result) {
  constexpr const char* what = "the prompt, or its hash";
  const bool hashed = !matter.provenance.prompt_hashes.empty();
  if (hashed) return add_duty(result, what, DutyState::met, "a prompt-hash is there");
  const auto& description = matter.pull_request.description;
  if (holds_prompt(description.value)) return add_duty(result, what, DutyState::met, "the description holds it");
  if (!description.known()) {
    return add_duty(result, what, DutyState::unknown,
                    fmt::format("the description is not known{}{}; give a token that may read it, or "
                                "--description-file",
                                description.problem.empty() ? "" : ": ", description.problem));
  }
  add_duty(result, what, DutyState::missing, "neither a trailer nor the description has it");
  add_finding(result, prompt_missing,
              fmt::format("an LLM helped ({}), and neither the description nor a trailer has the prompt or its hash",
                          signals_text(matter.provenance)));
}

void judge_auto_merge(const Matter& matter, GateResult& result) {
  constexpr const char* what = "auto-merge is off";
  const change::Fact<bool>& fact = matter.pull_request.auto_merge;
  if (!fact.known()) {
    return add_duty(result, what, DutyState::unknown,
                    fmt::format("whether it is on is not known{}{}; give a token that may read it, or --auto-merge",
                                fact.problem.empty() ? "" : ": ", fact.problem));
  }
  if (!fact.value) return add_duty(result, what, DutyState::met, {});
  add_duty(result, what, DutyState::missing, "it is on");
  add_finding(result, auto_merge_on, "auto-merge is on: the change would be merged by itself once checks pass");
}

std::int64_t approvals_in_all(const Layer& layer, const Context& context) {
  std::int64_t most = layer.review.approvals;
  for (const Target& target : context.targets) {
    if (target.model->layer == layer.name) most = std::max(most, target.options[approvals]);
  }
  for (const SemanticTarget& target : context.semantics) {
    if (target.layer == layer.name) most = std::max(most, target.options[approvals]);
  }
  return most;
}

bool asks_for_seniors(const Layer& layer) {
  return layer.review.approvals > 0 &&
         std::ranges::any_of(layer.review.by, [](const std::string& role) { return role != "peer"; });
}

/// Whether a layer that names a role has its approvals.
struct Seniority {
  bool asked = false;
  bool met = true;
};

Seniority judge_layer(const Layer& layer, const Matter& matter, std::vector<std::string>& missing, GateResult& result) {
  const Context& context = matter.context;
  Demand demand{layer.name, layer.review.approvals, layer.review.by,
                static_cast<int>(approvals_in_all(layer, context))};
  if (matter.strain.tightens()) demand.in_all += context.policy->llm.add_approvals;
  if (demand.in_all == 0) return {};
  const Reviews reviews = reviews_of(matter.pull_request, matter.provenance, layer.review);
  const DemandState state = judge_demand(demand, reviews, context.roles);
  const std::string what = fmt::format("{} of a change that an LLM helped with ({})", demand_text(demand), layer.name);
  if (!reviews.problem.empty()) {
    add_duty(result, what, DutyState::unknown,
             reviews.problem + "; give a token that may read reviews, or state them by flags");
  } else {
    add_duty(result, what, state.met ? DutyState::met : unmet(context.stage), state.detail);
    if (!state.met) missing.push_back(fmt::format("{}: {}", what, state.detail));
  }
  return {asks_for_seniors(layer), state.met && reviews.problem.empty()};
}

/// True when a layer asks for somebody senior who has not approved yet.
bool judge_approvals(const Matter& matter, GateResult& result) {
  std::vector<std::string> missing;
  bool senior_missing = false;
  for (const Layer* layer : matter.layers) {
    const Seniority seniority = judge_layer(*layer, matter, missing, result);
    senior_missing = senior_missing || (seniority.asked && !seniority.met);
  }
  if (!missing.empty() && matter.context.stage == Stage::merge) {
    add_finding(result, approval_missing, fmt::format("not all approvals are there. {}", fmt::join(missing, ". ")),
                "approvals");
  }
  return senior_missing;
}

void judge_machines(const Matter& matter, GateResult& result) {
  std::set<std::string> machines;
  for (const Approval& approval : reviews_of(matter.pull_request, matter.provenance, {}).approvals) {
    if (approval.by_machine) machines.insert(approval.login);
  }
  if (machines.empty()) return;
  add_duty(result, "no approval by a machine", DutyState::missing, fmt::format("{}", fmt::join(machines, ", ")));
  add_finding(result, machine_approval, fmt::format("{} approved, and is no person", fmt::join(machines, ", ")));
}

std::string lines_text(const std::vector<const BudgetLine*>& lines) {
  std::vector<std::string> texts;
  for (const BudgetLine* line : lines) texts.push_back(budget_text(*line));
  return fmt::format("{}", fmt::join(texts, "; "));
}

void judge_budget(const Matter& matter, GateResult& result) {
  const Context& context = matter.context;
  if (context.budget.empty()) {
    const std::string why = context.budget_problem.empty() ? "no history was read" : context.budget_problem;
    if (!context.budget_problem.empty()) return add_duty(result, "the LLM budget", DutyState::unknown, why);
    result.notes.push_back({std::string(hallucination_budget.id), "how the LLM budget stands is not known: " + why});
    return;
  }
  const LlmBudget& llm = context.policy->llm;
  std::string bar;
  if (llm.add_approvals > 0)
    bar += fmt::format("; {} more approval{}", llm.add_approvals, llm.add_approvals == 1 ? "" : "s");
  if (llm.halve_limits) bar += "; limits are halved";
  if (!matter.strain.exceeded.empty()) {
    add_finding(result, budget_exceeded, "the LLM budget is exceeded: " + lines_text(matter.strain.exceeded) + bar,
                "llm budget");
  } else if (!matter.strain.at_risk.empty()) {
    add_finding(result, budget_at_risk, "the LLM budget is at risk: " + lines_text(matter.strain.at_risk) + bar,
                "llm budget");
  }
}

/// Never one that is there already, never one to take away.
void add_labels(const Matter& matter, bool senior_missing, GateResult& result) {
  const LlmLabels& labels = matter.context.policy->llm.labels;
  std::vector<std::string> wanted{labels.prefix + labels.assisted, labels.prefix + labels.budget};
  if (senior_missing) wanted.insert(wanted.begin() + 1, labels.prefix + labels.senior_review);
  for (std::string& name : wanted) {
    const bool there = std::ranges::any_of(matter.pull_request.labels.value, [&](const forge::Label& label) {
      return lowered(label.name) == lowered(name);
    });
    if (!there) result.pull_request.labels_to_add.push_back(std::move(name));
  }
}

/// True when a person's word sets recognition aside.
bool is_overridden(const Matter& matter, GateResult& result) {
  const std::string& label = matter.context.policy->llm.labels.not_llm;
  const auto word = override_by_label(label, matter.pull_request, matter.provenance);
  if (!word) return false;
  if (!word->counts) {
    result.notes.push_back({std::string(hallucination_budget.id), word->why_not});
    return false;
  }
  add_finding(result, recognition_overridden,
              fmt::format("{} says by the label {} that no LLM helped, against {}: {}", word->by, label,
                          signals_text(matter.provenance), word->reason));
  return true;
}

/// What is owed because an LLM helped. A change that touches no layer has no limits and no reviewers to ask for.
void judge_touched(const Matter& matter, GateResult& result) {
  bool senior_missing = false;
  if (!matter.layers.empty()) {
    judge_prompt(matter, result);
    senior_missing = judge_approvals(matter, result);
    judge_machines(matter, result);
    judge_auto_merge(matter, result);
    judge_budget(matter, result);
  }
  add_labels(matter, senior_missing, result);
}

GateResult check(const Context& context) {
  GateResult result;
  Matter matter{context, *context.pull_request, *context.provenance, touched_layers(context), {}};
  matter.strain = strain_of(context.budget, names_of(matter.layers));
  result.pull_request.budget = concerning(context.budget, names_of(matter.layers));
  tell_recognition(matter, result);
  const bool touched = matter.provenance.state == change::ProvenanceState::declared_llm;
  if (touched && is_overridden(matter, result)) {
    result.outcomes.push_back(outcome_about_change(hallucination_budget, result));
    return result;
  }
  if (!matter.layers.empty()) judge_declaration(matter, result);
  if (touched) judge_touched(matter, result);
  result.outcomes.push_back(matter.layers.empty() ? nothing_touched(hallucination_budget)
                                                  : outcome_about_change(hallucination_budget, result));
  return result;
}

}  // namespace

constinit const Gate hallucination_budget{
    .id = "hallucination-budget",
    .summary =
        "A change that an LLM helped with says so, has its prompt, and is approved by people who did not make it.",
    .needs = {.pull_request = true},
    .options = options,
    .rules = all_rules,
    .check = check,
};

}  // namespace tollgate::gates
