#include "gates/row_count_diff/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/unique_id.hpp"
#include "gates/all.hpp"
#include "gates/outcomes.hpp"
#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/removed.hpp"
#include "warehouse/count_sql.hpp"

namespace tollgate::gates::rows {

namespace {

bool is_ephemeral(const dbt::Node& node) { return node.config.materialized == "ephemeral"; }

int distance_from_change(const Context& context, const std::string& id) {
  if (context.changes == nullptr) return 1;
  const auto found = std::ranges::find(context.changes->downstream, id, &dbt::Downstream::unique_id);
  return found == context.changes->downstream.end() ? 1 : found->distance;
}

/// Why the policy leaves this target uncounted; empty when it does not.
std::string left_out_reason(const Context& context, const Target& target) {
  if (target.change != nullptr) return {};
  const std::string reach = target.options[downstream];
  if (reach == "none") return "unchanged, and the policy counts no downstream models (downstream: none)";
  if (reach != "1") return {};
  const int distance = distance_from_change(context, target.model->unique_id);
  if (distance <= 1) return {};
  return fmt::format("unchanged, and {} edges below the nearest change (downstream: 1)", distance);
}

/// Why there is nothing to count for a target that is on head; empty when there is.
std::string uncountable_reason(const Target& target) {
  const dbt::Node& head = *target.head;
  if (is_ephemeral(head)) return "ephemeral: dbt builds no relation for it; what reads it is counted";
  if (head.config.materialized == "view" && !target.options[count_views]) {
    return "a view, and the policy counts none (count_views: false)";
  }
  return {};
}

/// Why its rows are known to stay as they are; empty when they are not.
std::string unchanged_reason(const Context& context, const Target& target) {
  if (context.unchanged_rows == nullptr || target.base == nullptr) return {};
  const auto found = context.unchanged_rows->find(target.model->unique_id);
  return found == context.unchanged_rows->end() ? std::string() : found->second;
}

Finding as_finding(const Target& target, RowFault fault) {
  Finding finding = finding_about(row_count_diff, *fault.rule, target, std::move(fault.message));
  finding.evidence = std::move(fault.evidence);
  return finding;
}

/// A model that is gone, or that is ephemeral now: its relation is no longer built.
void decide_removed(const Context& context, const Target& target, GateResult& decided) {
  RowFault fault = judge_removed(called(target), *context.base, *context.head, target.model->unique_id);
  if (fault.rule == &removed_rule && is_ephemeral(*target.base)) {
    decided.outcomes.push_back(skipped(row_count_diff, target, "an ephemeral model, removed; it had no relation"));
    return;
  }
  decided.findings.push_back(as_finding(target, std::move(fault)));
  decided.outcomes.push_back(judged(row_count_diff, target));
}

/// A table that is ephemeral now, and that something outside dbt reads.
bool lost_its_table(const Context& context, const Target& target) {
  if (target.base == nullptr || !is_ephemeral(*target.head) || is_ephemeral(*target.base)) return false;
  const std::vector<std::string> users = users_left(*context.base, *context.head, target.model->unique_id);
  return std::ranges::any_of(users, [&](const std::string& user) { return context.head->exposures.contains(user); });
}

/// The relation as it may be put into SQL; `problem` says why it may not.
std::string relation_of(const dbt::Node& node, std::string_view side, std::string& problem) {
  if (node.relation_name.empty()) {
    problem =
        fmt::format("the {} manifest names no relation for it; compile with a dbt that writes relation_name", side);
    return {};
  }
  if (auto relation = warehouse::quoted_relation(node.relation_name)) return *relation;
  problem = fmt::format("the relation_name of the {} manifest is not a quoted relation name, so it is not asked", side);
  return {};
}

PlannedCount with_settings(const Target& target) {
  PlannedCount count;
  count.target = &target;
  count.where = target.options[where];
  count.event_time = target.options[event_time];
  if (count.event_time.empty()) count.event_time = target.head->config.event_time;
  count.group_by = target.options[group_by];
  count.group_period = target.options[group_period];
  count.estimate_above_rows = target.options[estimate_above_rows];
  count.limits = limits_of(target.options);
  return count;
}

std::string where_problem(const Target& target) {
  if (warehouse::is_closed_expression(target.options[where])) return {};
  return "the policy's `where` for it is not one SQL condition: balance its parentheses and quotes, and leave out "
         "semicolons";
}

/// The count of this target, or in `problem` why there can be none.
PlannedCount plan_count(const Context& context, const Target& target, std::string& problem) {
  PlannedCount count = with_settings(target);
  count.head_relation = relation_of(*target.head, "head", problem);
  if (target.base == nullptr || is_ephemeral(*target.base) || !problem.empty()) return count;
  count.base_relation = relation_of(*target.base, "base", problem);
  if (problem.empty() && context.one_database && count.is_named_alike()) problem = against_itself_reason(count);
  return count;
}

/// Of a snapshot alone: why nothing of head can be in a history that both sides share; empty when there can.
std::string untouched_reason(const Context& context, const Target& target) {
  const bool snapshot = target.head != nullptr && target.head->type == dbt::ResourceType::snapshot;
  if (!snapshot || target.base == nullptr || target.change != nullptr || context.changes == nullptr) return {};
  const auto& below = context.changes->downstream;
  if (std::ranges::find(below, target.model->unique_id, &dbt::Downstream::unique_id) != below.end()) return {};
  return "a snapshot that base and head share, and the change reaches neither it nor anything that it reads";
}

void plan_target(const Context& context, const Target& target, Plan& plan) {
  if (context.base == nullptr) {
    plan.decided.outcomes.push_back(errored(
        row_count_diff, target,
        "no base artifacts, and row counts are judged against base: name the folder of its manifest.json with --base"));
    return;
  }
  if (target.head == nullptr) return decide_removed(context, target, plan.decided);
  if (lost_its_table(context, target)) return decide_removed(context, target, plan.decided);
  std::string reason = left_out_reason(context, target);
  if (reason.empty()) reason = uncountable_reason(target);
  if (reason.empty()) {
    reason = unchanged_reason(context, target);
    if (!reason.empty()) plan.unchanged.push_back(called(target));
  }
  if (!reason.empty()) {
    plan.decided.outcomes.push_back(skipped(row_count_diff, target, reason));
    return;
  }
  std::string problem = where_problem(target);
  PlannedCount count = plan_count(context, target, problem);
  if (problem.empty()) {
    plan.counts.push_back(std::move(count));
  } else {
    plan.decided.outcomes.push_back(outcome_of_problem(context, target, count, problem));
  }
}

/// dbt runs everything below a touched file again; what that would have cost is told.
void note_unchanged(Plan& plan) {
  if (plan.unchanged.empty()) return;
  const bool one = plan.unchanged.size() == 1;
  plan.decided.notes.push_back(
      {std::string(row_count_diff.id),
       fmt::format("{} not counted, as {} SQL says the same as on base and so does all that {} read{}; dbt's "
                   "state:modified+ would run {} again: {}",
                   one ? "1 model" : fmt::format("{} models", plan.unchanged.size()), one ? "its" : "their",
                   one ? "it" : "they", one ? "s" : "", one ? "it" : "them", fmt::join(plan.unchanged, ", "))});
}

}  // namespace

std::string called(const Target& target) { return std::string(short_name(target.model->unique_id)); }

std::string against_itself_reason(const PlannedCount& count) {
  const Target& target = *count.target;
  if (target.head->type != dbt::ResourceType::snapshot) {
    return fmt::format(
        "base and head are the same relation {} of the same database, so it would be counted against itself: build "
        "the head into a schema or database of its own",
        count.head_relation);
  }
  return fmt::format(
      "a snapshot that base and head share, {}, so it would be counted against itself, and {}: give it a schema of its "
      "own in each environment (`schema` in place of `target_schema` from dbt 1.9 on, before that "
      "`target_schema: \"{{{{ target.schema }}}}\"`) and build it there, else a build of the pull request writes into "
      "the shared history{}",
      count.head_relation, target.change != nullptr ? "the change edits it" : "the change reaches it from above",
      target.change != nullptr
          ? ""
          : fmt::format("; or leave it out: `models: [{{select: {{name: {}}}, gates: {{row-count-diff: {{downstream: "
                        "none}}}}}}]` in the policy",
                        target.model->name));
}

Outcome outcome_of_problem(const Context& context, const Target& target, const PlannedCount& count,
                           const std::string& problem) {
  const std::string untouched = untouched_reason(context, target);
  const bool shared = !untouched.empty() && count.is_named_alike() && problem == against_itself_reason(count);
  return shared ? skipped(row_count_diff, target, untouched) : errored(row_count_diff, target, problem);
}

bool PlannedCount::may_estimate() const {
  return estimate_above_rows > 0 && !is_new() && where.empty() && event_time.empty() && group_by.empty();
}

Plan make_plan(const Context& context) {
  Plan plan;
  for (const Target& target : context.targets) plan_target(context, target, plan);
  note_unchanged(plan);
  return plan;
}

}  // namespace tollgate::gates::rows
