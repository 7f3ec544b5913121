// How the budget stands, on histories made by hand.
#include "budget/standing.hpp"

#include <algorithm>
#include <string>

#include "core/error.hpp"
#include "tests/budget/team.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;
using tollgate::tests::on;

namespace {

/// Pull requests #1, #2, … merged on one day each.
class Made {
 public:
  Made() { x_history.layers = {"staging", "marts"}; }

  std::uint32_t merged(const char* day, bool llm = true, std::vector<std::string> layers = {"marts"}) {
    Landing landing;
    landing.number = static_cast<long long>(x_history.landings.size()) + 1;
    landing.pull_request = true;
    landing.merged_at = on(day);
    landing.layers = std::move(layers);
    if (llm) landing.provenance = change::ProvenanceState::declared_llm;
    x_history.landings.push_back(landing);
    return static_cast<std::uint32_t>(x_history.landings.size() - 1);
  }
  OutcomeEvent& failed(std::uint32_t target, const char* day, OutcomeKind kind = OutcomeKind::reverted) {
    OutcomeEvent event;
    event.target = target;
    event.at = on(day);
    event.kind = kind;
    return x_outcomes.events.emplace_back(event);
  }
  Landing& landing(std::uint32_t at) { return x_history.landings.at(at); }
  History& history() { return x_history; }
  Outcomes& outcomes() { return x_outcomes; }

  Standing stand(const char* as_of, const char* period = nullptr, Detection detection = {}) const {
    StandingOptions options;
    options.as_of = on(as_of);
    if (period != nullptr) options.period = period_from(period);
    options.detection = detection;
    return budget::stand(x_history, x_outcomes, LlmBudget{}, options);
  }

 private:
  History x_history;
  Outcomes x_outcomes;
};

const Cell& cell(const Standing& standing, std::string_view period, std::string_view layer, Metric metric) {
  const auto found = std::ranges::find_if(standing.cells, [&](const Cell& one) {
    return one.period.name == period && one.layer == layer && one.metric == metric;
  });
  REQUIRE(found != standing.cells.end());
  return *found;
}

constexpr const char* rolling = "rolling four quarters";

}  // namespace

TEST_CASE("only LLM-touched pull requests of the period and the layer count") {
  Made made;
  made.merged("2026-07-01");
  made.merged("2026-07-02", false);
  made.merged("2026-06-30");
  made.merged("2026-07-03", true, {"staging"});
  made.merged("2026-07-04");
  made.landing(4).pull_request = false;
  made.merged("2026-07-05");
  made.landing(5).in_project = false;
  const Standing standing = made.stand("2026-09-20");
  CHECK(cell(standing, "2026-Q3", "all", Metric::rollback_rate).count.trials == 2);
  CHECK(cell(standing, "2026-Q3", "marts", Metric::rollback_rate).count.trials == 1);
  CHECK(cell(standing, "2026-Q3", "staging", Metric::rollback_rate).count.trials == 1);
  CHECK(cell(standing, rolling, "all", Metric::rollback_rate).count.trials == 3);
  CHECK(cell(standing, rolling, "all", Metric::rollback_rate).period.begin == day_from("2025-10-01"));
  CHECK(standing.cells.size() == 18);
}

TEST_CASE("young pull requests are apart, and so is what came later than the day that is asked about") {
  Made made;
  made.failed(made.merged("2026-08-21"), "2026-08-22");
  made.failed(made.merged("2026-08-22"), "2026-08-23");
  made.merged("2026-09-30");
  const Standing standing = made.stand("2026-09-20");
  const Cell& quarter = cell(standing, "2026-Q3", "all", Metric::rollback_rate);
  CHECK(quarter.count.trials == 1);
  CHECK(quarter.count.events == 1);
  CHECK(quarter.immature == 1);
  CHECK(quarter.immature_events == 1);
  CHECK(quarter.words.find("1 younger than 30 days not counted (1 rolled back already)") != std::string::npos);
  CHECK(cell(made.stand("2026-08-22"), "2026-Q3", "all", Metric::rollback_rate).immature_events == 1);
}

