// Rounds: what the relations are; what both sides give over the same sample; then, of whatever looks wrong there, what
// both give over everything, in one statement. Only the last decides: a sample shows a model empty that is not (a
// filter that keeps little, a group that needs many rows), divides by a sum that is zero in it alone, and a clock or
// another session can come between two statements. What the sample does not show is not found; that is its price.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "core/error.hpp"
#include "dbt/environment_names.hpp"
#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "gates/outcomes.hpp"
#include "gates/sample/functions.hpp"
#include "gates/sample/options.hpp"
#include "gates/sample/runs.hpp"
#include "gates/sample/wording.hpp"

namespace tollgate::gates {

namespace {

using namespace sample_run;

/// Why there is nothing to run for it, on purpose; empty when there is.
std::string left_out_reason(const Context& context, const Target& target, const dbt::EnvironmentNames& names) {
  if (target.head == nullptr) return removed_reason(target);
  if (target.head->type == dbt::ResourceType::seed) return "a seed has no SQL";
  // dbt writes it into its readers, whose compiled SQL differs with it: they are changed models themselves.
  if (target.head->config.materialized == "ephemeral") return "ephemeral: it is run inside of what reads it";
  if (target.head->language != "sql") return fmt::format("a {} model: there is no SQL to run", target.head->language);
  if (target.base == nullptr || !target.base->compiled || !target.head->compiled) return {};
  const bool same = dbt::with_stable_names(without_semicolon(target.base->compiled_code), names.base) ==
                    dbt::with_stable_names(without_semicolon(target.head->compiled_code), names.head);
  const bool layout = target.change != nullptr && target.change->weight == dbt::Weight::layout_only;
  return (same || layout) && !context.all ? "its SQL says the same as on base" : "";
}

/// One thing that the samples made look wrong, to be asked of the whole.
struct Doubt {
  std::size_t trial = 0;
  std::vector<std::string> columns;  ///< all null in the sample; empty: no rows
};

class Examination {
 public:
  explicit Examination(const Context& context) : x_context(context) {}

  GateResult run() {
    choose();
    x_trials = read_trials(x_context, x_chosen);
    look_at_relations();
    x_runs = run_samples(x_context, x_trials);
    confirm_errors();
    raise_doubts();
    settle_doubts();
    add_notes();
    return std::move(x_result);
  }

 private:
  void choose() {
    const dbt::EnvironmentNames names = dbt::environment_names(*x_context.base, *x_context.head);
    for (const Target& target : x_context.targets) {
      if (const std::string reason = left_out_reason(x_context, target, names); !reason.empty()) {
        x_result.outcomes.push_back(skipped(sample, target, reason));
      } else if (const std::string why = not_compiled_reason(*x_context.head, *target.head); !why.empty()) {
        x_result.outcomes.push_back(errored(sample, target, why));
      } else {
        x_chosen.push_back(&target);
      }
    }
  }

  void look_at_relations() {
    const lineage::DeclaredKeys keys = lineage::declared_keys(*x_context.head);
    sample_run::look_at_functions(x_context, x_trials);
    drop_if([](const Trial& trial) { return trial.problem; });
    const Relations relations = sample_run::look_at_relations(x_context, x_trials);
    drop_unreadable(relations);
    for (Trial& trial : x_trials) make_scripts(trial, x_context, relations, keys, trial.target->options[rows]);
  }

  template <typename Why>
  void drop_if(const Why& why) {
    std::erase_if(x_trials, [&](const Trial& trial) {
      const std::string problem = why(trial);
      if (!problem.empty()) x_result.outcomes.push_back(errored(sample, *trial.target, problem));
      return !problem.empty();
    });
  }

  /// A relation that head's SQL reads and that is not there, or may not be read.
  void drop_unreadable(const Relations& relations) {
    std::erase_if(x_trials, [&](const Trial& trial) {
      for (const RelationUse& use : trial.head.names.relations) {
        const auto facts = relations.find(use.name);
        if (facts == relations.end() || (facts->second.problem.empty() && !facts->second.missing)) continue;
        const bool missing = facts->second.missing;
        x_result.outcomes.push_back(
            missing ? unbuilt(sample, *trial.target,
                              fmt::format("it reads {}, which does not exist on head: build it there", use.name))
                    : errored(sample, *trial.target,
                              fmt::format("{}, which it reads, could not be looked at: {}", use.name,
                                          facts->second.problem)));
        return true;
      }
      return false;
    });
  }

