#include "reporters/wording.hpp"

#include <limits>

#include "tests/catch.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

TEST_CASE("numbers have thousands separators") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
  CHECK(with_thousands(INT64_MIN) == "-9,223,372,036,854,775,808");
}

TEST_CASE("evidence is names and numbers") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(evidence_text({{"rows", std::int64_t{1000}}, {"pct", 12.5}, {"big", 1234567.891}, {"drop", -5.0}}) ==
        "rows 1,000; pct 12.5; big 1,234,567.89; drop -5");
  CHECK(evidence_text({{"tiny", -0.001}, {"huge", 1e300}, {"none", nan}}) == "tiny 0; huge 1e+300; none not a number");
}

TEST_CASE("a model is called by its name unless two share it") {
  const Report report = samples::mixed();
  CHECK(name_of(report, "model.shop.orders") == "orders");
  CHECK(name_of(report, "model.shop.customers") == "model.shop.customers");
  CHECK(name_of(report, "exposure.shop.board") == "exposure.shop.board");
  CHECK(name_of(report, change_subject) == "the change");
  CHECK(subject_text(report, {"model.shop.orders", "amount", "2024"}) == "orders.amount (2024)");
  CHECK(name_list(report, {"model.shop.orders", "a", "b"}, 2) == "orders, a and 1 more");
}

TEST_CASE("the human bar is told in words") {
  CHECK(human_bar_text({"staging", {1, {"peer"}}, "any", 24 * 3600}) ==
        "1 approval by peer; merge window any; rollback within 24 h");
  CHECK(human_bar_text({"marts", {2, {"senior", "data-pm"}}, "", 90 * 60}) ==
        "2 approvals by senior and data-pm; rollback within 90 min");
  CHECK(human_bar_text({"raw", {}, "", 0}) == "no approval asked for");
}

}  // namespace tollgate::reporters
