#include "gates/row_count_diff/rounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gates/row_count_diff/partitions.hpp"
#include "gates/row_count_diff/window.hpp"

namespace tollgate::gates::rows {

namespace {

using warehouse::Side;

/// Materializations that dbt builds as tables: a view in their place is what `dbt clone` leaves on PostgreSQL.
constexpr std::array<std::string_view, 4> table_kinds{"table", "incremental", "seed", "snapshot"};

warehouse::Scope scope_of(const PlannedCount& count, Side side, const warehouse::Window& window = {}) {
  return {relation_on(count, side), count.where, window};
}

bool has_window(const PlannedCount& count) { return !count.event_time.empty() && !count.is_new(); }
bool has_partitions(const PlannedCount& count) { return !count.group_by.empty() && !count.is_new(); }

bool should_be_table(const PlannedCount& count) {
  const std::string& kind = count.target->head->config.materialized;
  return std::ranges::find(table_kinds, kind) != table_kinds.end();
}

void read_estimates(const PlannedCount& count, const FirstRound& where, Answers answers, Preparation& to) {
  if (!where.base_estimate || !where.head_estimate) return;
  const auto base = whole_number(cell(answers[*where.base_estimate], 0));
  const auto head = whole_number(cell(answers[*where.head_estimate], 0));
  if (!base || !head || !estimates_suffice(*base, *head, count.estimate_above_rows, count.limits)) return;
  to.base_estimate = base;
  to.head_estimate = head;
}

std::string no_time_reason(const PlannedCount& count, Side side) {
  return fmt::format("event_time {} of {} holds neither dates nor timestamps: name a column that does",
                     count.event_time, relation_on(count, side));
}

std::string no_overlap_reason(const PlannedCount& count, const TimeRange& base, const TimeRange& head) {
  return fmt::format(
      "base and head have no time in common by event_time {}: base holds {}, head {}; build the head from the same "
      "stretch of time",
      count.event_time, window_text(base), window_text(head));
}

void read_window(const PlannedCount& count, const FirstRound& where, Answers answers, Preparation& to) {
  if (!where.base_range || !where.head_range) return;
  const warehouse::Answer& base_answer = answers[*where.base_range];
  const warehouse::Answer& head_answer = answers[*where.head_range];
  to.problem = joined({problem_with(base_answer, count, Side::base), problem_with(head_answer, count, Side::head)});
  if (!to.problem.empty()) return;
  const auto base = time_range(base_answer);
  const auto head = time_range(head_answer);
  if (!base || !head) {
    to.problem = no_time_reason(count, base ? Side::head : Side::base);
  } else if (base->empty() || head->empty()) {
    to.timeless_side = base->empty() ? "base" : "head";
  } else if (base->from == head->from && base->to == head->to) {
    return;  // both hold the same stretch: all rows are compared, also those without an event time
  } else if (const auto both = overlap(*base, *head)) {
    to.window = {count.event_time, both->from, both->to};
    to.window_text = window_text(*both);
    if (base->from < both->from || both->to < base->to) to.base_range_text = window_text(*base);
    if (head->from < both->from) to.head_range_text = window_text(*head);
    to.head_goes_on = both->to < head->to;
    if (head->from < both->from || to.head_goes_on) to.head_timed = head->rows;
  } else {
    to.problem = no_overlap_reason(count, *base, *head);
  }
}

void read_truncation(const PlannedCount& count, const FirstRound& where, Answers answers, Preparation& to) {
  if (!has_partitions(count)) return;
  std::string type;
  if (where.column_type) {
    const warehouse::Answer& answer = answers[*where.column_type];
    if (to.problem.empty()) to.problem = problem_with(answer, count, Side::head);
    type = cell(answer, 0).value_or("");
  }
  to.truncation = truncation_for(count.group_period, type);
}

/// The same name through two connections: one relation, unless the databases differ.
void read_identity(const PlannedCount& count, const FirstRound& where, Answers answers, Preparation& to) {
  if (!where.base_identity || !where.head_identity) return;
  const warehouse::Answer& base = answers[*where.base_identity];
  const warehouse::Answer& head = answers[*where.head_identity];
  // A relative of PostgreSQL may not know the functions asked for; then nobody can tell.
  if (base.problem == warehouse::Problem::syntax || head.problem == warehouse::Problem::syntax) return;
  const std::string problem = joined({problem_with(base, count, Side::base), problem_with(head, count, Side::head)});
  if (!problem.empty()) {
    to.problem = problem;
  } else if (base.rows == head.rows) {
    to.problem = against_itself_reason(count);
  }
}

std::optional<std::int64_t> read_count(const PlannedCount& count, Side side, std::optional<std::size_t> where,
                                       Answers answers, std::vector<std::string>& problems) {
  if (!where) return std::nullopt;
  const warehouse::Answer& answer = answers[*where];
  problems.push_back(problem_with(answer, count, side));
  if (!problems.back().empty()) return std::nullopt;
  auto rows = whole_number(cell(answer, 0));
  if (!rows) problems.push_back(fmt::format("{} gave no number of rows: please report it", relation_on(count, side)));
  return rows;
}

Partitions read_partitions(const PlannedCount& count, Side side, const std::string& truncation, std::size_t where,
                           Answers answers, std::vector<std::string>& problems) {
  const warehouse::Answer& answer = answers[where];
  problems.push_back(problem_with(answer, count, side));
  if (!problems.back().empty()) {
    if (answer.problem == warehouse::Problem::syntax && !truncation.empty()) {
      problems.push_back(fmt::format("group_period {} needs a date or timestamp in {}", truncation, count.group_by));
    }
    return {};
  }
  if (auto partitions = partitions_in(answer, truncation)) return std::move(*partitions);
  problems.push_back(fmt::format("group_by {} has more than {} values: take a coarser period or column", count.group_by,
                                 grouped(most_partitions)));
  return {};
}

/// https://github.com/dbt-labs/docs.getdbt.com/issues/4542: on PostgreSQL `dbt clone` makes a view on the original.
std::string pointer_view_problem(const PlannedCount& count, std::optional<std::size_t> where, Answers answers) {
  if (!where) return {};
  if (!answers[*where].ok()) return problem_with(answers[*where], count, Side::head);
  if (cell(answers[*where], 0) != "v") return {};
  return fmt::format(
      "{} is a view on head, though it is configured as {}: `dbt clone` makes such views on the original, so base "
      "would "
      "be counted against itself; build it",
      count.head_relation, count.target->head->config.materialized);
}

/// A condition that lets nothing through on either side is most likely mistyped: it would hide every change.
std::string idle_where_problem(const PlannedCount& count, const Counted& counted) {
  if (count.where.empty() || count.limits.allow_empty || counted.base_rows != 0 || counted.head_rows != 0) return {};
  return "the policy's `where` for it lets no row through on either side, so nothing was compared: correct it, or set "
         "allow_empty";
}

std::string timeless_problem(const PlannedCount& count, const Preparation& prepared, const Counted& counted) {
  if (prepared.timeless_side.empty() || !counted.base_rows || !counted.head_rows) return {};
  // Without rows there is no time either: zero rows are judged all the same.
  if (*counted.base_rows == 0 || *counted.head_rows == 0) return {};
  return fmt::format("event_time {} is null in every row on {}", count.event_time, prepared.timeless_side);
}

}  // namespace

FirstRound ask_first(const PlannedCount& count, Batch& batch) {
  FirstRound where;
  if (count.may_estimate()) {
    constexpr std::string_view what = "planner's row estimate";
    where.base_estimate = batch.add(count, Side::base, warehouse::estimate_rows(count.base_relation), what);
    where.head_estimate = batch.add(count, Side::head, warehouse::estimate_rows(count.head_relation), what);
  }
  if (has_window(count)) {
    const auto range = [&](Side side) {
      return batch.add(count, side, warehouse::event_time_range(scope_of(count, side), count.event_time), "time range");
    };
    where.base_range = range(Side::base);
    where.head_range = range(Side::head);
  }
  if (has_partitions(count) && count.group_period == "auto") {
    where.column_type =
        batch.add(count, Side::head, column_type_sql(count.head_relation, count.group_by), "type of group_by");
  }
  if (count.is_named_alike()) {
    where.base_identity = batch.add(count, Side::base, warehouse::database_identity(), "database");
    where.head_identity = batch.add(count, Side::head, warehouse::database_identity(), "database");
  }
  return where;
}

Preparation read_first(const PlannedCount& count, const FirstRound& where, Answers answers) {
  Preparation prepared;
  read_estimates(count, where, answers, prepared);
  read_window(count, where, answers, prepared);
  read_truncation(count, where, answers, prepared);
  read_identity(count, where, answers, prepared);
  return prepared;
}

SecondRound ask_second(const PlannedCount& count, const Preparation& prepared, Batch& batch) {
  SecondRound where;
  if (!prepared.problem.empty() || prepared.base_estimate) return where;
  const auto rows = [&](Side side) {
    return batch.add(count, side, warehouse::count_rows(scope_of(count, side, prepared.window)), "row count");
  };
  if (!count.is_new()) where.base_rows = rows(Side::base);
  where.head_rows = rows(Side::head);
  if (!count.is_new() && should_be_table(count)) {
    where.head_kind = batch.add(count, Side::head, warehouse::relation_kind(count.head_relation), "kind");
  }
  if (has_partitions(count)) {
    const auto partitions = [&](Side side) {
      return batch.add(count, side,
                       warehouse::count_by_period(scope_of(count, side, prepared.window), count.group_by,
                                                  prepared.truncation, most_partitions + 1),
                       "row count by " + count.group_by);
    };
    where.base_partitions = partitions(Side::base);
    where.head_partitions = partitions(Side::head);
  }
  return where;
}

Counted read_second(const PlannedCount& count, const Preparation& prepared, const SecondRound& where, Answers answers) {
  Counted counted;
  std::vector<std::string> problems{prepared.problem};
  counted.base_rows = read_count(count, Side::base, where.base_rows, answers, problems);
  counted.head_rows = read_count(count, Side::head, where.head_rows, answers, problems);
  // Who may not count a relation may not count it by period either: that is one problem.
  const auto asked = [&](std::optional<std::size_t> rows, std::optional<std::size_t> by_period) {
    return by_period && (!rows || answers[*rows].problem != warehouse::Problem::no_privilege);
  };
  if (asked(where.base_rows, where.base_partitions)) {
    counted.base_partitions =
        read_partitions(count, Side::base, prepared.truncation, *where.base_partitions, answers, problems);
  }
  if (asked(where.head_rows, where.head_partitions)) {
    counted.head_partitions =
        read_partitions(count, Side::head, prepared.truncation, *where.head_partitions, answers, problems);
  }
  problems.push_back(pointer_view_problem(count, where.head_kind, answers));
  problems.push_back(timeless_problem(count, prepared, counted));
  problems.push_back(idle_where_problem(count, counted));
  counted.problem = joined(std::move(problems));
  return counted;
}

std::vector<warehouse::Question> questions(const Plan& plan) {
  Batch batch;
  for (const PlannedCount& count : plan.counts) {
    ask_first(count, batch);
    Preparation unknown;
    unknown.truncation = truncation_for(count.group_period, "");
    ask_second(count, unknown, batch);
  }
  return batch.questions();
}

}  // namespace tollgate::gates::rows
