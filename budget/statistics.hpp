// What k failures among n pull requests say about a target rate, with the small numbers that teams have: intervals,
// the exact tail, a posterior, an e-value that may be looked at after every pull request, and a verdict in words. Pure
// functions; they know no pull request. statistics.cpp is the one file that knows Boost.Math.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tollgate::budget {

/// Rates, 0 to 1.
struct Interval {
  double low = 0;
  double high = 1;
};

/// k events among n trials, judged against a target.
struct Count {
  std::int64_t events = 0;  ///< k, 0 to n
  std::int64_t trials = 0;  ///< n: mature pull requests, not commits
};

/// Largest n that is judged: beyond it a double no longer tells n from n + 1.
inline constexpr std::int64_t most_trials = std::int64_t{1} << 53;

/// The score interval (Wilson 1927) with 95 %: exactly 0 at k = 0, exactly 1 at k = n; [0, 1] at n = 0.
Interval wilson_95(const Count& count);
/// The exact interval (Clopper and Pearson 1934) with 95 %: exactly 0 at k = 0, exactly 1 at k = n; [0, 1] at n = 0.
Interval clopper_pearson_95(const Count& count);
/// Clopper-Pearson with the whole 5 % above: the rate is below it with 95 %. 1 at k = n.
double upper_95_one_sided(const Count& count);
/// P(X >= k) of a binomial with n trials at the target rate; 1 at k = 0.
double tail_probability(const Count& count, double target);
/// P(rate > target) under Jeffreys' prior Beta(1/2, 1/2).
double posterior_over_target(const Count& count, double target);
/// The likelihood ratio against the target, mean over the alternatives of 2, 3, 5 and 10 times the target that stay
/// below 1: at a rate on target it exceeds 20 at any time with a chance of at most 1/20 (Ville's inequality), however
/// often it is looked at. At most 1e300; nothing when no alternative stays below 1 (target >= 0.5).
std::optional<double> e_value(const Count& count, double target);
/// The smallest n at which `events` would give an upper_95_one_sided() of at most the target; nothing beyond
/// most_trials.
std::optional<std::int64_t> trials_for_clean_proof(std::int64_t events, double target);

enum class BudgetVerdict : std::uint8_t {
  exceeded,    ///< e-value >= 20, or the period is closed and the tail probability is at most 0.05
  at_risk,     ///< at least one event, and posterior_over_target >= 0.80
  within,      ///< upper_95_one_sided <= target
  unresolved,  ///< too few trials to tell
};
std::string_view to_string(BudgetVerdict verdict);

/// All of it. `rate` is nothing at n = 0.
struct Judgement {
  std::optional<double> rate;
  Interval wilson_95;
  Interval clopper_pearson_95;
  double upper_95_one_sided = 1;
  double tail_probability = 1;
  double posterior_over_target = 0;
  std::optional<double> e_value;
  std::optional<std::int64_t> trials_for_clean_proof;
  BudgetVerdict verdict = BudgetVerdict::unresolved;
};

/// `period_closed`: nothing more will be counted, so that the fixed-n test may be read, once.
/// Throws Error (usage): events below 0 or above trials, trials above most_trials, a target that is not above 0 and
/// below 1.
Judgement judge(const Count& count, double target, bool period_closed);

/// The rate behind an observed one, when events are found with `sensitivity` and sound ones passed with `specificity`
/// (Rogan and Gladen 1978), kept within 0 and 1. Nothing when detection is no better than chance.
std::optional<double> corrected_rate(double observed, double sensitivity, double specificity);

}  // namespace tollgate::budget
