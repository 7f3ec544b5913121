#include "cli/budget_inputs.hpp"

#include <algorithm>

#include "budget/period.hpp"
#include "budget/standing.hpp"
#include "cli/budget_layers.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

BudgetHistory read_budget_history(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                                  const std::string& tip, std::chrono::sys_seconds files_since) {
  const LayersByPath by_path(policy, arguments, place);
  budget::HistoryInput input;
  input.root = place.repository_root.value_or(std::string());
  input.tip = tip;
  input.prefix = place.prefix;
  for (const Layer& layer : policy.layers) input.layers.push_back(layer.name);
  input.layer_of = [&](std::string_view path) { return by_path.layer_of(path); };
  input.files_since = files_since;
  BudgetHistory read{budget::read_history(input), by_path.notes()};
  read.notes.insert(read.notes.end(), read.history.notes.begin(), read.history.notes.end());
  return read;
}

BudgetInForce budget_in_force(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                              const std::string& base, std::chrono::sys_seconds now) {
  try {
    budget::StandingOptions options;
    options.as_of = now;
    const budget::Period period = budget::period_at(now, policy.llm.period);
    const Day since = std::min(period.begin, budget::rolling_four_quarters(period).begin);
    const BudgetHistory read = read_budget_history(policy, arguments, place, base, since);
    return {budget_lines(budget::stand(read.history, policy.llm, options)), {}};
  } catch (const Error& error) {
    return {{}, error.what()};
  }
}

}  // namespace tollgate::cli
