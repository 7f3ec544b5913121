#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/row_count_diff/answers.hpp"
#include "gates/row_count_diff/explained.hpp"
#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "gates/row_count_diff/rounds.hpp"

namespace tollgate::gates {

namespace {

using namespace rows;

/// The policy's condition on one line: it may have been written over several.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
  return text;
}

/// What part of the rows a count is about; empty when it is about all.
std::string scope_text(const PlannedCount& count, const Preparation& prepared) {
  std::string text;
  if (!count.where.empty()) text += fmt::format("; rows where {}", on_one_line(count.where));
  if (!prepared.window_text.empty()) text += fmt::format("; {} from {}", count.event_time, prepared.window_text);
  return text;
}

/// Of head, that have an event time and lie in no compared count.
std::optional<std::int64_t> rows_outside(const Preparation& prepared, const Counted& counted) {
  if (!prepared.head_timed || !counted.head_rows || *prepared.head_timed < *counted.head_rows) return std::nullopt;
  return *prepared.head_timed - *counted.head_rows;
}

std::vector<RowFault> faults_of(const PlannedCount& count, const Preparation& prepared, const Counted& counted) {
  const std::string name = called(*count.target);
  std::vector<RowFault> faults;
  const auto add = [&](std::optional<RowFault> fault) {
    if (fault) faults.push_back(std::move(*fault));
  };
  if (count.is_new()) {
    add(judge_new(name, *counted.head_rows, count.limits));
  } else {
    add(judge_counts(name, *counted.base_rows, *counted.head_rows, count.limits));
    if (*counted.head_rows > 0) {
      for (RowFault& fault : judge_partitions(name, count.group_by, counted.base_partitions, counted.head_partitions,
                                              !prepared.truncation.empty(), count.limits)) {
        faults.push_back(std::move(fault));
      }
    }
  }
  if (!prepared.base_range_text.empty()) add(judge_narrowed(name, count.event_time, prepared.base_range_text));
  if (!prepared.head_range_text.empty())
    add(judge_widened(name, count.event_time, prepared.head_range_text, rows_outside(prepared, counted)));
  for (RowFault& fault : faults) fault.message += scope_text(count, prepared);
  return faults;
}

Finding finding_of(const PlannedCount& count, RowFault fault) {
  Finding finding = finding_about(row_count_diff, *fault.rule, *count.target, std::move(fault.message));
  finding.evidence = std::move(fault.evidence);
  // What an unchanged model shows is its changed ancestor's doing; core finds that ancestor.
  if (count.target->change != nullptr) finding.cause = {finding.subject.id, "rows"};
  return finding;
}

void judge_count(const Context& context, const PlannedCount& count, const Preparation& prepared, const Counted& counted,
                 GateResult& result) {
  RowCount row_count{
      count.target->model->unique_id, counted.base_rows, counted.head_rows, false, count.where, prepared.window_text};
  if (prepared.base_estimate) {
    row_count.base_rows = prepared.base_estimate;
    row_count.head_rows = prepared.head_estimate;
    row_count.estimated = true;
  }
  if (row_count.base_rows || row_count.head_rows) result.row_counts.push_back(row_count);
  if (!counted.problem.empty()) {
    const bool only_unbuilt = counted.problem == not_built_text(count);
    result.outcomes.push_back(only_unbuilt ? unbuilt(row_count_diff, *count.target, counted.problem)
                                           : outcome_of_problem(context, *count.target, count, counted.problem));
    return;
  }
  if (!row_count.estimated) {
    for (RowFault& fault : faults_of(count, prepared, counted)) {
      result.findings.push_back(finding_of(count, std::move(fault)));
    }
  }
  result.outcomes.push_back(judged(row_count_diff, *count.target));
}

void note_estimates(const Plan& plan, const std::vector<Preparation>& prepared, GateResult& result) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan.counts.size(); ++i) {
    if (prepared[i].base_estimate) names.push_back(called(*plan.counts[i].target));
  }
  if (names.empty()) return;
  result.notes.push_back({std::string(row_count_diff.id),
                          fmt::format("compared by the planner's statistics, not counted (estimate_above_rows): {}",
                                      fmt::join(names, ", "))});
}

