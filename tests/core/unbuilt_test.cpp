#include "core/unbuilt.hpp"

#include <string>
#include <string_view>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

SelectedModel model(std::string id, std::vector<std::string> ancestors = {}) {
  SelectedModel selected;
  selected.unique_id = std::move(id);
  selected.changed = ancestors.empty();
  selected.changed_ancestors = std::move(ancestors);
  return selected;
}

Finding refusal(const std::string& subject, const std::string& rule = "unknown-column") {
  Finding finding;
  finding.gate = "references";
  finding.rule = rule;
  finding.severity = Severity::error;
  finding.subject.id = subject;
  return finding;
}

/// `fct` is refused, `mart` stands below it, `other` apart; row-count-diff and lineage-diff could judge none of them.
Report report(const Finding& finding) {
  Report report;
  report.models = {model("model.shop.fct"), model("model.shop.mart", {"model.shop.fct"}), model("model.shop.other")};
  report.findings = {finding};
  for (const char* gate : {"row-count-diff", "lineage-diff"}) {
    for (const SelectedModel& one : report.models) {
      report.outcomes.push_back({gate, one.unique_id, Status::errored, "does not exist on head"});
    }
  }
  explain_unbuilt(report);
  return report;
}

std::string statuses(const Report& report) {
  std::string text;
  for (const Outcome& outcome : report.outcomes) text += outcome.status == Status::skipped ? 's' : 'e';
  return text;
}

}  // namespace

TEST_CASE("what is not built because a model is refused is skipped, with the finding that says so") {
  const Report found = report(refusal("model.shop.fct"));
  CHECK(statuses(found) == "sseeee");
  CHECK(found.outcomes[0].reason == "not built, as PostgreSQL refuses it: see references/unknown-column");
  CHECK(found.outcomes[1].reason ==
        "not built, as PostgreSQL refuses fct above it: see references/unknown-column there");
}

TEST_CASE("a refused model is called with its version") {
  Report report;
  report.fail_on = Severity::error;
  report.models = {model("model.shop.dim.v2"), model("model.shop.mart", {"model.shop.dim.v2"})};
  report.findings = {refusal("model.shop.dim.v2")};
  report.outcomes = {{"row-count-diff", "model.shop.mart", Status::errored, "not there"}};
  explain_unbuilt(report);
  CHECK_THAT(report.outcomes[0].reason, ContainsSubstring("refuses dim.v2 above it"));
}

TEST_CASE("a refusal that is folded into another model's explains as well") {
  Finding host = refusal("model.shop.other", "gone-on-head");
  FoldedFinding guest;
  guest.gate = "references";
  guest.rule = "gone-on-head";
  guest.subject.id = "model.shop.fct";
  host.folded = {guest};
  CHECK(statuses(report(host)) == "ssseee");
}

TEST_CASE("who read dbt's results knows why something is not there, and others say the same") {
  Report report;
  for (const char* gate : {"row-count-diff", "test", "lineage-diff"}) {
    report.outcomes.push_back({gate, "model.shop.fct", Status::errored, std::string(gate) + " says"});
    report.outcomes.back().unbuilt = std::string_view(gate) != "lineage-diff";
  }
  report.outcomes.push_back({"row-count-diff", "model.shop.mart", Status::errored, "not there"});
  report.outcomes.back().unbuilt = true;
  explain_unbuilt(report);
  CHECK(report.outcomes[0].reason == "test says");
  CHECK(report.outcomes[1].reason == "test says");
  CHECK(report.outcomes[2].reason == "lineage-diff says");
  CHECK(report.outcomes[3].reason == "not there");
}

TEST_CASE("nothing is explained by a finding that does not fail the run, or that tells no refusal") {
  Finding waived = refusal("model.shop.fct");
  waived.waived.emplace();
  CHECK(statuses(report(waived)) == "eeeeee");
  Finding warning = refusal("model.shop.fct");
  warning.severity = Severity::warning;
  CHECK(statuses(report(warning)) == "eeeeee");
  CHECK(statuses(report(refusal("model.shop.fct", "deprecated-column"))) == "eeeeee");
  CHECK(statuses(report(refusal("model.shop.elsewhere"))) == "eeeeee");
}

TEST_CASE(
    "a changed model below a refused one is skipped only where nothing but its absence kept a gate from judging") {
  SelectedModel mart = model("model.shop.mart");
  mart.changed_parents = {"model.shop.int"};
  SelectedModel between = model("model.shop.int");
  between.changed_parents = {"model.shop.fct"};
  Report report;
  report.models = {model("model.shop.fct"), mart, between, model("model.shop.other")};
  report.findings = {refusal("model.shop.fct")};
  for (const SelectedModel& one : report.models) {
    report.outcomes.push_back({"row-count-diff", one.unique_id, Status::errored, "does not exist on head"});
    report.outcomes.back().unbuilt = true;
    report.outcomes.push_back({"test", one.unique_id, Status::errored, "there are no dbt results"});
  }
  SECTION("through another changed one") {
    explain_unbuilt(report);
    CHECK(statuses(report) == "ssseseee");
    for (const std::size_t i : {2U, 4U}) {
      CHECK(report.outcomes[i].reason ==
            "not built, as PostgreSQL refuses fct above it: see references/unknown-column there");
    }
    CHECK(report.outcomes[3].reason == "there are no dbt results");
  }
  SECTION("its own refusal is the nearer one") {
    report.findings.push_back(refusal("model.shop.int", "unknown-function"));
    explain_unbuilt(report);
    CHECK(report.outcomes[2].reason ==
          "not built, as PostgreSQL refuses int above it: see references/unknown-function there");
    CHECK(report.outcomes[4].reason == "not built, as PostgreSQL refuses it: see references/unknown-function");
  }
  SECTION("not by a finding that is waived") {
    report.findings.front().waived.emplace();
    explain_unbuilt(report);
    CHECK(statuses(report) == "eeeeeeee");
  }
}
