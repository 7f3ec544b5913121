#include <algorithm>
#include <pugixml.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/validators.hpp"

namespace tollgate::reporters {

namespace {

pugi::xml_document parsed(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(xml.data(), xml.size());
  INFO(result.description());
  REQUIRE(result);
  return document;
}

pugi::xml_node case_of(const pugi::xml_document& document, const std::string& classname, const std::string& name) {
  for (const pugi::xml_node suite : document.child("testsuites")) {
    for (const pugi::xml_node made : suite.children("testcase")) {
      if (made.attribute("classname").value() == classname && made.attribute("name").value() == name) return made;
    }
  }
  FAIL("no case " + classname + " " + name);
  return {};
}

constexpr const char* row_class = "tollgate.marts.row-count-diff";

Report empty(Verdict verdict) {
  Report report;
  report.verdict = verdict;
  report.headline = "the headline";
  return report;
}

void replace(std::string& text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("the strict variant is valid for the narrowest readers") {
  for (const samples::Sample& sample : samples::all) {
    INFO(sample.name);
    CHECK(validate_xml(junit_of(sample.make(), "strict"), "junit.xsd") == Validity::valid);
  }
  for (const Verdict verdict : {Verdict::passed, Verdict::failed, Verdict::unjudged}) {
    CHECK(validate_xml(junit_of(empty(verdict), "strict"), "junit.xsd") == Validity::valid);
  }
}

TEST_CASE("the schema refuses what a narrow reader would refuse") {
  const std::string good = junit_of(samples::mixed(), "strict");
  const std::vector<std::pair<std::string, std::string>> changes{
      {"<properties />", ""},
      {"time=\"0.000\"", "time=\"1.2e-05\""},
      {"time=\"0.000\"", "time=\"0,5\""},
      {"tests=\"9\"", "tests=\"+9\""},
      {"name=\"stg_orders\"", "name=\"stg_orders\" line=\"1\""},
      {"name=\"stg_orders\"", "name=\"\""},
      {"<testsuites name=\"tollgate\"", "<testsuites name=\"tollgate\" skipped=\"0\""},
      {"name=\"orders\"", "name=\"model.shop.customers\""},
      {"1970-01-01T00:00:00", "1970-01-01T00:00:00Z"},
      {"</failure>", "</failure><error type=\"a\" message=\"b\" />"},
      {"hostname=\"tollgate\" ", ""},
      {"</testsuites>", ""}};
  for (const auto& [what, with] : changes) {
    INFO(what << " -> " << with);
    std::string bad = good;
    replace(bad, what, with);
    CHECK(validate_xml(bad, "junit.xsd") == Validity::invalid);
  }
  CHECK(validate_xml(junit_of(samples::mixed()), "junit.xsd") == Validity::invalid);
}

TEST_CASE("a failed model is a failure with rule, place, help and figures") {
  const pugi::xml_document document = parsed(junit_of(samples::mixed()));
  const pugi::xml_node made = case_of(document, row_class, "orders");
  CHECK(std::string(made.attribute("file").value()) == "shop/models/marts/orders.sql");
  CHECK(made.attribute("line").as_int() == 14);
  CHECK(std::string(made.attribute("time").value()) == "0.000");
  const pugi::xml_node failure = made.child("failure");
  CHECK(std::string(failure.attribute("type").value()) == "row-growth");
  CHECK_THAT(failure.attribute("message").value(), ContainsSubstring("orders grew from"));
  CHECK_THAT(failure.text().get(), ContainsSubstring("at shop/models/marts/orders.sql:14:3\n"));
  CHECK_THAT(failure.text().get(), ContainsSubstring("help: Check the joins"));
  CHECK_THAT(failure.text().get(), ContainsSubstring("\nfigures: changed by 100 %\n"));
  CHECK_THAT(failure.text().get(), ContainsSubstring("also: row-count-diff/row-growth: model.shop.ever"));
}

TEST_CASE("several findings of one model and gate are one failure, named by the worst") {
  Report report = samples::mixed();
  Finding second = report.findings[3];
  second.rule = "row-drop";
  second.severity = Severity::warning;
  second.message = "a second one.";
  report.findings.insert(report.findings.begin(), second);
  const pugi::xml_document document = parsed(junit_of(report));
  const pugi::xml_node made = case_of(document, row_class, "orders");
  CHECK(std::distance(made.children("failure").begin(), made.children("failure").end()) == 1);
  CHECK(std::string(made.child("failure").attribute("type").value()) == "row-growth");
  CHECK_THAT(made.child("failure").text().get(), ContainsSubstring("a second one."));
}

TEST_CASE("a warning below fail-on passes with its text; at fail-on it fails") {
  Report report = samples::mixed();
  CHECK_THAT(case_of(parsed(junit_of(report)), row_class, "model.shop.customers").child("system-out").text().get(),
             ContainsSubstring("customers fell from 50,000 to 47,250"));
  report.fail_on = Severity::warning;
  CHECK(case_of(parsed(junit_of(report)), row_class, "model.shop.customers").child("failure"));
}

TEST_CASE("a failure whose finding was folded says where it is told") {
  const pugi::xml_document document = parsed(junit_of(samples::mixed()));
  const pugi::xml_node made = case_of(document, row_class, "totals");
  CHECK(std::string(made.child("failure").attribute("message").value()) == "totals grew from 10 to 20 rows.");
  CHECK_THAT(made.child("failure").text().get(), ContainsSubstring("told with row-count-diff/row-growth: orders at"));
}

TEST_CASE("skipped and not judged are told apart, with their reasons") {
  const pugi::xml_document document = parsed(junit_of(samples::clean()));
  const pugi::xml_node skipped = case_of(document, row_class, "totals").child("skipped");
  CHECK(std::string(skipped.attribute("message").value()) == "ephemeral: has no relation to count");
  const pugi::xml_document other = parsed(junit_of(samples::errored()));
  const pugi::xml_node error = case_of(other, row_class, "totals").child("error");
  CHECK(std::string(error.attribute("type").value()) == "could-not-be-judged");
  CHECK_THAT(error.attribute("message").value(), ContainsSubstring("was lost while counting"));
}

TEST_CASE("a failing finding outweighs a skip, and what was not judged outweighs a finding") {
  Report report = samples::mixed();
  report.outcomes[6].status = Status::skipped;
  CHECK(case_of(parsed(junit_of(report)), row_class, "orders").child("failure"));
  report.outcomes[6].status = Status::errored;
  report.outcomes[6].reason = "timeout";
  const pugi::xml_document document = parsed(junit_of(report));
  const pugi::xml_node made = case_of(document, row_class, "orders");
  CHECK_FALSE(made.child("failure"));
  CHECK(std::string(made.child("error").attribute("message").value()) == "timeout");
  CHECK_THAT(made.child("error").text().get(), ContainsSubstring("orders grew from"));
}

TEST_CASE("a case that had failed without a waiver is skipped, and says who waives it until when") {
  const pugi::xml_document document = parsed(junit_of(samples::waived()));
  CHECK(document.child("testsuites").attribute("failures").as_int() == 0);
  const pugi::xml_node made = case_of(document, row_class, "orders");
  CHECK(std::string(made.child("skipped").attribute("message").value()) ==
        "waived by ana until 2026-12-31: the backfill of 2019 doubles it once");
  CHECK_THAT(made.child("system-out").text().get(),
             ContainsSubstring("waived error row-count-diff/row-growth: orders"));
  CHECK(case_of(document, row_class, "totals").child("skipped"));  // its finding is told with that of orders
  const pugi::xml_node lesser = case_of(document, "tollgate.staging.parse", "stg_orders");
  CHECK_FALSE(lesser.child("skipped"));  // a warning would not have failed
  CHECK_THAT(lesser.child("system-out").text().get(), ContainsSubstring("waived by @bo until 2027-01-31"));
}

TEST_CASE("a waiver hides no failure of the same case") {
  Report report = samples::waived();
  Finding second = report.findings[1];
  second.rule = "row-drop";
  second.waived.reset();
  report.findings.push_back(second);
  report.outcomes[2].status = Status::failed;
  report.outcomes[2].waived = false;
  const pugi::xml_document document = parsed(junit_of(report));
  CHECK(std::string(case_of(document, row_class, "orders").child("failure").attribute("type").value()) == "row-drop");
}

TEST_CASE("a finding without an outcome is a case of its own") {
  const pugi::xml_document document = parsed(junit_of(samples::mixed()));
  const pugi::xml_node made = case_of(document, "tollgate.change.policy", "the change");
  CHECK(std::string(made.attribute("file").value()) == "shop/tollgate.yml");
  CHECK(made.child("system-out"));
}

TEST_CASE("counts of suites and of the whole are those of the cases") {
  for (const samples::Sample& sample : samples::all) {
    INFO(sample.name);
    const pugi::xml_document document = parsed(junit_of(sample.make()));
    int failures = 0;
    for (const pugi::xml_node suite : document.child("testsuites")) {
      const auto has = [&](const char* what) {
        const auto cases = suite.children("testcase");
        return static_cast<int>(
            std::count_if(cases.begin(), cases.end(), [&](pugi::xml_node c) { return c.child(what); }));
      };
      CHECK(suite.attribute("failures").as_int() == has("failure"));
      CHECK(suite.attribute("errors").as_int() == has("error"));
      CHECK(suite.attribute("skipped").as_int() == has("skipped"));
      failures += has("failure");
    }
    CHECK(document.child("testsuites").attribute("failures").as_int() == failures);
  }
}

TEST_CASE("no two cases share class and name, even where XML cannot hold the difference") {
  for (const samples::Sample& sample : samples::all) {
    std::set<std::pair<std::string, std::string>> seen;
    const pugi::xml_document document = parsed(junit_of(sample.make()));
    for (const pugi::xml_node suite : document.child("testsuites")) {
      for (const pugi::xml_node made : suite.children("testcase")) {
        CHECK(seen.emplace(made.attribute("classname").value(), made.attribute("name").value()).second);
      }
    }
  }
}

TEST_CASE("hostile text survives as far as XML can hold it") {
  const pugi::xml_document document = parsed(junit_of(samples::hostile()));
  std::string message;
  for (const pugi::xml_node suite : document.child("testsuites")) {
    for (const pugi::xml_node made : suite.children("testcase")) {
      if (made.child("failure")) message = made.child("failure").attribute("message").value();
    }
  }
  CHECK_THAT(message, ContainsSubstring("100% of\r\n::error file=x,line=1::forged\n##[error]forged, too\r::warning"));
  CHECK_THAT(message, ContainsSubstring("]]> <script>alert(1)</script> [31mred[0m \x7f \xef\xbf\xbd\xef\xbf\xbd"));
  CHECK_THAT(message, ContainsSubstring("\xe2\x80\xae reversed"));
}

TEST_CASE("an empty run is one passing case only if it passed") {
  const auto only_case = [](Verdict verdict) {
    const pugi::xml_document document = parsed(junit_of(empty(verdict)));
    return std::string(case_of(document, "tollgate.change.check", "verdict").first_child().name());
  };
  CHECK(only_case(Verdict::passed) == "system-out");
  CHECK(only_case(Verdict::failed) == "failure");
  CHECK(only_case(Verdict::unjudged) == "error");
}

TEST_CASE("a verdict that no case holds gets one: a report that is not green has no green file") {
  Report report = samples::clean();
  report.verdict = Verdict::unjudged;
  CHECK(parsed(junit_of(report)).child("testsuites").attribute("errors").as_int() == 1);
  report.verdict = Verdict::failed;
  CHECK(parsed(junit_of(report)).child("testsuites").attribute("failures").as_int() == 1);
  CHECK(parsed(junit_of(samples::clean())).child("testsuites").attribute("failures").as_int() == 0);
}

TEST_CASE("the timestamp is the one given, else the strict variant's constant, else none") {
  RenderStyle style;
  style.timestamp = "2026-01-02T03:04:05";
  CHECK_THAT(junit.render(samples::clean(), style).body, ContainsSubstring("timestamp=\"2026-01-02T03:04:05\""));
  CHECK(junit_of(samples::clean()).find("timestamp") == std::string::npos);
  CHECK_THAT(junit_of(samples::clean(), "strict"), ContainsSubstring("timestamp=\"1970-01-01T00:00:00\""));
}

}  // namespace tollgate::reporters
