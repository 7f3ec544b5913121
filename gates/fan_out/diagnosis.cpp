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
  std::optional<std::size_t> any, rows, base_rows, pair, base_pair;
  std::optional<std::size_t> repeated, base_repeated, counts, base_counts;
};

std::optional<JoinCounts> join_counts_in(const Round& round, std::optional<std::size_t> at) {
  const auto numbers = round.numbers(at);
  if (!numbers || numbers->size() != 3) return std::nullopt;
  return JoinCounts{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
}

std::optional<RowPair> pair_in(const Round& round, std::optional<std::size_t> at) {
  const auto numbers = round.numbers(at);
  if (!numbers || numbers->size() != 2) return std::nullopt;
  return RowPair{(*numbers)[0], (*numbers)[1]};
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
      JoinPlaces& places = x_joins[i];
      const bool keyed = !join.right_keys.empty();
      // Where no key repeats a join adds nothing, but for the rows that a full one keeps.
      const bool pair_first = !keyed || x_suspect.lost || join.join->type == sql::JoinType::full;
      if (join.before_and_after && pair_first) {
        ask_pair(round, join, places);
      } else if (x_suspect.lost) {
        ask_counts(round, join, places);
      } else if (!keyed) {
        ask_rows(round, join, places);
      }
      if (keyed && !x_suspect.lost)
        places.any =
            add(round, Side::head, any_repeated_key(join.right.head, join.right_keys), "repeated key in ", join);
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
          add(round, Side::head, repeated_keys(join.right.head, join.right_keys), "repeated keys of ", join);
      if (join.before_and_after) {
        if (!places.pair) ask_pair(round, join, places);
        continue;
      }
      ask_counts(round, join, places);
      if (!join.is_new && !join.left && join.right.base) {
        places.base_repeated =
            add(round, Side::base, repeated_keys(*join.right.base, join.right_keys), "repeated keys of ", join);
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

  struct Losses {
    std::optional<Diagnosis> worst;
    double most = noticeable;         ///< that a step loses more than on base
    std::vector<std::string> steps;   ///< what each one keeps, filters first
    std::vector<std::string> untold;  ///< what could not be asked, and why
  };

  std::size_t add(Round& round, Side side, std::string sql, std::string_view what, const JoinInquiry& join) const {
    return round.add(side, x_suspect.budget, std::move(sql), std::string(what) + join.about());
  }

  void ask_counts(Round& round, const JoinInquiry& join, JoinPlaces& places) const {
    if (!join.left) return;
    constexpr std::string_view what = "rows per key of ";
    places.counts = add(round, Side::head,
                        join_counts(join.left->head, join.left_keys, join.right.head, join.right_keys), what, join);
    if (join.is_new || !join.left->base || !join.right.base) return;
    places.base_counts =
        add(round, Side::base, join_counts(*join.left->base, join.left_keys, *join.right.base, join.right_keys), what,
            join);
  }

  void ask_pair(Round& round, const JoinInquiry& join, JoinPlaces& places) const {
    constexpr std::string_view what = "rows before and after the join of ";
    places.pair = add(round, Side::head, join.before_and_after->head, what, join);
    if (join.is_new || !join.before_and_after->base) return;
    places.base_pair = add(round, Side::base, *join.before_and_after->base, what, join);
  }

  void ask_rows(Round& round, const JoinInquiry& join, JoinPlaces& places) const {
    places.rows = add(round, Side::head, count_rows(join.right.head), "rows of ", join);
    if (join.is_new || !join.right.base) return;
    places.base_rows = add(round, Side::base, count_rows(*join.right.base), "rows of ", join);
  }

  void ask_filters(Round& round, const FilterInquiry& inquiry, FilterPlaces& places) const {
    const std::string about = "rows kept of " + inquiry.about;
    places.kept = round.add(Side::head, x_suspect.budget, inquiry.counts.head, about);
    if (inquiry.counts.base) places.base_kept = round.add(Side::base, x_suspect.budget, *inquiry.counts.base, about);
  }

  /// In the file of the model whose text it is: an ephemeral one has its own.
  Location place_at(const Source& source, int offset) const {
    const auto at = sql::Positions(source.node.compiled_code).at(static_cast<std::size_t>(std::max(offset, 0)));
    const std::string& id = source.node.unique_id;
    if (id == x_suspect.target->model->unique_id) return location_in_model(*x_suspect.target, {at.line, at.column});
    const auto selected =
        std::ranges::find_if(x_context.selected, [&](const Target& target) { return target.model->unique_id == id; });
    if (selected != x_context.selected.end()) return location_in_model(*selected, {at.line, at.column});
    Target ephemeral;
    ephemeral.head = &source.node;
    ephemeral.location.path = x_context.project_prefix + source.node.original_file_path;
    return location_in_model(ephemeral, {at.line, at.column});
  }

  // Growth.

  /// The first that multiplies is the cause; what else does is told behind it.
  Diagnosis conclude_grown(const Round& first, const Round& second) const {
    std::vector<std::string> untold;
    std::optional<Diagnosis> cause;
    std::string others;
    for (const bool is_new : {true, false}) {
      for (std::size_t i = 0; i < x_joins.size(); ++i) {
        if (x_inquiry.joins[i].is_new != is_new) continue;
        auto found = multiplies(x_inquiry.joins[i], x_joins[i], first, second, untold);
        if (!found) continue;
        if (cause) {
          others += multiplies_too(x_inquiry.joins[i], *found);
        } else {
          cause = std::move(found);
          if (!untold.empty()) others = "; " + untold.front();
        }
      }
    }
    if (!cause) return appended(not_found(x_inquiry, false, untold));
    cause->clause += others;
    return std::move(*cause);
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
    if (places.any) {
      const std::string problem = first.problem(*places.any);
      if (!problem.empty()) not_told(problem);
      const bool by_repeating = problem.empty() && first.yes(*places.any);
      if (!by_repeating && join.join->type != sql::JoinType::full) return std::nullopt;
    }
    if (join.before_and_after) return multiplies_by_pair(join, places, first, second, not_told);
    const auto repeated = number_in(second, places.repeated);
    const auto counts = join_counts_in(second, places.counts);
    if (!repeated || (join.left && !counts)) {
      not_told(second.problem(repeated ? *places.counts : *places.repeated));
      return std::nullopt;
    }
    if (counts && counts->per_match() <= 1) return std::nullopt;
    // An inner join can drop more rows than it repeats.
    if (counts && join.is_new && counts->multiplier(join.keeps_unmatched()) <= 1) return std::nullopt;
    if (!join.is_new && !is_more_than_on_base(join, places, second, counts, not_told)) return std::nullopt;
    return multiplied(join, std::llround(*repeated), counts, place_of(join));
  }

  template <class NotTold>
  std::optional<Diagnosis> multiplies_by_pair(const JoinInquiry& join, const JoinPlaces& places, const Round& first,
                                              const Round& second, const NotTold& not_told) const {
    const bool in_first = !places.repeated || join.join->type == sql::JoinType::full || join.right_keys.empty();
    const Round& round = in_first ? first : second;
    const auto pair = pair_in(round, places.pair);
    if (!pair) {
      not_told(places.pair ? round.problem(*places.pair) : "it was not asked");
      return std::nullopt;
    }
    if (pair->after <= pair->before) return std::nullopt;
    if (!join.is_new) {
      const auto base = pair_in(round, places.base_pair);
      if (!base) not_told("it gives more rows than it is given, and base could not be asked whether it did there");
      if (!base || pair->multiplier() <= base->multiplier() * (1 + noticeable)) return std::nullopt;
    }
    const auto repeated = number_in(second, places.repeated);
    return given_more(join, repeated ? std::optional(std::llround(*repeated)) : std::nullopt, *pair, place_of(join));
  }

  Location place_of(const JoinInquiry& join) const { return place_at(*join.source, join.place); }

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
    return multiplied_by_all(join, std::llround(*rows), place_of(join));
  }

  /// Without a join that multiplies, a branch that a UNION got is what made the rows.
  Diagnosis appended(Diagnosis diagnosis) const {
    if (x_inquiry.source_of_arm == nullptr || x_inquiry.place_of_arm < 0) return diagnosis;
    diagnosis.location = place_at(*x_inquiry.source_of_arm, x_inquiry.place_of_arm);
    diagnosis.help = "Check that what the new arm appends is meant, and is not in the model already.";
    return diagnosis;
  }

  // Losses: of all steps the one that loses the largest share more than on base.

  Diagnosis conclude_lost(const Round& round) const {
    Losses losses;
    losses.untold = x_inquiry.untold;
    weigh_all_filters(false, round, losses);
    for (std::size_t i = 0; i < x_joins.size(); ++i) weigh_join(i, round, losses);
    weigh_all_filters(true, round, losses);
    if (!losses.worst) return not_found(x_inquiry, true, losses.untold);
    losses.worst->clause += steps_clause(losses.steps);
    return std::move(*losses.worst);
  }

  void weigh_all_filters(bool joined, const Round& round, Losses& losses) const {
    for (std::size_t i = 0; i < x_filters.size(); ++i) {
      if (x_inquiry.filters[i].joined == joined) weigh_filters(i, round, losses);
    }
  }

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
      losses.worst =
          filtered(inquiry, at, (*kept)[at], (*kept)[at + 1], place_at(*inquiry.source, inquiry.filters[at]->location));
    }
  }

  void weigh_join(std::size_t i, const Round& round, Losses& losses) const {
    const JoinInquiry& join = x_inquiry.joins[i];
    if (join.before_and_after) return weigh_pair(i, round, losses);
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
    losses.worst = unmatched(join, *counts, join.is_new ? std::nullopt : base, place_of(join));
  }

  void weigh_pair(std::size_t i, const Round& round, Losses& losses) const {
    const JoinInquiry& join = x_inquiry.joins[i];
    const auto pair = pair_in(round, x_joins[i].pair);
    const auto base = pair_in(round, x_joins[i].base_pair);
    if (!pair || (!join.is_new && !base)) {
      const std::string why = !join.unaskable.empty() ? join.unaskable
                              : pair                  ? "base could not be asked"
                                                      : round.problem(*x_joins[i].pair);
      losses.untold.push_back(
          fmt::format("how many rows the join of {} drops could not be told: {}", join.input().name, why));
      return;
    }
    losses.steps.push_back(join_step(join, *pair));
    const double more = pair->lost_share() - (join.is_new ? 0 : base->lost_share());
    if (more <= losses.most) return;
    losses.most = more;
    losses.worst = given_fewer(join, *pair, join.is_new ? std::nullopt : base, place_of(join));
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