TEST_CASE("rollbacks and escapes are counted apart, once for each pull request") {
  Made made;
  const auto first = made.merged("2026-07-01");
  made.failed(first, "2026-07-02");
  made.failed(first, "2026-07-03", OutcomeKind::rolled_back).closed_at = on("2026-07-04");
  made.failed(first, "2026-07-05", OutcomeKind::hotfixed);
  const auto second = made.merged("2026-07-02");
  made.failed(second, "2026-07-03", OutcomeKind::fixed_forward);
  made.failed(made.merged("2026-07-03"), "2026-07-04", OutcomeKind::fixed_forward).candidate = true;
  made.failed(made.merged("2026-07-04"), "2026-08-04");
  const Standing standing = made.stand("2026-09-20");
  const Cell& rolled_back = cell(standing, "2026-Q3", "all", Metric::rollback_rate);
  CHECK(rolled_back.count.events == 1);
  CHECK(rolled_back.count.trials == 4);
  CHECK(rolled_back.undone == 1);
  CHECK(cell(standing, "2026-Q3", "all", Metric::escape_rate).count.events == 2);
}

TEST_CASE("what nobody has watched is not known to be clean") {
  Made made;
  made.merged("2026-07-01");
  made.landing(made.merged("2026-07-02")).caught = Caught::yes;
  made.landing(made.merged("2026-09-19")).caught = Caught::no;
  const Standing standing = made.stand("2026-09-20");
  const Cell& caught = cell(standing, "2026-Q3", "all", Metric::caught_at_review_rate);
  CHECK(caught.count.events == 1);
  CHECK(caught.count.trials == 2);
  CHECK(caught.unknown == 1);
  CHECK(caught.words.find("of 1 nobody tells") != std::string::npos);
}

TEST_CASE("one failure of forty is no verdict, and the words say what would prove it") {
  Made made;
  for (int i = 0; i < 40; ++i) made.merged("2026-07-01");
  made.failed(0, "2026-07-02");
  const Standing standing = made.stand("2026-09-20");
  const Cell& all = cell(standing, "2026-Q3", "all", Metric::rollback_rate);
  CHECK(all.judgement.verdict == BudgetVerdict::unresolved);
  CHECK(all.words ==
        "1 of 40 LLM-touched pull requests rolled back (2.5 %, 95 % interval 0.4 to 13 %; 0.8 allowed at 2 %); "
        "unresolved: 1/40; a clean proof needs n >= 236");
  const std::vector<BudgetLine> lines = budget_lines(standing);
  REQUIRE(lines.size() == 18);
  CHECK(lines.front().layer == "all");
  CHECK(lines.front().metric == "rollback_rate");
  CHECK(lines.front().period == "2026-Q3");
  CHECK(lines.front().events == 1);
  CHECK(lines.front().trials == 40);
  CHECK(lines.front().verdict == "unresolved");
  CHECK(lines.front().words == all.words);
  CHECK(lines.front().low == Approx(0.00443).margin(1e-5));
}

TEST_CASE("a period is closed when the last pull request of it is mature; only then its tail is read") {
  Made made;
  for (int i = 0; i < 40; ++i) made.merged("2026-07-01");
  for (std::uint32_t i = 0; i < 3; ++i) made.failed(i, "2026-07-02");
  const auto quarter = [&](const char* as_of) {
    return cell(made.stand(as_of, "2026-Q3"), "2026-Q3", "all", Metric::rollback_rate);
  };
  CHECK_FALSE(quarter("2026-10-30").closed);
  CHECK(quarter("2026-10-30").judgement.verdict == BudgetVerdict::at_risk);
  CHECK(quarter("2026-10-31").closed);
  CHECK(quarter("2026-10-31").judgement.verdict == BudgetVerdict::exceeded);
  CHECK(quarter("2026-10-31").words.find("exceeded: on target, so many come with a chance of 4.6 %") !=
        std::string::npos);
}

