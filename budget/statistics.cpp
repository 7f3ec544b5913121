#include "budget/statistics.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <exception>

#include "core/error.hpp"

namespace tollgate::budget {

namespace {

constexpr double z_95 = 1.959963984540054;  // standard normal quantile of 0.975
constexpr double alpha = 0.05;
constexpr double proof_e_value = 20;
constexpr double risk_posterior = 0.80;
constexpr double largest_e_value = 1e300;  // JSON has no infinity
constexpr std::array<double, 4> alternatives{2, 3, 5, 10};

// Boost.Math throws for what it cannot reckon; its texts hold only numbers of ours, but belong to nobody.
template <class Reckon>
double reckon(Reckon function) {
  try {
    return function();
  } catch (const std::exception&) {
    throw Error(ErrorKind::unjudged, {"the budget's distribution could not be evaluated at these counts", "please report it", {}});
  }
}

// The rate below which all but `share` of Beta(k + 1, n - k) lies: the upper Clopper-Pearson limit.
double upper_limit(const Count& count, double share) {
  if (count.trials == 0 || count.events == count.trials) return 1;
  const auto n = static_cast<double>(count.trials);
  if (count.events == 0) return -std::expm1(std::log(share) / n);
  const auto k = static_cast<double>(count.events);
  return reckon([&] { return boost::math::ibetac_inv(k + 1, n - k, share); });
}

double lower_limit(const Count& count, double share) {
  if (count.events == 0) return 0;
  const auto n = static_cast<double>(count.trials);
  if (count.events == count.trials) return std::exp(std::log(share) / n);
  const auto k = static_cast<double>(count.events);
  return reckon([&] { return boost::math::ibeta_inv(k, n - k + 1, share); });
}

// True when at most `events` among n would have a chance of at most 5 % at the target: then its upper limit is at most
// the target. The same test as upper_95_one_sided() <= target, without inverting.
bool proves(std::int64_t events, std::int64_t trials, double target) {
  if (trials <= events) return false;
  const auto k = static_cast<double>(events);
  const auto n = static_cast<double>(trials);
  return reckon([&] { return boost::math::ibetac(k + 1, n - k, target); }) <= alpha;
}

void check(const Count& count, double target) {
  const auto refuse = [](const char* message) { throw Error(ErrorKind::usage, {message, {}, {}}); };
  if (count.events < 0) refuse("events must not be below 0");
  if (count.trials < count.events) refuse("events must not be more than trials");
  if (count.trials > most_trials) refuse("trials must not be more than 9007199254740992");
  if (!(target > 0 && target < 1)) refuse("target must be a rate above 0 and below 1, e.g. 0.02");
}

BudgetVerdict verdict_of(const Judgement& judgement, const Count& count, double target, bool period_closed) {
  if (count.trials == 0) return BudgetVerdict::unresolved;
  if (judgement.e_value.value_or(0) >= proof_e_value) return BudgetVerdict::exceeded;
  if (period_closed && judgement.tail_probability <= alpha) return BudgetVerdict::exceeded;
  if (count.events >= 1 && judgement.posterior_over_target >= risk_posterior) return BudgetVerdict::at_risk;
  return proves(count.events, count.trials, target) ? BudgetVerdict::within : BudgetVerdict::unresolved;
}

}  // namespace

std::string_view to_string(BudgetVerdict verdict) {
  switch (verdict) {
    case BudgetVerdict::exceeded:
      return "exceeded";
    case BudgetVerdict::at_risk:
      return "at-risk";
    case BudgetVerdict::within:
      return "within";
    case BudgetVerdict::unresolved:
      break;
  }
  return "unresolved";
}

Interval wilson_95(const Count& count) {
  if (count.trials == 0) return {};
  const auto n = static_cast<double>(count.trials);
  const double p = static_cast<double>(count.events) / n;
  const double z2 = z_95 * z_95;
  const double scale = 1 + z2 / n;
  const double centre = (p + z2 / (2 * n)) / scale;
  const double half = z_95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / scale;
  Interval interval{0, 1};
  // The limits are the roots of x^2 - 2 centre x + p^2 / scale: their product spares the subtraction of near equals.
  if (count.events > 0) interval.low = p * p / scale / (centre + half);
  if (count.events < count.trials) interval.high = centre + half;
  return interval;
}

Interval clopper_pearson_95(const Count& count) {
  return {lower_limit(count, alpha / 2), upper_limit(count, alpha / 2)};
}

double upper_95_one_sided(const Count& count) { return upper_limit(count, alpha); }

double tail_probability(const Count& count, double target) {
  if (count.events == 0) return 1;
  const auto k = static_cast<double>(count.events);
  const auto n = static_cast<double>(count.trials);
  return reckon([&] { return boost::math::ibeta(k, n - k + 1, target); });
}

double posterior_over_target(const Count& count, double target) {
  const auto k = static_cast<double>(count.events);
  const auto n = static_cast<double>(count.trials);
  return reckon([&] { return boost::math::ibetac(k + 0.5, n - k + 0.5, target); });
}

std::optional<double> e_value(const Count& count, double target) {
  const auto k = static_cast<double>(count.events);
  const auto n = static_cast<double>(count.trials);
  std::array<double, alternatives.size()> logs{};
  std::size_t taken = 0;
  for (const double times : alternatives) {
    const double q = times * target;
    if (q >= 1) continue;
    logs[taken++] = k * std::log(times) + (n - k) * (std::log1p(-q) - std::log1p(-target));
  }
  if (taken == 0) return std::nullopt;
  const double largest = *std::max_element(logs.begin(), logs.begin() + static_cast<std::ptrdiff_t>(taken));
  double sum = 0;
  for (std::size_t i = 0; i < taken; ++i) sum += std::exp(logs[i] - largest);
  const double log_mean = largest + std::log(sum / static_cast<double>(taken));
  return log_mean >= std::log(largest_e_value) ? largest_e_value : std::exp(log_mean);
}

std::optional<std::int64_t> trials_for_clean_proof(std::int64_t events, double target) {
  std::int64_t enough = std::max<std::int64_t>(events, 1);
  while (!proves(events, enough, target)) {
    if (enough > most_trials / 2) return std::nullopt;
    enough *= 2;
  }
  std::int64_t too_few = events;
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (proves(events, middle, target) ? enough : too_few) = middle;
  }
  return enough;
}

Judgement judge(const Count& count, double target, bool period_closed) {
  check(count, target);
  Judgement judgement;
  if (count.trials > 0) judgement.rate = static_cast<double>(count.events) / static_cast<double>(count.trials);
  judgement.wilson_95 = wilson_95(count);
  judgement.clopper_pearson_95 = clopper_pearson_95(count);
  judgement.upper_95_one_sided = upper_95_one_sided(count);
  judgement.tail_probability = tail_probability(count, target);
  judgement.posterior_over_target = posterior_over_target(count, target);
  judgement.e_value = e_value(count, target);
  judgement.trials_for_clean_proof = trials_for_clean_proof(count.events, target);
  judgement.verdict = verdict_of(judgement, count, target, period_closed);
  return judgement;
}

std::optional<double> corrected_rate(double observed, double sensitivity, double specificity) {
  const double informed = sensitivity + specificity - 1;
  if (!(informed > 0)) return std::nullopt;
  return std::clamp((observed + specificity - 1) / informed, 0.0, 1.0);
}

}  // namespace tollgate::budget
