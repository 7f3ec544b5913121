#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/explain/found.hpp"
#include "gates/explain/judge.hpp"
#include "gates/explain/key_probes.hpp"
#include "gates/explain/options.hpp"
#include "gates/explain/proofs.hpp"
#include "gates/explain/refusals.hpp"
#include "gates/explain/rounds.hpp"
#include "gates/explain/rules.hpp"
#include "gates/outcomes.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates {

namespace {

using namespace tollgate::explain;
using warehouse::Side;

/// Why there is no SQL to plan, on purpose; empty when there should be.
std::string skip_reason(const Target& target) {
  if (std::string reason = no_sql_reason(target); !reason.empty()) return reason;
  if (target.head->compiled && !holds_statement(target.head->compiled_code)) return "its compiled SQL is empty";
  return {};
}

/// What is planned; the outcomes of all else.
std::vector<PlannedModel> planned_models(const Context& context, GateResult& result) {
  std::vector<PlannedModel> models;
  for (const Target& target : context.targets) {
    if (const std::string why = skip_reason(target); !why.empty()) {
      result.outcomes.push_back(skipped(gates::explain, target, why));
      continue;
    }
    if (const std::string why = not_compiled_reason(*context.head, *target.head); !why.empty()) {
      result.outcomes.push_back(errored(gates::explain, target, why));
      continue;
    }
    const bool bounded = target.options[analyze_timeout] > 0 && target.options[analyze_max_rows] > 0;
    if (target.options[analyze] && !bounded) {
      result.outcomes.push_back(
          errored(gates::explain, target,
                  "the policy asks to execute it (analyze) without bounds: set analyze_timeout and analyze_max_rows"));
      continue;
    }
    PlannedModel& model = models.emplace_back();
    model.target = &target;
    if (target.base != nullptr && target.base->language == "sql" && target.base->compiled) model.base.emplace();
  }
  return models;
}

class Run {
 public:
  Run(const Context& context, std::vector<PlannedModel> models, GateResult result)
      : x_context(context), x_upstreams(context), x_models(std::move(models)), x_result(std::move(result)) {}

  GateResult run() {
    try {
      ask_for_plans(x_context, x_upstreams, x_models);
      execute(x_context, x_models);
    } catch (const Error& error) {
      err_everywhere(error);
      return std::move(x_result);
    }
    judge_all();
    prove_indexes(x_context, x_judged);
    x_refuted = probe_keys(x_context, x_upstreams, x_judged);
    set_doubts_aside();
    // What is wrong in the text of an ephemeral model is told there first, and of those that it is inlined into behind.
    std::stable_partition(x_judged.begin(), x_judged.end(), [](const JudgedModel& one) {
      return one.model->target->head->config.materialized == "ephemeral";
    });
    for (const JudgedModel& one : x_judged) {
      tell(gates::explain, *one.model, x_upstreams, one.findings, x_context.all, x_found);
    }
    note();
    x_result.findings = std::move(x_found.findings);
    return std::move(x_result);
  }

 private:
  std::size_t longest_text() const {
    std::size_t longest = std::size_t{1} << 16U;
    for (const PlannedModel& model : x_models) longest = std::max(longest, model.head.text.sql.text().size());
    return longest;
  }

  void judge_all() {
    std::vector<std::vector<PlanFinding>> found(x_models.size());
    sql::for_each_on_deep_stacks(x_models.size(), x_context.jobs, sql::stack_to_walk(longest_text()),
                                 [&](std::size_t i) {
                                   found[i] = judge_plans(x_models[i]);
                                   forget_what_was_judged(x_models[i], found[i].empty());
                                 });
    for (std::size_t i = 0; i < x_models.size(); ++i) conclude(x_models[i], std::move(found[i]));
  }

  Explained explained(const PlannedSide& side, const dbt::Node& node) const {
    const Rewritten& sql = side.text.sql;
    return {sql.text(), &*side.plan, sql.as_it_was() ? x_upstreams.tree_of(node) : nullptr};
  }

  std::vector<PlanFinding> judge_plans(const PlannedModel& model) const {
    if (!model.head.plan) return {};
    std::optional<Explained> base;
    if (model.base && model.base->plan) base = explained(*model.base, *model.target->base);
    const Explained head = explained(model.head, *model.target->head);
    Thresholds thresholds = thresholds_of(model.target->options);
    thresholds.doubt_keys = true;
    std::vector<PlanFinding> findings = judge_plan(head, base, model.catalogue, thresholds);
    for (PlanFinding& finding : findings) {
      finding.standing = finding.standing || model.same_sql();
      if (model.head.text.is_other()) finding.confidence = lowered(finding.confidence);
    }
    return findings;
  }

  /// Of a judged plan only the figures of the whole are asked for, and the catalogue for its findings; the rest is
  /// freed by many threads, and early.
  void forget_what_was_judged(PlannedModel& model, bool without_findings) {
    if (model.head.plan) model.head.plan->root.children.clear();
    if (model.base && model.base->plan) model.base->plan->root.children.clear();
    if (without_findings) model.catalogue = {};
    x_upstreams.forget_trees(*model.target);
  }

  void conclude(const PlannedModel& model, std::vector<PlanFinding> findings) {
    const Target& target = *model.target;
    if (!model.head.plan) {
      judge_refused(model);
      return;
    }
    const bool compared = model.same_sql() || (model.base && model.base->plan);
    if (target.base != nullptr && !compared) x_found.not_compared.push_back(why_not_compared(model));
    x_judged.push_back({&model, std::move(findings)});
    if (!model.not_executed.empty()) {
      x_not_executed.push_back(fmt::format("{} ({})", target.model->name, model.not_executed));
    }
    if (is_first_build(target)) x_first_builds.push_back(target.model->name);
    x_result.outcomes.push_back(judged(gates::explain, target));
  }

