// The shop's pull requests without a server: recorded answers of a real one, which tests/truth_table/run records
// again.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/demo/shop_run.hpp"
#include "tests/support/replay_warehouse.hpp"

using namespace tollgate;

namespace {

const std::string recordings = std::string(TOLLGATE_SOURCE_DIR) + "/fixtures/shop/recordings/";

Report replay(const std::string& name) {
  test::ReplayWarehouse warehouse(test::read_recording(test::read_recording_file(recordings + name + ".json")));
  Report report = tests::run_shop(name, warehouse);
  CHECK(warehouse.unused().empty());  // a recording that holds more than is asked is out of date
  return report;
}

}  // namespace

TEST_CASE("fanout-join: one finding, at the mart whose join multiplies, with what is below folded in") {
  const Report report = replay("fanout-join");
  CHECK(exit_code(report) == 1);
  REQUIRE(report.findings.size() == 1);
  const Finding& finding = report.findings.front();
  CHECK(finding.rule == "row-count-growth");
  CHECK(finding.subject.id == "model.shop.fct_orders");
  CHECK_THAT(finding.message, ContainsSubstring("192,498 rows on base, 392,888 on head"));
  CHECK_THAT(finding.message, ContainsSubstring("stg_shop__payments is unique on payment_id, not on order_id: 136,483 "
                                                "keys repeat, each row of int_orders__enriched becomes 2.04 rows"));
  CHECK(finding.folded.size() == 2);
}

TEST_CASE("empty-mart: zero rows is a finding of its own") {
  const Report report = replay("empty-mart");
  CHECK(exit_code(report) == 1);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings.front().rule == "zero-rows");
  CHECK_THAT(report.findings.front().message,
             ContainsSubstring("the filter `refund_status = 'succeded'` keeps 0 of 18,507 rows of stg_shop__refunds"));
}

TEST_CASE("clean-refactor: what provably stays is not counted, the rest is, and no finding") {
  const Report report = replay("clean-refactor");
  CHECK(exit_code(report) == 0);
  CHECK(report.findings.empty());
  const auto status_of = [&](std::string_view subject) {
    const auto found = std::ranges::find(report.outcomes, subject, &Outcome::subject);
    REQUIRE(found != report.outcomes.end());
    return found->status;
  };
  CHECK(status_of("model.shop.stg_shop__customers") == Status::skipped);
  CHECK(status_of("model.shop.dim_customers") == Status::skipped);
  CHECK(status_of("model.shop.fct_orders") == Status::passed);  // equivalent only if the tests of a key hold
  CHECK(status_of("model.shop.order_features") == Status::passed);
  CHECK(report.row_counts.size() == 10);
  CHECK(std::ranges::any_of(report.notes, [](const Note& note) {
    return note.topic == "row-count-diff" && note.text.find("state:modified+") != std::string::npos;
  }));
}

TEST_CASE("every recording is replayed by a test") {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(recordings)) names.insert(entry.path().stem().string());
  CHECK(names == std::set<std::string>{"clean-refactor", "empty-mart", "fanout-join"});
}
