#include "core/waiver.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

const Day today = *day_from("2026-11-21");

Waiver waiver(std::string subject, const char* expires = "2027-06-30") {
  Waiver made;
  made.gate = "references";
  made.rule = "unknown-column";
  made.subject = std::move(subject);
  made.reason = "the column comes with the next load";
  made.owner = "ana";
  made.expires = *day_from(expires);
  made.location = {"tollgate-waivers.yml", 3, 3};
  return made;
}

Finding finding(Subject subject) {
  Finding made;
  made.gate = "references";
  made.rule = "unknown-column";
  made.subject = std::move(subject);
  return made;
}

WaiverBook book(std::vector<Waiver> waivers) {
  return {std::move(waivers), today, {"model.shop.customers", "model.shop.orders", "model.shop.orders.v2"}};
}

std::vector<Outcome> judged(std::vector<std::string> ids, Status status = Status::passed) {
  std::vector<Outcome> outcomes;
  for (std::string& id : ids) outcomes.push_back({"references", std::move(id), status, ""});
  return outcomes;
}

const Subject orders{"model.shop.orders", "", ""};
const Subject net{"model.shop.orders", "net", ""};
const Subject net_of_o{"model.shop.orders", "net", "o.net"};

bool is_covered(const std::string& by, const Subject& subject) { return covers(waiver(by), subject); }

}  // namespace

TEST_CASE("a waiver covers the subject that it names, and nothing that this implies") {
  CHECK(is_covered("model.shop.orders", orders));
  CHECK(is_covered("model.shop.orders.net", net));
  CHECK(is_covered("model.shop.orders.net (o.net)", net_of_o));
  CHECK(is_covered("change", {"change", "", ""}));
  CHECK_FALSE(is_covered("model.shop.orders", net));
  CHECK_FALSE(is_covered("model.shop.orders.net", orders));
  CHECK_FALSE(is_covered("model.shop.orders.net", net_of_o));
  CHECK_FALSE(is_covered("model.shop.orders.net (o.net)", net));
  CHECK_FALSE(is_covered("model.shop.order", orders));
  CHECK_FALSE(is_covered("model.shop.ORDERS", orders));
  CHECK_FALSE(is_covered("orders", orders));
}

TEST_CASE("wildcards stand for one part of a name, and for anything between parentheses") {
  CHECK(is_covered("model.shop.ord*", orders));
  CHECK(is_covered("model.shop.orders.*", net));
  CHECK(is_covered("model.shop.orders.ne?", net));
  CHECK(is_covered("model.shop.orders.* (*)", net_of_o));
  CHECK_FALSE(is_covered("model.shop.*", net));
  CHECK_FALSE(is_covered("model.*", orders));
  CHECK_FALSE(is_covered("*", orders));
  CHECK_FALSE(is_covered("model.shop.orders.*", orders));
  CHECK_FALSE(is_covered("model.shop.orders.*", net_of_o));
  CHECK_FALSE(is_covered("model.shop.orders.* (*)", net));
}

TEST_CASE("the subject of a finding is written as a waiver reads it") {
  for (const Subject& subject : {orders, net, net_of_o}) CHECK(is_covered(waiver_subject(subject), subject));
  CHECK(waiver_subject(net_of_o) == "model.shop.orders.net (o.net)");
}

TEST_CASE("a waiver marks what it covers with owner, reason and last day, and leaves the severity alone") {
  std::vector<Finding> findings{finding(net), finding(orders)};
  CHECK(apply_waivers(findings, {}, book({waiver("model.shop.orders.net")})).empty());
  REQUIRE(findings[0].waived.has_value());
  CHECK(findings[0].waived->owner == "ana");
  CHECK(findings[0].waived->reason == "the column comes with the next load");
  CHECK(findings[0].waived->expires == "2027-06-30");
  CHECK(findings[0].waived->location.line == 3);
  CHECK(findings[0].severity == Severity::error);
  CHECK_FALSE(fails(findings[0], Severity::info));
  CHECK_FALSE(findings[1].waived.has_value());
  CHECK(fails(findings[1], Severity::error));
}

TEST_CASE("a waiver of another rule or gate covers nothing") {
  Waiver other = waiver("model.shop.orders");
  std::vector<Finding> findings{finding(orders)};
  SECTION("rule") { other.rule = "unknown-table"; }
  SECTION("gate") { other.gate = "compile"; }
  apply_waivers(findings, {}, book({other}));
  CHECK_FALSE(findings[0].waived.has_value());
}

TEST_CASE("a waiver counts to the end of its last day; then it is an error and what it covered counts again") {
  std::vector<Finding> findings{finding(orders)};
  SECTION("its last day") {
    const auto told = apply_waivers(findings, {}, book({waiver("model.shop.orders", "2026-11-21")}));
    CHECK(findings[0].waived.has_value());
    REQUIRE(told.size() == 1);
    CHECK(told[0].rule == "expires-soon");
  }
  SECTION("the day after") {
    const auto told = apply_waivers(findings, {}, book({waiver("model.shop.orders", "2026-11-20")}));
    CHECK_FALSE(findings[0].waived.has_value());
    REQUIRE(told.size() == 1);
    CHECK(told[0].gate == "waiver");
    CHECK(told[0].rule == "expired");
    CHECK(told[0].severity == Severity::error);
    CHECK(told[0].location.path == "tollgate-waivers.yml");
    CHECK_THAT(told[0].message, ContainsSubstring("ana was in force until 2026-11-20"));
  }
}