  /// Whether an error of head over the sample has to be seen over the whole to count. What stops after the first rows
  /// is the model's own SQL, so its error is real; whether base has it as well is another question.
  static bool needs_confirmation(const Trial& trial, const Runs& runs) {
    if (runs.head.end != Run::End::failed) return false;
    if (trial.cut == Cut::by_limit) return runs.base && runs.base->end == Run::End::counted;
    return trial.cut == Cut::by_key;
  }

  void confirm_errors() {
    std::vector<const Trial*> doubtful;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < x_trials.size(); ++i) {
      if (!needs_confirmation(x_trials[i], x_runs[i])) continue;
      doubtful.push_back(&x_trials[i]);
      places.push_back(i);
    }
    const std::vector<Runs> whole = run_whole(x_context, doubtful);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::size_t place = places[i];
      x_runs[place] = confirmed(x_trials[place], x_runs[place].head, whole[i]);
      if (whole[i].head.end != Run::End::not_run) x_trials[place].cut = Cut::none;
    }
  }

  /// What counts is the whole; where it could not be run, the error over the sample is told.
  static Runs confirmed(const Trial& trial, const Run& seen, Runs whole) {
    if (whole.head.end != Run::End::not_run) return whole;
    whole.head.problem = fmt::format("runs into {} (SQLSTATE {}) over {}, which could not be confirmed: {}",
                                     name_of_error(seen.sqlstate), seen.sqlstate, cut_text(trial), whole.head.problem);
    return whole;
  }

  void raise_doubts() {
    for (std::size_t i = 0; i < x_trials.size(); ++i) judge_runs(i);
  }

  void judge_runs(std::size_t i) {
    const Trial& trial = x_trials[i];
    const Run& head = x_runs[i].head;
    const std::optional<Run>& base = x_runs[i].base;
    if (head.end == Run::End::unbuilt) return end(unbuilt(sample, *trial.target, head.problem));
    if (head.end == Run::End::not_run) return end(errored(sample, *trial.target, head.problem));
    const bool base_ran = base && (base->end == Run::End::counted || base->end == Run::End::failed);
    if (base && !base_ran) return end(errored(sample, *trial.target, base->problem));
    if (head.end == Run::End::failed) {
      const bool as_before = base && base->end == Run::End::failed;
      x_result.findings.push_back(as_before && !x_context.all ? as_before_finding(trial, head, *base)
                                                              : error_finding(trial, head.sqlstate));
    } else if (base) {
      compare(i, head.counts, *base);
    }
    if (std::ranges::find(x_doubts, i, &Doubt::trial) == x_doubts.end()) end(judged(sample, *trial.target));
  }

  void compare(std::size_t i, const Counts& head, const Run& base) {
    const Trial& trial = x_trials[i];
    const std::string& name = trial.target->model->name;
    if (base.end == Run::End::failed) {
      x_base_failed.push_back(name);
      return;
    }
    // By chance both sides may be empty or null, each time another one.
    if (trial.head.facts.chance_rows || trial.base->facts.chance_rows) {
      x_by_chance.push_back(name);
      return;
    }
    if (base.counts.rows == 0 && trial.cut != Cut::by_key) {
      x_base_empty.push_back(name);
      return;
    }
    // A sample in which base has nothing says nothing: then the whole is asked at once.
    if (head.rows == 0 || base.counts.rows == 0) {
      x_doubts.push_back({i, {}});
      return;
    }
    const std::vector<std::string> columns = null_columns(trial, head, base.counts);
    if (!columns.empty()) x_doubts.push_back({i, columns});
  }

  static std::vector<std::string> null_columns(const Trial& trial, const Counts& head, const Counts& base) {
    std::vector<std::string> columns;
    for (std::size_t c = 0; c < trial.head_columns.size(); ++c) {
      const std::string& name = trial.head_columns[c];
      const auto of_base = std::ranges::find(trial.base_columns, name);
      if (of_base == trial.base_columns.end() || head.values[c] > 0) continue;
      const bool by_chance =
          trial.head.facts.chance_columns.contains(name) || trial.base->facts.chance_columns.contains(name);
      const auto at = static_cast<std::size_t>(of_base - trial.base_columns.begin());
      if (base.values[at] > 0 && !by_chance) columns.push_back(name);
    }
    return columns;
  }

