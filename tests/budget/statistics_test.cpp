// Reference values: the formulas of the header, reckoned with 30 digits by another program; corners by hand.
#include "budget/statistics.hpp"

#include <cmath>
#include <vector>

#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;

namespace {

bool near(double value, double expected, double relative = 1e-6) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

// P(X >= k) by adding up, smallest terms first: slow and plain.
double tail_by_sum(std::int64_t k, std::int64_t n, double p) {
  double sum = 0;
  for (std::int64_t i = n; i >= k; --i) {
    const auto di = static_cast<double>(i);
    const auto dn = static_cast<double>(n);
    sum += std::exp(std::lgamma(dn + 1) - std::lgamma(di + 1) - std::lgamma(dn - di + 1) + di * std::log(p) +
                    (dn - di) * std::log1p(-p));
  }
  return sum;
}

}  // namespace

TEST_CASE("intervals of one event among forty") {
  const Count count{1, 40};
  CHECK(near(wilson_95(count).low, 0.00442683150268));
  CHECK(near(wilson_95(count).high, 0.128813689635));
  CHECK(near(clopper_pearson_95(count).low, 0.000632744932049));
  CHECK(near(clopper_pearson_95(count).high, 0.131585858483));
}

TEST_CASE("the limits are those rates at which what was seen has the chance left over") {
  for (const Count& count : {Count{1, 40}, Count{5, 100}, Count{7, 9}, Count{199, 200}, Count{12, 5000}}) {
    const Interval exact = clopper_pearson_95(count);
    CHECK(near(tail_by_sum(count.events, count.trials, exact.low), 0.025, 1e-5));
    CHECK(near(1 - tail_by_sum(count.events + 1, count.trials, exact.high), 0.025, 1e-5));
    CHECK(near(1 - tail_by_sum(count.events + 1, count.trials, upper_95_one_sided(count)), 0.05, 1e-5));
  }
}

TEST_CASE("no event and nothing but events have exact ends") {
  CHECK(wilson_95({0, 40}).low == 0);
  CHECK(clopper_pearson_95({0, 40}).low == 0);
  CHECK(near(clopper_pearson_95({0, 40}).high, 1 - std::pow(0.025, 1.0 / 40)));
  CHECK(near(upper_95_one_sided({0, 40}), 1 - std::pow(0.05, 1.0 / 40)));
  CHECK(wilson_95({7, 7}).high == 1);
  CHECK(clopper_pearson_95({7, 7}).high == 1);
  CHECK(near(clopper_pearson_95({7, 7}).low, std::pow(0.025, 1.0 / 7)));
  CHECK(upper_95_one_sided({7, 7}) == 1);
}

TEST_CASE("without trials nothing is known") {
  const Judgement judgement = judge({0, 0}, 0.02, true);
  CHECK_FALSE(judgement.rate.has_value());
  CHECK(judgement.wilson_95.low == 0);
  CHECK(judgement.wilson_95.high == 1);
  CHECK(judgement.clopper_pearson_95.high == 1);
  CHECK(judgement.upper_95_one_sided == 1);
  CHECK(judgement.tail_probability == 1);
  CHECK(judgement.e_value == 1.0);
  CHECK(judgement.verdict == BudgetVerdict::unresolved);
}

TEST_CASE("the tail keeps its relative accuracy where it is tiny") {
  CHECK(near(tail_probability({3, 40}, 0.02), tail_by_sum(3, 40, 0.02), 1e-9));
  CHECK(near(tail_probability({30, 40}, 0.02), tail_by_sum(30, 40, 0.02), 1e-9));
  CHECK(tail_probability({30, 40}, 0.02) > 0);
  CHECK(tail_probability({0, 40}, 0.02) == 1);
}

TEST_CASE("the e-value is the mean likelihood ratio of the alternatives below one") {
  const double expected = (std::pow(2, 2) * std::pow(0.96 / 0.98, 8) + std::pow(3, 2) * std::pow(0.94 / 0.98, 8) +
                           std::pow(5, 2) * std::pow(0.90 / 0.98, 8) + std::pow(10, 2) * std::pow(0.80 / 0.98, 8)) /
                          4;
  CHECK(near(e_value({2, 10}, 0.02).value(), expected, 1e-12));
  CHECK(near(e_value({1, 1}, 0.3).value(), (2.0 + 3.0) / 2));
  CHECK_FALSE(e_value({1, 10}, 0.5).has_value());
  CHECK(e_value({1'000'000, 1'000'000}, 0.02) == 1e300);
}

TEST_CASE("the trials that a clean proof needs are the first that prove") {
  for (const auto& [events, target, trials] :
       std::vector<std::tuple<std::int64_t, double, std::int64_t>>{{0, 0.02, 149}, {3, 0.02, 386}, {2, 0.005, 1258}}) {
    CHECK(trials_for_clean_proof(events, target) == trials);
    CHECK(upper_95_one_sided({events, trials}) <= target);
    CHECK(upper_95_one_sided({events, trials - 1}) > target);
  }
  CHECK(trials_for_clean_proof(0, 0.99) == 1);
  CHECK_FALSE(trials_for_clean_proof(0, 1e-300).has_value());
}

TEST_CASE("verdicts, the first that holds") {
  CHECK(judge({2, 10}, 0.02, false).verdict == BudgetVerdict::at_risk);
  CHECK(judge({3, 20}, 0.02, false).verdict == BudgetVerdict::exceeded);  // e-value just above 20
  CHECK(judge({3, 40}, 0.02, false).verdict == BudgetVerdict::at_risk);
  CHECK(judge({3, 40}, 0.02, true).verdict == BudgetVerdict::exceeded);  // tail below 5 %: only once it is closed
  CHECK(judge({1, 40}, 0.02, false).verdict == BudgetVerdict::unresolved);
  CHECK(judge({0, 149}, 0.02, false).verdict == BudgetVerdict::within);
  CHECK(judge({0, 148}, 0.02, false).verdict == BudgetVerdict::unresolved);
  CHECK(judge({0, 2}, 0.1, false).verdict == BudgetVerdict::unresolved);  // the prior alone is never a risk
}

TEST_CASE("a million trials") {
  const Judgement judgement = judge({20'000, 1'000'000}, 0.02, true);
  CHECK(near(judgement.wilson_95.low, 0.0197274432671));
  CHECK(near(judgement.clopper_pearson_95.high, 0.0202762893392));
  CHECK(near(judgement.tail_probability, 0.500968859961));
  CHECK(judge({0, 1'000'000}, 0.02, true).verdict == BudgetVerdict::within);
  CHECK(judge({1'000'000, 1'000'000}, 0.02, false).verdict == BudgetVerdict::exceeded);
}

TEST_CASE("counts and targets that cannot be are refused") {
  CHECK_THROWS_AS(judge({-1, 3}, 0.02, false), Error);
  CHECK_THROWS_AS(judge({4, 3}, 0.02, false), Error);
  CHECK_THROWS_AS(judge({0, most_trials + 1}, 0.02, false), Error);
  CHECK_THROWS_AS(judge({0, 3}, 0, false), Error);
  CHECK_THROWS_AS(judge({0, 3}, 1, false), Error);
  CHECK_THROWS_AS(judge({0, 3}, std::nan(""), false), Error);
}

TEST_CASE("an observed rate is corrected for what detection misses") {
  CHECK(near(corrected_rate(0.02, 0.66, 1).value(), 0.02 / 0.66));
  CHECK(corrected_rate(0.001, 0.9, 0.99) == 0.0);
  CHECK_FALSE(corrected_rate(0.02, 0.5, 0.5).has_value());
}
