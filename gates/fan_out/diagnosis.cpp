#include "gates/fan_out/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gates/compiled_sql.hpp"
#include "gates/fan_out/answers.hpp"
#include "gates/fan_out/inquiry.hpp"
#include "gates/fan_out/wording.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates::fan_out {

namespace {

using warehouse::Side;

constexpr double noticeable = 0.01;  ///< less than this, more than on base, is no cause

/// Where the answers about one join are.
struct JoinPlaces {
  std::optional<std::size_t> any, rows, base_rows;
  std::optional<std::size_t> repeated, base_repeated, counts, base_counts;
};

std::optional<JoinCounts> join_counts_in(const Round& round, std::optional<std::size_t> at) {
  const auto numbers = round.numbers(at);
  if (!numbers || numbers->size() != 3) return std::nullopt;
  return JoinCounts{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
}

std::optional<double> number_in(const Round& round, std::optional<std::size_t> at) {
  const auto numbers = round.numbers(at);
  return numbers && numbers->size() == 1 ? std::optional(numbers->front()) : std::nullopt;
}

/// One suspect from its SQL to what is said of it.
class Case {
 public:
  Case(const Context& context, const Suspect& suspect)
      : x_context(context), x_suspect(suspect), x_inquiry(inquire(context, suspect)) {
    x_joins.resize(x_inquiry.joins.size());
    x_filters.resize(x_inquiry.filters.size());
  }

  void ask_first(Round& round) {
    for (std::size_t i = 0; i < x_joins.size(); ++i) {
      const JoinInquiry& join = x_inquiry.joins[i];
      if (!join.unaskable.empty()) continue;
      if (x_suspect.lost) {
        ask_counts(round, join, x_joins[i]);
      } else if (join.join->keys.empty()) {
        ask_rows(round, join, x_joins[i]);
      } else {
        x_joins[i].any = add(round, Side::head, any_repeated_key(join.right.head, join.right_keys), "repeated key in ",
                             join.right.head);
      }
    }
    for (std::size_t i = 0; i < x_filters.size(); ++i) ask_filters(round, x_inquiry.filters[i], x_filters[i]);
  }

  /// For joins whose key repeats: how often, and what that does to the rows.
  void ask_second(const Round& first, Round& round) {
    for (std::size_t i = 0; i < x_joins.size(); ++i) {
      const JoinInquiry& join = x_inquiry.joins[i];
      JoinPlaces& places = x_joins[i];
      if (!places.any || !first.yes(*places.any)) continue;
      places.repeated =
          add(round, Side::head, repeated_keys(join.right.head, join.right_keys), "repeated keys of ", join.right.head);
      ask_counts(round, join, places);
      if (!join.is_new && !join.left && join.right.base) {
        places.base_repeated = add(round, Side::base, repeated_keys(*join.right.base, join.right_keys),
                                   "repeated keys of ", *join.right.base);
      }
    }
  }

  Diagnosis conclude(const Round& first, const Round& second) const {
    if (!x_inquiry.understood) return {};
    return x_suspect.lost ? conclude_lost(first) : conclude_grown(first, second);
  }

 private:
  struct FilterPlaces {
    std::optional<std::size_t> kept, base_kept;
  };

  std::size_t add(Round& round, Side side, std::string sql, std::string_view what, const Rows& rows) const {
    return round.add(side, x_suspect.budget, std::move(sql), std::string(what) + rows.relation);
  }

  void ask_counts(Round& round, const JoinInquiry& join, JoinPlaces& places) const {
    if (!join.left) return;
    places.counts =
        add(round, Side::head, join_counts(join.left->head, join.left_keys, join.right.head, join.right_keys),
            "rows per key of ", join.right.head);
    if (join.is_new || !join.left->base || !join.right.base) return;
    places.base_counts =
        add(round, Side::base, join_counts(*join.left->base, join.left_keys, *join.right.base, join.right_keys),
            "rows per key of ", *join.right.base);
  }

  void ask_rows(Round& round, const JoinInquiry& join, JoinPlaces& places) const {
    places.rows = add(round, Side::head, count_rows(join.right.head), "rows of ", join.right.head);
    if (join.is_new || !join.right.base) return;
    places.base_rows = add(round, Side::base, count_rows(*join.right.base), "rows of ", *join.right.base);
  }

  void ask_filters(Round& round, const FilterInquiry& inquiry, FilterPlaces& places) const {
    std::vector<std::string> conditions;
    for (const sql::RowFilter* filter : inquiry.filters) conditions.push_back(filter->sql);
    places.kept =
        add(round, Side::head, kept_counts(inquiry.relation, conditions), "rows kept of ", {inquiry.relation, {}});
    if (!inquiry.base_relation) return;
    places.base_kept = add(round, Side::base, kept_counts(*inquiry.base_relation, conditions), "rows kept of ",
                           {*inquiry.base_relation, {}});
  }

  Location place_at(int offset) const {
    const lineage::Relation* const relation = x_context.head_lineage->find(x_suspect.target->model->unique_id);
    const auto at = sql::Positions(relation->analysis->text()).at(static_cast<std::size_t>(std::max(offset, 0)));
    return location_in_model(*x_suspect.target, {at.line, at.column});
  }

  // Growth.

  Diagnosis conclude_grown(const Round& first, const Round& second) const {
    std::vector<std::string> untold;
    for (const bool is_new : {true, false}) {
      for (std::size_t i = 0; i < x_joins.size(); ++i) {
        if (x_inquiry.joins[i].is_new != is_new) continue;
        if (auto found = multiplies(x_inquiry.joins[i], x_joins[i], first, second, untold)) return std::move(*found);
      }
    }
    return not_found(x_inquiry, false, untold);
  }

  std::optional<Diagnosis> multiplies(const JoinInquiry& join, const JoinPlaces& places, const Round& first,
                                      const Round& second, std::vector<std::string>& untold) const {
    const auto not_told = [&](const std::string& why) {
      untold.push_back(
          fmt::format("whether the join of {} multiplies rows could not be told: {}", join.input().name, why));
    };
    if (!join.unaskable.empty()) {
      if (!join.join->unique) not_told(join.unaskable);
      return std::nullopt;
    }
    if (places.rows) return multiplies_by_all(join, places, first, not_told);
    const std::string problem = first.problem(*places.any);
    if (!problem.empty()) not_told(problem);
    if (!problem.empty() || !first.yes(*places.any)) return std::nullopt;
    const auto repeated = number_in(second, places.repeated);
    const auto counts = join_counts_in(second, places.counts);
    if (!repeated || (join.left && !counts)) {
      not_told(second.problem(repeated ? *places.counts : *places.repeated));
      return std::nullopt;
    }
    if (counts && counts->per_match() <= 1) return std::nullopt;
    if (!join.is_new && !is_more_than_on_base(join, places, second, counts, not_told)) return std::nullopt;
    return multiplied(join, std::llround(*repeated), counts, place_at(join.join->location));
  }

  template <class NotTold>
  bool is_more_than_on_base(const JoinInquiry& join, const JoinPlaces& places, const Round& second,
                            const std::optional<JoinCounts>& counts, const NotTold& not_told) const {
    if (counts) {
      const auto base = join_counts_in(second, places.base_counts);
      if (!base) not_told("its keys repeat, and base could not be asked whether they did there");
      return base &&
             counts->multiplier(join.keeps_unmatched()) > base->multiplier(join.keeps_unmatched()) * (1 + noticeable);
    }
    const auto base = number_in(second, places.base_repeated);
    if (!base) not_told("its keys repeat, and base could not be asked whether they did there");
    if (base && *base > 0)
      not_told("its keys repeat on base as well, and their effect can't be told from counts per key");
    return base && *base == 0;
  }

  template <class NotTold>
  std::optional<Diagnosis> multiplies_by_all(const JoinInquiry& join, const JoinPlaces& places, const Round& first,
                                             const NotTold& not_told) const {
    const auto rows = number_in(first, places.rows);
    if (!rows) {
      not_told(first.problem(*places.rows));
      return std::nullopt;
    }
    if (*rows <= 1) return std::nullopt;
    const auto base = number_in(first, places.base_rows);
    if (!join.is_new && !base) not_told("base could not be asked");
    if (!join.is_new && (!base || *rows <= *base * (1 + noticeable))) return std::nullopt;
    return multiplied_by_all(join, std::llround(*rows), place_at(join.join->location));
  }

  // Losses: of all steps the one that loses the largest share more than on base.

  Diagnosis conclude_lost(const Round& round) const {
    Losses losses;
    for (std::size_t i = 0; i < x_filters.size(); ++i) weigh_filters(i, round, losses);
    for (std::size_t i = 0; i < x_joins.size(); ++i) weigh_join(i, round, losses);
    if (!losses.worst) return not_found(x_inquiry, true, losses.untold);
    losses.worst->clause += steps_clause(losses.steps);
    return std::move(*losses.worst);
  }

  struct Losses {
    std::optional<Diagnosis> worst;
    double most = noticeable;         ///< that a step loses more than on base
    std::vector<std::string> steps;   ///< what each one keeps, filters first
    std::vector<std::string> untold;  ///< what could not be asked, and why
  };

  void weigh_filters(std::size_t i, const Round& round, Losses& losses) const {
    const FilterInquiry& inquiry = x_inquiry.filters[i];
    const auto kept = round.numbers(x_filters[i].kept);
    const auto base = round.numbers(x_filters[i].base_kept);
    if (!kept || kept->size() != inquiry.filters.size() + 1) {
      losses.untold.push_back(fmt::format("what the filters on {} keep could not be told: {}",
                                          inquiry.list->inputs.front().name, round.problem(*x_filters[i].kept)));
      return;
    }
    const auto share = [](const std::vector<double>& rows, std::size_t at) {
      return rows[at] > 0 ? 1 - rows[at + 1] / rows[at] : 0;
    };
    for (std::size_t at = 0; at < inquiry.filters.size(); ++at) {
      losses.steps.push_back(filter_step(inquiry, at, (*kept)[at], (*kept)[at + 1]));
      const bool has_base = base && base->size() == kept->size();
      if (!inquiry.is_new[at] && !has_base) continue;
      const double more = share(*kept, at) - (inquiry.is_new[at] ? 0 : share(*base, at));
      if (more <= losses.most) continue;
      losses.most = more;
      losses.worst = filtered(inquiry, at, (*kept)[at], (*kept)[at + 1], place_at(inquiry.filters[at]->location));
    }
  }

  void weigh_join(std::size_t i, const Round& round, Losses& losses) const {
    const JoinInquiry& join = x_inquiry.joins[i];
    const auto counts = join_counts_in(round, x_joins[i].counts);
    const auto base = join_counts_in(round, x_joins[i].base_counts);
    if (!counts || (!join.is_new && !base)) {
      const std::string why = !join.unaskable.empty() ? join.unaskable
                              : !join.left            ? "its left key is of no single relation that drives"
                              : counts                ? "base could not be asked"
                                                      : round.problem(*x_joins[i].counts);
      losses.untold.push_back(
          fmt::format("how many rows the join of {} drops could not be told: {}", join.input().name, why));
      return;
    }
    losses.steps.push_back(join_step(join, *counts));
    const double more = counts->lost_share() - (join.is_new ? 0 : base->lost_share());
    if (more <= losses.most) return;
    losses.most = more;
    losses.worst = unmatched(join, *counts, join.is_new ? std::nullopt : base, place_at(join.join->location));
  }

  const Context& x_context;
  const Suspect& x_suspect;
  Inquiry x_inquiry;
  std::vector<JoinPlaces> x_joins;
  std::vector<FilterPlaces> x_filters;
};

}  // namespace

std::vector<Diagnosis> diagnose(const Context& context, std::span<const Suspect> suspects) {
  const Clock clock;
  std::vector<Case> cases;
  cases.reserve(suspects.size());
  for (const Suspect& suspect : suspects) cases.emplace_back(context, suspect);
  Round first(clock);
  for (Case& one : cases) one.ask_first(first);
  first.ask(context.warehouse);
  Round second(clock);
  for (Case& one : cases) one.ask_second(first, second);
  second.ask(context.warehouse);
  std::vector<Diagnosis> diagnoses;
  diagnoses.reserve(cases.size());
  for (const Case& one : cases) diagnoses.push_back(one.conclude(first, second));
  return diagnoses;
}

}  // namespace tollgate::gates::fan_out