TEST_CASE("several rates side by side are told with what chance alone would give") {
  Made made;
  for (int i = 0; i < 40; ++i) made.merged("2026-07-01");
  for (std::uint32_t i = 0; i < 3; ++i) made.failed(i, "2026-07-02");
  const Standing standing = made.stand("2026-10-31", "2026-Q3");
  // Of the quarter: all and marts, rollbacks and escapes.
  const Cell& all = cell(standing, "2026-Q3", "all", Metric::rollback_rate);
  CHECK(all.adjusted.value() == Approx(4 * all.judgement.tail_probability));
  CHECK_FALSE(cell(standing, "2026-Q3", "staging", Metric::rollback_rate).adjusted);
  REQUIRE(standing.notes.size() == 1);
  CHECK(standing.notes.front().find("8 rates are judged side by side") == 0);
  CHECK(standing.notes.front().find("up to 0.4 of them would say exceeded by chance; 4 do") != std::string::npos);
}

TEST_CASE("the rate behind the observed one is shown where detection is stated, and judges nothing") {
  Made made;
  for (int i = 0; i < 50; ++i) made.merged("2026-07-01");
  made.failed(0, "2026-07-02");
  const Cell told = cell(made.stand("2026-09-20", nullptr, {0.66, 1}), "2026-Q3", "all", Metric::rollback_rate);
  CHECK(told.corrected.value() == Approx(0.0303).margin(5e-5));
  CHECK(told.words.find("; 3 % where the stated share is found; unresolved") != std::string::npos);
  const Cell plain = cell(made.stand("2026-09-20"), "2026-Q3", "all", Metric::rollback_rate);
  CHECK_FALSE(plain.corrected);
  CHECK(told.judgement.verdict == plain.judgement.verdict);
}

TEST_CASE("a history that is cut within the periods is not judged") {
  Made made;
  made.merged("2026-07-01");
  made.history().whole_since = on("2025-09-30");
  CHECK(made.stand("2026-09-20").cells.size() == 18);
  made.history().whole_since = on("2025-10-02");
  CHECK_THROWS_WITH(made.stand("2026-09-20"),
                    ContainsSubstring("its history begins on 2025-10-02, and the budget counts from 2025-10-01") &&
                        ContainsSubstring("git fetch --unshallow"));
}

TEST_CASE("nothing at all is unresolved") {
  const Standing standing = Made().stand("2026-09-20");
  CHECK(standing.cells.front().words == "no LLM-touched pull request to count; unresolved");
  CHECK(standing.notes.empty());
}

TEST_CASE("periods are calendar months, quarters and years") {
  const auto text = [](const Period& period) {
    return period.name + " " + day_text(period.begin) + " " + day_text(period.end);
  };
  CHECK(text(period_at(on("2026-12-31"), "quarter")) == "2026-Q4 2026-10-01 2027-01-01");
  CHECK(text(period_at(on("2026-02-03"), "month")) == "2026-02 2026-02-01 2026-03-01");
  CHECK(text(period_at(on("2026-02-03"), "year")) == "2026 2026-01-01 2027-01-01");
  CHECK(text(period_from("2026-Q1").value()) == "2026-Q1 2026-01-01 2026-04-01");
  CHECK(text(period_from("2026-12").value()) == "2026-12 2026-12-01 2027-01-01");
  CHECK(text(period_from("2026").value()) == "2026 2026-01-01 2027-01-01");
  CHECK(text(period_before(period_from("2026-Q1").value())) == "2025-Q4 2025-10-01 2026-01-01");
  CHECK(text(period_before(period_from("2026-03").value())) == "2026-02 2026-02-01 2026-03-01");
  CHECK(text(period_before(period_from("2026").value())) == "2025 2025-01-01 2026-01-01");
  CHECK(text(rolling_four_quarters(period_from("2026-02").value())) == "rolling four quarters 2025-04-01 2026-04-01");
  for (const char* wrong :
       {"", "2026-", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "26-Q1", "2026-q1", "0000", "2026-1x"}) {
    INFO(wrong);
    CHECK_FALSE(period_from(wrong));
  }
}
