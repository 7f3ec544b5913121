// What could not be judged, what waits for people and what was skipped: each reason once.
#include "reporters/overview.hpp"
#include "reporters/people.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

const std::string no_database = "the environment variable BASE_URL, which warehouse.base_url needs, is not set";

Report without_database() {
  Report report = samples::clean();
  report.verdict = Verdict::unjudged;
  const auto errored = [](const char* gate, const char* model, const std::string& reason) {
    return Outcome{gate, model, Status::errored, reason};
  };
  report.outcomes = {errored("row-count-diff", "model.shop.orders", no_database),
                     errored("row-count-diff", "model.shop.totals", no_database),
                     errored("sample", "model.shop.orders", no_database),
                     errored("sample", "model.shop.totals", no_database),
                     errored("explain", "model.shop.orders", "no warehouse: " + no_database + "; plans are asked")};
  return report;
}

std::size_t times(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("a missing database is told once, with the gates and models that could not be judged") {
  const auto reasons = shared_reasons(without_database(), Status::errored);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].reason == no_database);
  REQUIRE(reasons[0].groups.size() == 2);
  CHECK(reasons[0].groups[0].gates == std::vector<std::string>{"row-count-diff", "sample"});
  CHECK(reasons[0].groups[0].subjects.size() == 2);
  CHECK(reasons[0].groups[1].beside == "no warehouse; plans are asked");
  CHECK_THAT(terminal_of(without_database(), 200),
             ContainsSubstring("Not judged\n  " + no_database +
                               "\n    row-count-diff, sample: orders, totals\n"
                               "    explain (no warehouse; plans are asked): orders\n"));
  for (const char* format :
       {"terminal", "github", "github-summary", "markdown", "github-comment", "codequality", "agent"}) {
    INFO(format);
    // In `github` twice: the annotation, and the log.
    const std::size_t wanted = std::string(format) == "github" ? 2 : 1;
    std::string text = renderings_of(without_database()).at(format);
    while (text.find("\n  ") != std::string::npos) text.replace(text.find("\n  "), 3, " ");
    CHECK(times(text, "BASE") == wanted);
  }
  CHECK(times(junit_of(without_database()), "<error ") == 5);  // every outcome has its case
}

TEST_CASE("a reason that names each model by itself is told once") {
  const auto missing = [](const std::string& name) { return "\"db\".\"pr\".\"" + name + "\" does not exist"; };
  Report report = samples::clean();
  report.outcomes = {{"a", "model.shop.orders", Status::errored, missing("orders") + "; build orders (big_orders)"},
                     {"a", "model.shop.totals", Status::errored, missing("totals") + "; build totals (big_orders)"},
                     {"b", "model.shop.orders", Status::errored, missing("orders")},
                     {"c", "model.shop.totals", Status::errored, missing("orders")}};
  const auto reasons = shared_reasons(report, Status::errored);
  REQUIRE(reasons.size() == 2);
  // Of one model alone, and of another one, it keeps the name.
  CHECK(reasons[0].reason == R"("db"."pr"."<name>" does not exist; build <name> (big_orders))");
  CHECK(reasons[0].subjects() == std::vector<std::string>{"model.shop.orders", "model.shop.totals"});
  CHECK(reasons[1].reason == missing("orders"));
  CHECK(reasons[1].gates() == std::vector<std::string>{"b", "c"});
}

TEST_CASE("reasons that only resemble each other are told apart") {
  Report report = samples::clean();
  report.outcomes = {{"a", "model.shop.orders", Status::skipped, "no base"},
                     {"b", "model.shop.orders", Status::skipped, "no base relation to compare it with"}};
  CHECK(shared_reasons(report, Status::skipped).size() == 2);
}

TEST_CASE("gates that are skipped for one reason take one line") {
  Report report = samples::clean();
  for (const char* gate : {"hallucination-budget", "review", "merge-window"})
    report.outcomes.push_back({gate, std::string(change_subject), Status::skipped, "no pull request"});
  CHECK_THAT(terminal_of(report),
             ContainsSubstring("  no pull request\n    hallucination-budget, review, merge-window\n"));
}

TEST_CASE("what people still owe is pending, under a heading of its own, and told once") {
  const std::string text = terminal_of(samples::people(), 200);
  CHECK_THAT(text,
             ContainsSubstring("Pending before the merge\n  1 approval by senior-data-engineer (marts); 2 approvals "
                               "of a change that an LLM helped with (marts): nobody's approval counts\n"));
  CHECK(text.find("Skipped") == std::string::npos);
  CHECK(times(text, "1 approval by senior-data-engineer") == 1);
  CHECK_THAT(text, ContainsSubstring("  review: 1 pending\n"));
  for (const char* format : {"github-summary", "github-comment"}) {
    const std::string told = renderings_of(samples::people()).at(format);
    CHECK_THAT(told, ContainsSubstring("### Pending before the merge\n\n- 1 approval by"));
    CHECK(times(told, "1 approval by senior") == 1);
  }
}

TEST_CASE("people are told of only where what they owe was judged, and only of layers not told of yet") {
  Report report = samples::clean();
  CHECK(terminal_of(report).find("\nPeople\n") == std::string::npos);  // parse and row counts only
  report.gates.push_back("review");
  CHECK_THAT(terminal_of(report), ContainsSubstring("\nPeople\n  staging: 1 approval by peer"));
  const std::string told = terminal_of(samples::people());
  CHECK_THAT(told, ContainsSubstring("\nPeople\n  staging:"));
  CHECK(told.find("\n  marts: 2 approvals") == std::string::npos);
}

TEST_CASE("an open window is told once") {
  const std::string text = terminal_of(samples::people(), 200);
  CHECK(times(text, "Mon-Fri 09:00-17:00") == 1);
  CHECK_THAT(text, ContainsSubstring("  window marts: open until"));
}

TEST_CASE("the event for the audit log is a sentence to people") {
  CHECK(audit_event_text(samples::people().pull_request->audit_event) ==
        "pr_judged of acme/dbt#41: 1 gate failed (hallucination-budget); 1 gate passed; an LLM helped");
  CHECK(audit_event_text("no JSON") == "one event");
  CHECK(audit_event_text(R"({"type":7,"pr":"x","gates_failed":[1],"llm":[]})") == "one event");
  CHECK(terminal_of(samples::people()).find("{\"") == std::string::npos);
  CHECK_THAT(json_of(samples::people()), ContainsSubstring("audit_event"));
}

}  // namespace tollgate::reporters