  /// What the data was not asked, or did not answer, whether statistics are right.
  void set_doubts_aside() {
    for (JudgedModel& one : x_judged) {
      std::set<std::string> relations;
      for (const PlanFinding& finding : one.findings) {
        if (finding.doubtful && !finding.standing) relations.insert(as_authored(finding.relation, x_upstreams));
      }
      std::erase_if(one.findings, [](const PlanFinding& finding) { return finding.doubtful; });
      if (relations.empty()) continue;
      x_unasked.push_back(fmt::format("{} ({})", one.model->target->model->name, fmt::join(relations, ", ")));
    }
  }

  /// dbt compiles the branches of is_incremental() only where the model's table exists.
  bool is_first_build(const Target& target) {
    return target.head->config.materialized == "incremental" &&
           target.head->raw_code.find("is_incremental()") != std::string::npos && !x_upstreams.reads_itself(target);
  }

  static std::string why_not_compared(const PlannedModel& model) {
    std::string why = "its SQL on base is not compiled";
    if (model.base && !model.base->problem.empty()) why = model.base->problem;
    if (model.base && model.base->problem.empty()) {
      why = fmt::format("base's SQL has no plan on head (SQLSTATE {})", model.base->answer.sqlstate);
    }
    return fmt::format("{} ({})", model.target->model->name, why);
  }

  /// Whether PostgreSQL takes the SQL of all these models: else their fault would be told of what reads them.
  bool are_planned(const std::set<std::string>& names) const {
    return std::ranges::all_of(names, [&](const std::string& name) {
      return std::ranges::any_of(x_models, [&](const PlannedModel& model) {
        return model.target->model->name == name && model.head.plan.has_value();
      });
    });
  }

  /// PostgreSQL says no, or says nothing.
  void judge_refused(const PlannedModel& model) {
    const Target& target = *model.target;
    if (!model.head.problem.empty()) {
      x_result.outcomes.push_back(errored(gates::explain, target, model.head.problem));
      return;
    }
    const bool provable = model.head.text.taken_of_base.empty() && are_planned(model.head.text.inlined);
    const Rule* const rule = provable ? refusal_rule(model.head.answer, model.whole) : nullptr;
    if (rule == nullptr) {
      const bool missing = !provable || model.head.answer.problem == warehouse::Problem::undefined_relation;
      x_result.outcomes.push_back((missing ? unbuilt : errored)(gates::explain, target, model.head.answer.explanation));
      return;
    }
    Finding finding = finding_about(gates::explain, *rule, target,
                                    fmt::format("{}: PostgreSQL refuses to plan its SQL (SQLSTATE {})",
                                                target.model->name, model.head.answer.sqlstate));
    x_found.findings.push_back(std::move(finding));
    x_result.outcomes.push_back(judged(gates::explain, target));
  }

  /// Without a database nothing is judged.
  void err_everywhere(const Error& error) {
    const Diagnostic& why = error.diagnostic();
    for (const PlannedModel& model : x_models) {
      x_result.outcomes.push_back(
          errored(gates::explain, *model.target, why.hint.empty() ? why.message : why.message + "; " + why.hint));
    }
  }

  void note() {
    const auto tell_names = [&](const std::vector<std::string>& names, std::string_view what) {
      if (names.empty()) return;
      constexpr std::size_t most_named = 5;
      const std::size_t shown = std::min(most_named, names.size());
      std::string text =
          fmt::format("{}: {}", what, fmt::join(names.begin(), names.begin() + static_cast<long>(shown), "; "));
      if (names.size() > shown) text += fmt::format("; and {} more", names.size() - shown);
      x_result.notes.push_back({std::string(gates::explain.id), std::move(text)});
    };
    tell_names(x_found.standing, "not told as findings, since base's plan shows them as well");
    tell_names(x_refuted,
               "not told as findings, since the keys do not repeat in the data today, which no constraint keeps so");
    tell_names(x_unasked,
               "joined by keys that no constraint keeps unique (statistics, which may be old, or nothing at all tells "
               "of them); "
               "the data was not asked, or did not answer in time (diagnosis_budget)");
    tell_names(x_found.not_compared, "judged without base");
    tell_names(x_not_executed, "planned but not executed (analyze)");
    tell_names(x_first_builds,
               "the SQL of a first build was planned, as dbt compiled it without the table of the model, so nothing is "
               "said of its incremental SQL (compile where the table exists)");
  }

  const Context& x_context;
  Upstreams x_upstreams;
  std::vector<PlannedModel> x_models;
  Found x_found;
  std::vector<JudgedModel> x_judged;
  std::vector<std::string> x_first_builds, x_not_executed, x_refuted, x_unasked;
  GateResult x_result;
};

GateResult check(const Context& context) {
  GateResult result;
  std::vector<PlannedModel> models = planned_models(context, result);
  if (context.warehouse != nullptr && !models.empty()) {  // before anything that takes time
    context.warehouse->expect(Side::head, 2 * models.size());
  }
  return Run(context, std::move(models), std::move(result)).run();
}

}  // namespace

constinit const Gate explain{
    .id = "explain",
    .summary =
        "What the plan of a changed model's SQL will do that a person would mend: by its text, its plan and the "
        "database's catalogue together.",
    .needs = {.base = true, .compiled_sql = true, .warehouse = true},
    .options = tollgate::explain::all_options,
    .rules = tollgate::explain::all_rules,
    .check = check,
    .judges_lines = true,
    .compares_content = true,
};

}  // namespace tollgate::gates
