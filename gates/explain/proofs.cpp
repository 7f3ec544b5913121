#include "gates/explain/proofs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/figures.hpp"
#include "gates/explain/options.hpp"
#include "warehouse/plan_sql.hpp"

namespace tollgate::explain {

using warehouse::Answer;
using warehouse::Question;
using warehouse::Side;

namespace {

constexpr double least_cut = 0.5;  ///< of the plan's cost: what dexter asks for, too

/// One index on trial.
struct Trial {
  std::size_t model = 0;
  std::string table, column;
  std::size_t plan = 0;  ///< where its EXPLAIN is among the questions
};

class Court {
 public:
  explicit Court(std::vector<JudgedModel>& judged) : x_judged(judged) {}

  const std::vector<Question>& questions() {
    for (std::size_t i = 0; i < x_judged.size(); ++i) {
      const PlannedModel& model = *x_judged[i].model;
      if (model.catalogue.hypopg.empty() || !model.target->options[try_indexes]) continue;
      for (const PlanFinding& finding : x_judged[i].findings) {
        if (!finding.column.empty() && !finding.standing) add(i, finding);
      }
    }
    return x_questions;
  }

  void conclude(const std::vector<Answer>& answers) {
    for (const Trial& trial : x_trials) {
      const std::optional<double> cost = cost_in(answers[trial.plan - 1], answers[trial.plan]);
      if (cost) settle(x_judged[trial.model], trial, *cost);
    }
  }

 private:
  // The index is the session's: made, used and forgotten by one, each in its own read-only transaction.
  void add(std::size_t i, const PlanFinding& finding) {
    const PlannedModel& model = *x_judged[i].model;
    const std::size_t dot = finding.table.find('.');
    if (dot == std::string::npos) return;
    const std::string about = fmt::format("trial of an index for {}", model.target->model->name);
    const std::string& schema = model.catalogue.hypopg;
    const auto ask = [&](std::string sql, bool first) {
      Question question{Side::head, std::move(sql), about};
      question.plan = true;
      question.with_previous = !first;
      x_questions.push_back(std::move(question));
    };
    ask(warehouse::try_index_sql(schema, finding.table.substr(0, dot), finding.table.substr(dot + 1), finding.column),
        true);
    ask(warehouse::explain_sql(model.head.text.sql.text()), false);
    x_trials.push_back({i, finding.table, finding.column, x_questions.size() - 1});
    ask(warehouse::forget_indexes_sql(schema), false);
  }

  /// Nothing: it could not be tried out.
  static std::optional<double> cost_in(const Answer& made, const Answer& plan) {
    const bool one_cell = plan.ok() && plan.rows.size() == 1 && plan.rows.front().size() == 1;
    if (!made.ok() || made.rows.empty() || !one_cell || !plan.rows.front().front()) return std::nullopt;
    try {
      return read_plan(*plan.rows.front().front()).root.total_cost;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  static void settle(JudgedModel& judged, const Trial& trial, double cost) {
    const double before = judged.model->head.plan->root.total_cost;
    const double cut = before > 0 ? 1 - cost / before : 0;
    const auto is_it = [&](const PlanFinding& finding) {
      return finding.table == trial.table && finding.column == trial.column;
    };
    if (cut < least_cut) {
      std::erase_if(judged.findings, is_it);
      return;
    }
    const auto finding = std::find_if(judged.findings.begin(), judged.findings.end(), is_it);
    if (finding == judged.findings.end()) return;
    finding->severity = Severity::warning;
    finding->confidence = Confidence::high;
    finding->message +=
        fmt::format("; with such an index, tried out with HypoPG, the plan costs {:.0f} instead of {:.0f} ({})", cost,
                    before, change_text(-100 * cut));
    finding->advice = fmt::format("create index on {} ({}); it costs every write", trial.table, trial.column);
    finding->evidence.push_back({"cost_with_index", cost});
    finding->evidence.push_back({"cost_without", before});
  }

  std::vector<JudgedModel>& x_judged;
  std::vector<Question> x_questions;
  std::vector<Trial> x_trials;
};

}  // namespace

void prove_indexes(const Context& context, std::vector<JudgedModel>& judged) {
  Court court(judged);
  const std::vector<Question>& questions = court.questions();
  if (questions.empty() || context.warehouse == nullptr) return;
  const std::vector<Answer> answers = context.warehouse->ask(questions);
  if (answers.size() == questions.size()) court.conclude(answers);
}

}  // namespace tollgate::explain