std::vector<Preparation> first_round(const Context& context, const Plan& plan) {
  Batch batch;
  std::vector<FirstRound> where;
  for (const PlannedCount& count : plan.counts) where.push_back(ask_first(count, batch));
  const std::vector<warehouse::Answer> answers = batch.ask(context);
  std::vector<Preparation> prepared;
  for (std::size_t i = 0; i < plan.counts.size(); ++i)
    prepared.push_back(read_first(plan.counts[i], where[i], answers));
  return prepared;
}

/// A head that was built later than base holds more at the end: that is told, and judged by nothing.
void note_later_rows(const std::vector<std::string>& names, GateResult& result) {
  if (names.empty()) return;
  result.notes.push_back({std::string(row_count_diff.id),
                          fmt::format("head holds rows from after base's last event_time, which are in no compared "
                                      "count: {}",
                                      fmt::join(names, ", "))});
}

std::string later_rows_text(const PlannedCount& count, const Preparation& prepared, const Counted& counted) {
  const auto outside = rows_outside(prepared, counted);
  if (!prepared.head_goes_on || !prepared.head_range_text.empty() || !counted.problem.empty()) return {};
  return called(*count.target) + (outside ? fmt::format(" ({})", grouped(*outside)) : "");
}

void second_round(const Context& context, const Plan& plan, const std::vector<Preparation>& prepared,
                  GateResult& result) {
  Batch batch;
  std::vector<SecondRound> where;
  for (std::size_t i = 0; i < plan.counts.size(); ++i) where.push_back(ask_second(plan.counts[i], prepared[i], batch));
  const std::vector<warehouse::Answer> answers = batch.ask(context);
  std::vector<std::string> later;
  for (std::size_t i = 0; i < plan.counts.size(); ++i) {
    const Counted counted = read_second(plan.counts[i], prepared[i], where[i], answers);
    judge_count(context, plan.counts[i], prepared[i], counted, result);
    if (std::string name = later_rows_text(plan.counts[i], prepared[i], counted); !name.empty())
      later.push_back(std::move(name));
  }
  note_later_rows(later, result);
}

/// Without a database the rest, such as removed models, is judged all the same.
void err_everywhere(const Plan& plan, const Error& error, GateResult& result) {
  const Diagnostic& why = error.diagnostic();
  for (const PlannedCount& count : plan.counts) {
    result.outcomes.push_back(
        errored(row_count_diff, *count.target, why.hint.empty() ? why.message : why.message + "; " + why.hint));
  }
}

GateResult check(const Context& context) {
  Plan plan = make_plan(context);
  GateResult result = std::move(plan.decided);
  try {
    const std::vector<Preparation> prepared = first_round(context, plan);
    GateResult counted;
    second_round(context, plan, prepared, counted);
    note_estimates(plan, prepared, counted);
    rows::explain(context, plan, counted.findings);
    std::ranges::move(counted.outcomes, std::back_inserter(result.outcomes));
    std::ranges::move(counted.findings, std::back_inserter(result.findings));
    std::ranges::move(counted.row_counts, std::back_inserter(result.row_counts));
    std::ranges::move(counted.notes, std::back_inserter(result.notes));
  } catch (const Error& error) {
    err_everywhere(plan, error, result);
  }
  return result;
}

}  // namespace

constinit const Gate row_count_diff{
    .id = "row-count-diff",
    .summary =
        "Row counts of changed models and of what reads them, base against head, within the limits of the layer.",
    .needs = {.base = true, .downstream = true, .warehouse = true, .lineage_helps = true},
    .options = rows::all_options,
    .rules = rows::all_rules,
    .check = check,
    .compares_content = true,
};

}  // namespace tollgate::gates
