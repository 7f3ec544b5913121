#include "core/baseline.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

Finding about(Subject subject, std::vector<std::string> columns = {}) {
  Finding made;
  made.gate = "lineage-diff";
  made.rule = "re-sourced";
  made.subject = std::move(subject);
  made.columns = std::move(columns);
  return made;
}

KnownFindings known(const std::string& column) {
  const Finding single = about({"model.shop.orders", column, {}});
  return {fingerprint(single), 1, "lineage-diff/re-sourced", "model.shop.orders." + column};
}

Finding joint() { return about({"model.shop.orders", {}, "from b now, on base from a"}, {"net", "tax"}); }

}  // namespace

TEST_CASE("a finding about several columns is known where each of them is") {
  std::vector<Finding> findings{joint()};
  Baseline baseline;
  baseline.path = "tollgate-baseline.json";
  baseline.known = {known("net"), known("tax")};
  SECTION("all of them") {
    apply_baseline(findings, baseline);
    REQUIRE(findings[0].waived.has_value());
    CHECK(findings[0].waived->by == SetAside::baseline);
  }
  SECTION("each is known once") {
    findings.push_back(joint());
    apply_baseline(findings, baseline);
    CHECK(findings[0].waived.has_value());
    CHECK_FALSE(findings[1].waived.has_value());
  }
  SECTION("not all of them") {
    baseline.known.pop_back();
    apply_baseline(findings, baseline);
    CHECK_FALSE(findings[0].waived.has_value());
  }
}

TEST_CASE("what a baseline knows of a column is there still where it is told with others") {
  Baseline baseline;
  baseline.known = {known("net"), known("gone")};
  const std::vector<Finding> findings{joint()};
  const std::vector<Outcome> outcomes{{"lineage-diff", "model.shop.orders", Status::failed, ""}};
  const std::vector<Note> notes = resolved(baseline, findings, outcomes);
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0].text, ContainsSubstring("model.shop.orders.gone") && !ContainsSubstring("orders.net"));
}