TEST_CASE("a waiver in force beats an expired one of the same finding") {
  std::vector<Finding> findings{finding(orders)};
  Waiver wide = waiver("model.shop.*", "2026-01-01");
  apply_waivers(findings, {}, book({wide, waiver("model.shop.orders")}));
  CHECK(findings[0].waived.has_value());
}

TEST_CASE("14 days before it expires a waiver is a warning, 15 days before it is not") {
  std::vector<Finding> findings{finding(orders)};
  CHECK(apply_waivers(findings, {}, book({waiver("model.shop.orders", "2026-12-05")}))[0].rule == "expires-soon");
  CHECK(apply_waivers(findings, {}, book({waiver("model.shop.orders", "2026-12-06")})).empty());
}

TEST_CASE("a waiver that covers nothing is told only where its gate judged its subject") {
  std::vector<Finding> none;
  const WaiverBook column = book({waiver("model.shop.orders.net")});
  const auto told = apply_waivers(none, judged({"model.shop.orders"}), column);
  REQUIRE(told.size() == 1);
  CHECK(told[0].rule == "unused");
  CHECK(told[0].severity == Severity::warning);
  CHECK(apply_waivers(none, judged({"model.shop.customers"}), column).empty());
  CHECK(apply_waivers(none, judged({"model.shop.orders"}, Status::errored), column).empty());
  CHECK(apply_waivers(none, judged({"model.shop.orders"}, Status::skipped), column).empty());
  Outcome other{"compile", "model.shop.orders", Status::passed, ""};
  CHECK(apply_waivers(none, std::span(&other, 1), column).empty());
}

TEST_CASE("a version of a model is not a column of it") {
  std::vector<Finding> none;
  const WaiverBook version = book({waiver("model.shop.orders.v2")});
  CHECK(apply_waivers(none, judged({"model.shop.orders"}), version).empty());
  CHECK(apply_waivers(none, judged({"model.shop.orders.v2"}), version).size() == 1);
}

TEST_CASE("a waiver with wildcards is unused only when all that it can cover was judged") {
  std::vector<Finding> none;
  const WaiverBook all = book({waiver("model.shop.*")});
  CHECK(apply_waivers(none, judged({"model.shop.orders"}), all).empty());
  CHECK(apply_waivers(none, judged({"model.shop.orders", "model.shop.customers"}), all).size() == 1);
}

TEST_CASE("a subject that neither side has is told, with what was meant") {
  std::vector<Finding> none;
  const auto told = apply_waivers(none, {}, book({waiver("model.shop.customer")}));
  REQUIRE(told.size() == 1);
  CHECK(told[0].rule == "unused");
  CHECK_THAT(told[0].message, ContainsSubstring("neither base nor head"));
  CHECK(told[0].help == "did you mean \"model.shop.customers\"?");
  WaiverBook unknown = book({waiver("model.shop.customer")});
  unknown.known_subjects.clear();  // no artifact could be read
  CHECK(apply_waivers(none, {}, unknown).empty());
}

TEST_CASE("a waiver that misses a finding by its subject says how to write it") {
  std::vector<Finding> findings{finding(net_of_o)};
  const auto told = apply_waivers(findings, judged({"model.shop.orders"}), book({waiver("model.shop.orders.net")}));
  CHECK_FALSE(findings[0].waived.has_value());
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0].help, ContainsSubstring("model.shop.orders.net (o.net)"));
}

TEST_CASE("a waiver that the change brings counts, and is a warning with its reason") {
  std::vector<Finding> findings{finding(orders)};
  Waiver brought = waiver("model.shop.orders", "2026-11-25");  // soon, but whoever wrote it today knows that
  brought.added = true;
  const auto told = apply_waivers(findings, {}, book({brought}));
  REQUIRE(findings[0].waived.has_value());
  CHECK(findings[0].waived->added);
  REQUIRE(told.size() == 1);
  CHECK(told[0].rule == "added");
  CHECK(told[0].severity == Severity::warning);
  CHECK_THAT(told[0].message, ContainsSubstring("adds the waiver") && ContainsSubstring("someone other than"));
  CHECK_THAT(told[0].message, ContainsSubstring("next load"));
  brought.edited = true;
  CHECK_THAT(apply_waivers(findings, {}, book({brought}))[0].message, ContainsSubstring("edits the waiver"));
}

TEST_CASE("findings about two waivers have two fingerprints") {
  std::vector<Finding> none;
  const auto told = apply_waivers(
      none, {}, book({waiver("model.shop.orders", "2026-01-01"), waiver("model.shop.customers", "2026-01-01")}));
  REQUIRE(told.size() == 2);
  CHECK(fingerprint(told[0]) != fingerprint(told[1]));
}