  void settle_doubts() {
    std::vector<WholeQuestion> questions;
    for (const Doubt& doubt : x_doubts) questions.push_back({&x_trials[doubt.trial], doubt.columns});
    const std::vector<Whole> wholes = compare_whole(x_context, questions);
    for (std::size_t i = 0; i < x_doubts.size(); ++i) settle_doubt(x_doubts[i], wholes[i]);
  }

  void settle_doubt(const Doubt& doubt, const Whole& whole) {
    const Trial& trial = x_trials[doubt.trial];
    if (!whole.problem.empty()) {
      return end(errored(sample, *trial.target,
                         fmt::format("{} over {}, which could not be confirmed: {}",
                                     doubt.columns.empty() ? "gives no rows" : "gives a column of nulls",
                                     cut_text(trial), whole.problem)));
    }
    if (doubt.columns.empty() && whole.base_has_rows && !whole.head_has_rows) {
      x_result.findings.push_back(empty_finding(x_context, trial, *x_runs[doubt.trial].base));
    }
    for (std::size_t c = 0; c < doubt.columns.size(); ++c) {
      if (whole.base_values[c] == 0 || whole.head_values[c] > 0 || !whole.head_has_rows) continue;
      x_result.findings.push_back(
          null_finding(trial, doubt.columns[c], x_runs[doubt.trial].head.counts.rows, whole.base_values[c]));
    }
    end(judged(sample, *trial.target));
  }

  void end(Outcome outcome) { x_result.outcomes.push_back(std::move(outcome)); }

  void note(const std::vector<std::string>& names, std::string_view what) {
    if (names.empty()) return;
    x_result.notes.push_back({std::string(sample.id), fmt::format("{}: {}", what, fmt::join(names, ", "))});
  }

  void add_notes() {
    std::vector<std::string> by_key;
    std::vector<std::string> by_limit;
    std::vector<std::string> refreshed;
    std::vector<std::string> columnless;
    for (const Trial& trial : x_trials) {
      const std::string& name = trial.target->model->name;
      if (trial.cut == Cut::by_key) by_key.push_back(fmt::format("{} ({})", name, cut_text(trial)));
      if (trial.cut == Cut::by_limit) by_limit.push_back(name);
      if (trial.full_refresh) refreshed.push_back(name);
      if (trial.head_columns.empty()) columnless.push_back(name);
      if (trial.base && !trial.uncompared.empty()) {
        x_result.notes.push_back(
            {std::string(sample.id), fmt::format("{}: only runtime errors are judged, as {}", name, trial.uncompared)});
      }
    }
    note(by_key, "run over a part of their largest input, so what only other rows show is not found");
    note(by_limit, "over large inputs without a key to sample by, so only the first rows of the result were computed");
    note(refreshed, "incremental, run as a full refresh");
    note(columnless, "columns are not known, so only rows are compared");
    note(x_by_chance,
         "not compared, as chance decides about their rows (random() or another volatile function, a LIMIT without "
         "an order, …)");
    note(x_base_empty, "not compared, as base's SQL gives no rows over these inputs");
    note(x_base_failed, "not compared, as base's SQL runs into an error over these inputs and head's does not");
  }

  const Context& x_context;
  GateResult x_result;
  std::vector<const Target*> x_chosen;
  std::vector<Trial> x_trials;
  std::vector<Runs> x_runs;
  std::vector<Doubt> x_doubts;
  std::vector<std::string> x_by_chance, x_base_empty, x_base_failed;
};

GateResult check(const Context& context) {
  if (context.base != nullptr) return Examination(context).run();
  GateResult result;
  for (const Target& target : context.targets) {
    result.outcomes.push_back(errored(sample, target,
                                      "no base artifacts, and models are judged against base's SQL: name the folder of "
                                      "its manifest.json with --base"));
  }
  return result;
}

}  // namespace

constinit const Gate sample{
    .id = "sample",
    .summary =
        "Runs the SQL of changed models over a sample of their inputs, and judges what comes out against base's.",
    .needs = {.base = true, .compiled_sql = true, .warehouse = true, .lineage_helps = true},
    .options = sample_run::all_options,
    .rules = sample_run::all_rules,
    .check = check,
    .compares_content = true,
};

}  // namespace tollgate::gates
