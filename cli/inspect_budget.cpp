// The statistics of a budget. What each key means: docs/inspect.md.
#include <nlohmann/json.hpp>

#include "budget/statistics.hpp"
#include "cli/inspect_judges.hpp"

namespace tollgate::cli {

namespace {

using nlohmann::json;

template <class T>
std::string dump(const std::optional<T>& value) {
  return value ? json(*value).dump() : "null";
}
std::string dump(double value) { return json(value).dump(); }
std::string dump(const budget::Interval& interval) { return json::array({interval.low, interval.high}).dump(); }

}  // namespace

InspectAnswer inspect_budget(const InspectRequest& request) {
  const budget::Count count{request.integer("events"), request.integer("trials")};
  const budget::Judgement judgement =
      budget::judge(count, request.number("target"), request.optional_bool("period_closed", false));
  return {{"rate", dump(judgement.rate)},
          {"wilson_95", dump(judgement.wilson_95)},
          {"clopper_pearson_95", dump(judgement.clopper_pearson_95)},
          {"upper_95_one_sided", dump(judgement.upper_95_one_sided)},
          {"tail_probability", dump(judgement.tail_probability)},
          {"posterior_over_target", dump(judgement.posterior_over_target)},
          {"e_value", dump(judgement.e_value)},
          {"verdict", json_string(budget::to_string(judgement.verdict))},
          {"trials_for_clean_proof", dump(judgement.trials_for_clean_proof)}};
}

}  // namespace tollgate::cli