TEST_CASE("in a pull request a waiver that it brings counts only when somebody agrees") {
  std::vector<Finding> findings{finding(orders)};
  Waiver brought = waiver("model.shop.orders");
  brought.added = true;
  WaiverBook of_change = book({brought});
  SECTION("agreed: it counts, and is told as info") {
    of_change.added = {true, "approved by bo"};
    const auto told = apply_waivers(findings, {}, of_change);
    CHECK(findings[0].waived.has_value());
    REQUIRE(told.size() == 1);
    CHECK(told[0].severity == Severity::info);
    CHECK_THAT(told[0].message, ContainsSubstring("it counts, approved by bo"));
  }
  SECTION("not agreed: what it covers counts") {
    of_change.added = {false, "nobody has approved"};
    const auto told = apply_waivers(findings, {}, of_change);
    CHECK_FALSE(findings[0].waived.has_value());
    REQUIRE(told.size() == 1);
    CHECK(told[0].severity == Severity::warning);
    CHECK_THAT(told[0].message, ContainsSubstring("it does not count, nobody has approved"));
  }
  SECTION("a waiver that stands on base is another matter") {
    of_change.waivers[0].added = false;
    of_change.added = {false, "nobody has approved"};
    CHECK(apply_waivers(findings, {}, of_change).empty());
    CHECK(findings[0].waived.has_value());
  }
}

TEST_CASE("a waiver near to a finding that another one covers names that one") {
  std::vector<Finding> findings{finding(net_of_o)};
  Waiver other = waiver("model.shop.orders.net (o.net)");
  other.owner = "bo";
  other.location.line = 9;
  const auto told =
      apply_waivers(findings, judged({"model.shop.orders"}), book({waiver("model.shop.orders.net"), other}));
  REQUIRE(told.size() == 1);
  CHECK(told[0].rule == "unused");
  CHECK_THAT(told[0].message, ContainsSubstring("model.shop.orders.net (o.net) is covered by another waiver, of bo "
                                                "(tollgate-waivers.yml:9)"));
  CHECK_THAT(told[0].message, !ContainsSubstring("found nothing there"));
  CHECK(told[0].help == "delete one of the two");
}

namespace {

/// One edit made both differ.
Finding joint(std::vector<std::string> columns) {
  Finding made = finding({"model.shop.orders", "", "from b now, on base from a"});
  made.message = "both come from b";
  made.columns = std::move(columns);
  return made;
}

}  // namespace

TEST_CASE("of a finding about several columns each may be waived by itself") {
  std::vector<Finding> findings{joint({"net", "tax"})};
  const std::vector<Outcome> outcomes = judged({"model.shop.orders"});
  SECTION("all of them: it is waived, until the first day on which one ends") {
    CHECK(apply_waivers(findings, outcomes,
                        book({waiver("model.shop.orders.net"), waiver("model.shop.orders.tax", "2027-01-31")}))
              .empty());
    REQUIRE(findings[0].waived.has_value());
    CHECK(findings[0].waived->expires == "2027-01-31");
    CHECK(findings[0].message == "both come from b");
  }
  SECTION("one of them: it stands for the other, and nothing is unused") {
    CHECK(apply_waivers(findings, outcomes, book({waiver("model.shop.orders.net")})).empty());
    CHECK_FALSE(findings[0].waived.has_value());
    CHECK(findings[0].message == "both come from b; net is waived, the other column is not");
  }
  SECTION("one that is over covers nothing") {
    apply_waivers(findings, outcomes,
                  book({waiver("model.shop.orders.net", "2026-01-01"), waiver("model.shop.orders.tax")}));
    CHECK_FALSE(findings[0].waived.has_value());
    CHECK(findings[0].message == "both come from b; tax is waived, the other column is not");
  }
  SECTION("with a wildcard") {
    apply_waivers(findings, outcomes, book({waiver("model.shop.orders.*")}));
    CHECK(findings[0].waived.has_value());
  }
  SECTION("a column that it is not about, and the model, cover none of it") {
    CHECK(
        apply_waivers(findings, outcomes, book({waiver("model.shop.orders.id"), waiver("model.shop.orders")})).size() ==
        2);
    CHECK_FALSE(findings[0].waived.has_value());
  }
  SECTION("what is about the rows is no matter of its columns") {
    findings[0].cause = {"model.shop.orders", "rows"};
    apply_waivers(findings, outcomes, book({waiver("model.shop.orders.*")}));
    CHECK_FALSE(findings[0].waived.has_value());
  }
}

TEST_CASE("gates that tell of rows answer for each other, and nothing answers for people's data") {
  CHECK(answers_for("row-count-diff", "row-count-growth", "explain", "new-join"));
  CHECK(answers_for("explain", "new-join", "lineage-diff", "join-added"));
  CHECK(answers_for("row-count-diff", "row-count-growth", "row-count-diff", "row-count-growth"));
  CHECK_FALSE(answers_for("row-count-diff", "row-count-growth", "row-count-diff", "zero-rows"));
  CHECK_FALSE(answers_for("row-count-diff", "row-count-growth", "pii-scan", "leaked-column"));
  CHECK_FALSE(answers_for("references", "deprecated-column", "lineage-diff", "re-sourced"));
}
