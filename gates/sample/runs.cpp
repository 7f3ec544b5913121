#include "gates/sample/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <set>
#include <utility>

#include "gates/asking.hpp"
#include "gates/sample/options.hpp"

namespace tollgate::gates::sample_run {

namespace {

using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;

/// Both sides run in head's database.
Question question_of(const Trial& trial, std::string sql, std::string about) {
  Question question;
  question.sql = std::move(sql);
  question.about = std::move(about);
  question.timeout = std::chrono::seconds(trial.target->options[timeout_seconds]);
  return question;
}

std::string with_code(std::string text, const std::string& sqlstate) {
  return sqlstate.empty() ? text : fmt::format("{} (SQLSTATE {})", text, sqlstate);
}

std::string words_for(const Answer& answer) {
  switch (answer.problem) {
    case Problem::undefined_relation:
      return "reads a relation that does not exist on head: build what it reads there";
    case Problem::no_privilege:
      return "reads a relation that the role may not select from: grant it select, and usage on the schema";
    case Problem::timeout:
      if (answer.sqlstate == "55P03") {
        return "waited too long for a lock: another session holds a relation that it reads; try again when it is done, "
               "or raise warehouse.lock_timeout";
      }
      return "took too long: raise timeout_seconds of the gate and warehouse.statement_timeout, or lower its rows";
    case Problem::read_only_violation:
      return "tried to write, which tollgate never lets it: look at the functions that it calls";
    case Problem::undefined_column:
    case Problem::syntax:
      return "is refused by PostgreSQL: run it by hand to see why";
    default:
      return {};
  }
}

Run run_of(const Answer& answer, std::string_view whose, std::size_t columns) {
  Run run;
  run.sqlstate = answer.sqlstate;
  if (answer.ok()) {
    if (const auto counts = counts_in(answer, 0, columns)) {
      run.end = Run::End::counted;
      run.counts = *counts;
    } else {
      run.problem = fmt::format("{} SQL gave no counts: please report it", whose);
    }
    return run;
  }
  if (is_runtime_error(answer.sqlstate)) {
    run.end = Run::End::failed;
    return run;
  }
  run.end = answer.problem == Problem::undefined_relation ? Run::End::unbuilt : Run::End::not_run;
  run.refused = answer.problem == Problem::syntax || answer.problem == Problem::undefined_column;
  run.slow = answer.sqlstate == "57014";
  const std::string words = words_for(answer);
  run.problem = words.empty() ? answer.explanation : with_code(fmt::format("{} SQL {}", whose, words), answer.sqlstate);
  if (run.problem.empty())
    run.problem = with_code(fmt::format("{} SQL could not be run: the server's log says why", whose), answer.sqlstate);
  return run;
}

/// Where the questions of one trial are.
struct Asked {
  std::size_t head = 0;
  std::optional<std::size_t> base;
};

Asked add_runs(const Trial& trial, const std::string& head, const std::string& base, std::int64_t limit,
               std::vector<Question>& questions) {
  const std::string& name = trial.target->model->name;
  Asked asked{questions.size(), std::nullopt};
  questions.push_back(question_of(trial, counts_sql(head, trial.head_columns, limit), "run of " + name));
  if (trial.compares()) {
    asked.base = questions.size();
    questions.push_back(
        question_of(trial, counts_sql(base, trial.base_columns, limit), "run of base's SQL of " + name));
  }
  return asked;
}

Runs runs_in(const Trial& trial, const Asked& asked, const std::vector<Answer>& answers) {
  Runs runs{run_of(answers[asked.head], "its", trial.head_columns.size()), std::nullopt};
  if (asked.base) runs.base = run_of(answers[*asked.base], "base's", trial.base_columns.size());
  return runs;
}

enum class How : std::uint8_t { as_cut, whole };

std::vector<Runs> run(const Context& context, const std::vector<const Trial*>& trials, How how) {
  std::vector<Question> questions;
  std::vector<Asked> asked;
  for (const Trial* trial : trials) {
    asked.push_back(how == How::whole
                        ? add_runs(*trial, trial->head_sql, trial->base_sql, 0, questions)
                        : add_runs(*trial, trial->head_sample, trial->base_sample, trial->limit, questions));
  }
  const std::vector<Answer> answers = ask(context, questions, "run models");
  std::vector<Runs> runs;
  for (std::size_t i = 0; i < trials.size(); ++i) runs.push_back(runs_in(*trials[i], asked[i], answers));
  return runs;
}

bool worth_a_limit(const Run& run) { return run.refused || run.slow; }

Whole whole_in(const Answer& answer, std::size_t columns) {
  Whole whole;
  if (!answer.ok()) {
    whole.problem = run_of(answer, "both sides'", 0).problem;
    if (whole.problem.empty()) {
      whole.problem = with_code("the SQL of both sides as a whole ran into an error", answer.sqlstate);
    }
    return whole;
  }
  if (columns == 0) {
    whole.base_has_rows = flag_in(answer, 0).value_or(false);
    whole.head_has_rows = flag_in(answer, 1).value_or(true);
    return whole;
  }
  const auto base = counts_in(answer, 0, columns);
  const auto head = counts_in(answer, columns + 1, columns);
  if (!base || !head) {
    whole.problem = "the SQL of both sides gave no counts: please report it";
    return whole;
  }
  whole.base_has_rows = base->rows > 0;
  whole.head_has_rows = head->rows > 0;
  whole.base_values = base->values;
  whole.head_values = head->values;
  return whole;
}

}  // namespace

bool is_runtime_error(std::string_view sqlstate) {
  constexpr std::array<std::string_view, 6> classes{"22", "21", "2F", "38", "39", "P0"};
  return sqlstate.size() == 5 && std::ranges::find(classes, sqlstate.substr(0, 2)) != classes.end();
}

std::string_view name_of_error(std::string_view sqlstate) {
  constexpr std::array names{
      std::pair<std::string_view, std::string_view>{"22012", "a division by zero"},
      std::pair<std::string_view, std::string_view>{"22P02", "a cast of a text that is not of that type"},
      std::pair<std::string_view, std::string_view>{"22003", "a number out of the range of its type"},
      std::pair<std::string_view, std::string_view>{"22007", "a text that is no date or time"},
      std::pair<std::string_view, std::string_view>{"22008", "a date or time out of range"},
      std::pair<std::string_view, std::string_view>{"22001", "a text too long for its type"},
      std::pair<std::string_view, std::string_view>{"22023", "an argument that its function does not take"},
      std::pair<std::string_view, std::string_view>{"2201E", "a logarithm of zero or less"},
      std::pair<std::string_view, std::string_view>{"2201F", "a power or root that has no value"},
      std::pair<std::string_view, std::string_view>{"22021", "a text that is not valid in its encoding"},
      std::pair<std::string_view, std::string_view>{"21000",
                                                    "more than one row from a sub-query that stands for one "
                                                    "value"},
      std::pair<std::string_view, std::string_view>{"P0001", "an error that a function raises"},
  };
  const auto* const found = std::ranges::find(names, sqlstate, &std::pair<std::string_view, std::string_view>::first);
  return found == names.end() ? "an error" : found->second;
}

Relations look_at_relations(const Context& context, const std::vector<Trial>& trials) {
  std::set<std::string> names;
  for (const Trial& trial : trials) {
    for (const std::string& name : relations_of(trial, context)) names.insert(name);
  }
  std::vector<Question> questions;
  for (const std::string& name : names) {
    Question question;
    question.sql = plan_sql(name);
    question.about = "size of " + name;
    questions.push_back(std::move(question));
  }
  const std::vector<Answer> answers = ask(context, questions, "run models");
  Relations relations;
  std::size_t i = 0;
  for (const std::string& name : names) {
    const Answer& answer = answers[i++];
    RelationFacts& facts = relations[name];
    facts.rows = answer.ok() ? planned_rows(answer) : std::nullopt;
    facts.missing = answer.problem == Problem::undefined_relation;
    if (!answer.ok()) facts.problem = answer.explanation;
  }
  return relations;
}

std::vector<Runs> run_samples(const Context& context, std::vector<Trial>& trials) {
  std::vector<const Trial*> all;
  for (const Trial& trial : trials) all.push_back(&trial);
  std::vector<Runs> runs = run(context, all, How::as_cut);
  std::vector<std::size_t> again;
  std::vector<const Trial*> cut_otherwise;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (trials[i].cut != Cut::by_key) continue;
    if (!worth_a_limit(runs[i].head) && !(runs[i].base && worth_a_limit(*runs[i].base))) continue;
    fall_back_to_limit(trials[i], trials[i].target->options[rows]);
    again.push_back(i);
    cut_otherwise.push_back(&trials[i]);
  }
  std::vector<Runs> limited = run(context, cut_otherwise, How::as_cut);
  for (std::size_t i = 0; i < again.size(); ++i) runs[again[i]] = std::move(limited[i]);
  return runs;
}

std::vector<Runs> run_whole(const Context& context, const std::vector<const Trial*>& trials) {
  return run(context, trials, How::whole);
}

std::vector<Whole> compare_whole(const Context& context, const std::vector<WholeQuestion>& questions) {
  std::vector<Question> asked;
  for (const WholeQuestion& question : questions) {
    const Trial& trial = *question.trial;
    std::string sql = question.columns.empty() ? any_rows_sql(trial.base_sql, trial.head_sql)
                                               : counts_of_both_sql(trial.base_sql, trial.head_sql, question.columns);
    asked.push_back(question_of(trial, std::move(sql), "run of both sides of " + trial.target->model->name));
  }
  const std::vector<Answer> answers = ask(context, asked, "run models");
  std::vector<Whole> wholes;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    wholes.push_back(whole_in(answers[i], questions[i].columns.size()));
  }
  return wholes;
}

}  // namespace tollgate::gates::sample_run
