// The formats that list findings beside code (codequality, sarif) and for the author's model (agent): what each must
// hold for its reader to take it, and that all of them tell the same.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "reporters/problems.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/validators.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

Json told_by(const Reporter& reporter, const Report& report, const std::string& variant = "") {
  RenderStyle style = test_style();
  style.variant = variant;
  return Json::parse(reporter.render(report, style).body);
}

/// Only unreserved characters, `/` and percent-encoded bytes. By hand: std::regex goes as deep as a name is long.
bool is_plain_uri(const std::string& text) {
  static const std::string hex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || hex.find(text[i + 1]) == hex.npos || hex.find(text[i + 2]) == hex.npos) return false;
      i += 2;
    } else if (std::isalnum(static_cast<unsigned char>(text[i])) == 0 &&
               std::string("._~/-").find(text[i]) == std::string::npos) {
      return false;
    }
  }
  return !text.empty();
}

/// Two findings that nothing but their wording tells apart.
Report with_twins() {
  Report report = samples::mixed();
  report.findings.push_back(report.findings.front());
  return report;
}

Report with_many(int count) {
  Report report = samples::mixed();
  const Finding pattern = report.findings[3];
  report.findings.clear();
  for (int i = 0; i < count; ++i) {
    Finding finding = pattern;
    finding.subject.column = "c" + std::to_string(i);
    report.findings.push_back(finding);
  }
  return report;
}

}  // namespace

TEST_CASE("problems: what was not judged comes first, and everything has a place and an identity") {
  for (const samples::Sample& sample : samples::all) {
    const Report report = sample.make();
    std::set<std::string> identities;
    for (const Problem& problem : problems_of(report)) {
      CHECK_FALSE(problem.location.path.empty());
      CHECK(problem.location.line >= 1);
      CHECK(identities.insert(problem.fingerprint).second);
    }
  }
  const std::vector<Problem> problems = problems_of(samples::errored());
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].rule == unjudged_rule);
  CHECK(problems[1].rule == unjudged_rule);
  CHECK_THAT(problems[1].message, ContainsSubstring("could not be judged: the connection") &&
                                      ContainsSubstring("\nrow-count-diff: orders, totals"));
  CHECK(problems[2].finding != nullptr);
}

TEST_CASE("problems: of two findings of one identity the first keeps its fingerprint") {
  const Report report = with_twins();
  std::vector<std::string> identities;
  for (const Problem& problem : problems_of(report)) identities.push_back(problem.fingerprint);
  CHECK(std::ranges::count(identities, fingerprint(report.findings.front())) == 1);
  CHECK(std::set<std::string>(identities.begin(), identities.end()).size() == identities.size());
}

TEST_CASE("codequality: every entry has what GitLab reads, and an empty report is an empty list") {
  static const std::set<std::string> severities{"info", "minor", "major", "critical", "blocker"};
  for (const samples::Sample& sample : samples::all) {
    const Json list = told_by(codequality, sample.make());
    REQUIRE(list.is_array());
    for (const Json& entry : list) {
      CHECK(entry["location"]["lines"]["begin"].get<int>() >= 1);
      CHECK(severities.contains(entry["severity"]));
      CHECK(std::regex_match(entry["fingerprint"].get<std::string>(), std::regex("[0-9a-f]{64}")));
      CHECK_FALSE(entry["description"].get<std::string>().empty());
      CHECK_FALSE(entry["check_name"].get<std::string>().empty());
    }
  }
  CHECK(told_by(codequality, samples::clean()) == Json::array());
}

TEST_CASE("codequality: every report follows the schema of what GitLab reads, and a null line does not") {
  std::vector<std::string> documents;
  for (const samples::Sample& sample : samples::all)
    documents.push_back(codequality.render(sample.make(), test_style()).body);
  documents.push_back(codequality.render(with_twins(), test_style()).body);
  CHECK(validate_json(documents, codequality_schema) == Validity::valid);
  Json broken = told_by(codequality, samples::mixed());
  for (const Json& line : {Json(), Json(0), Json("1")}) {
    broken[0]["location"]["lines"]["begin"] = line;
    CHECK(validate_json({broken.dump()}, codequality_schema) == Validity::invalid);
  }
  CHECK(validate_json({"{}"}, codequality_schema) == Validity::invalid);
}

TEST_CASE("codequality: severities, personal data above all, a waived finding as info") {
  Report report = samples::mixed();
  report.findings[3].gate = "pii-scan";
  std::set<std::string> severities;
  for (const Json& entry : told_by(codequality, report)) severities.insert(entry["severity"]);
  CHECK(severities == std::set<std::string>{"blocker", "critical", "major", "minor"});
  const Json waived = told_by(codequality, samples::waived());
  const auto info = std::ranges::count_if(waived, [](const Json& entry) { return entry["severity"] == "info"; });
  CHECK(info == 4);
  CHECK_THAT(waived.dump(), ContainsSubstring("waived by ana until 2026-12-31"));
}

TEST_CASE("sarif: every result names a rule of the list and has one region with four numbers") {
  for (const samples::Sample& sample : samples::all) {
    const Json run = told_by(sarif, sample.make())["runs"][0];
    const Json& rules = run["tool"]["driver"]["rules"];
    CHECK(run["invocations"][0]["executionSuccessful"] == (sample.make().verdict != Verdict::unjudged));
    for (const Json& result : run["results"]) {
      CHECK(rules.at(result["ruleIndex"].get<std::size_t>())["id"] == result["ruleId"]);
      REQUIRE(result["locations"].size() == 1);
      const Json& place = result["locations"][0]["physicalLocation"];
      for (const char* key : {"startLine", "startColumn", "endLine", "endColumn"}) CHECK(place["region"][key] >= 1);
      CHECK(is_plain_uri(place["artifactLocation"]["uri"]));
      CHECK(result["partialFingerprints"]["primaryLocationLineHash"].get<std::string>().size() == 64);
    }
    for (const Json& rule : rules) {
      for (const char* key : {"shortDescription", "fullDescription", "help"}) {
        const std::string text = rule[key]["text"];
        CHECK_FALSE(text.empty());
        CHECK(text.size() <= 1024);
      }
    }
  }
}

TEST_CASE("sarif: a waived finding is left out, and kept as suppressed by the variant") {
  const auto results = [](const std::string& variant) {
    return told_by(sarif, samples::waived(), variant)["runs"][0]["results"];
  };
  CHECK(results("").size() == 1);
  REQUIRE(results("all").size() == 5);
  CHECK_THAT(results("all")[1]["suppressions"][0]["justification"].get<std::string>(), ContainsSubstring("waived by"));
}

TEST_CASE("sarif: rule texts come from the gates, and only personal data is a security matter") {
  Report report = samples::mixed();
  report.findings[3].gate = "pii-scan";
  report.rules = {{"pii-scan", "row-growth", Severity::error, "What it means.", "What to do."}};
  const Json told = told_by(sarif, report);
  for (const Json& rule : told["runs"][0]["tool"]["driver"]["rules"]) {
    const bool pii = rule["id"] == "pii-scan/row-growth";
    CHECK(rule["properties"].contains("security-severity") == pii);
    if (pii) CHECK(rule["help"]["text"] == "What to do.");
  }
}

TEST_CASE("sarif: more results than a run may hold are told, not sent") {
  const Json run = told_by(sarif, with_many(25'001))["runs"][0];
  CHECK(run["results"].size() == 25'000);
  CHECK_THAT(run["invocations"][0].dump(), ContainsSubstring("1 result left out"));
}

TEST_CASE("agent: each finding says what is wrong, with what evidence, where, and what to change") {
  Report report = samples::mixed();
  report.excerpts = {
      {"shop/models/marts/orders.sql", 12, {"select o.id", "from orders o", "left join payments p", ""}}};
  const Json told = told_by(agent, report);
  CHECK(told["verdict"] == "failed");
  REQUIRE(told["findings"].size() == 4);  // the info is nothing to mend
  const auto growth =
      std::ranges::find_if(told["findings"], [](const Json& f) { return f["rule"] == "row-count-diff/row-growth"; });
  REQUIRE(growth != told["findings"].end());
  CHECK((*growth)["line"] == 14);
  CHECK((*growth)["evidence"]["head_rows"] == 2'000'000);
  CHECK((*growth)["code"] == Json{"12: select o.id", "13: from orders o", "14: left join payments p", "15: "});
  CHECK_THAT((*growth)["repair"].get<std::string>(), ContainsSubstring("Check the joins"));
  CHECK((*growth)["also"].size() == 6);
  CHECK_THAT(told["next"].get<std::string>(), ContainsSubstring("Do not add waivers"));
}

TEST_CASE("agent: how a person accepts a finding is no repair") {
  Report report = samples::mixed();
  const auto repair = [&](const std::string& help) {
    for (Finding& finding : report.findings) finding.help = help;
    return told_by(agent, report)["findings"][0]["repair"].get<std::string>();
  };
  CHECK(repair("Aggregate b. If it is meant, waive it (tollgate waivers add); raise the limit. Or join on id.") ==
        "Aggregate b. Or join on id.");
  CHECK(repair("Bring it back, or waive it.") == "Bring it back, or waive it.");
}

TEST_CASE("agent: what was not judged is told apart, a waived finding is only counted, a green run says so") {
  CHECK(told_by(agent, samples::errored())["not_judged"].size() == 2);
  const Json waived = told_by(agent, samples::waived());
  CHECK(waived["findings"].size() == 1);
  CHECK(waived["waived"] == 2);
  CHECK(waived["known"] == 1);
  CHECK(waived["outside_the_diff"] == 1);
  const Json clean = told_by(agent, samples::clean());
  CHECK(clean["findings"].empty());
  CHECK(clean["next"] == "nothing to mend");
}

TEST_CASE("agent: many findings are cut, worst first, and the rest is counted") {
  const Json told = told_by(agent, with_many(500));
  CHECK(told["findings"].size() == 50);
  CHECK(told["findings_left_out"] == 450);
}

TEST_CASE("formats for machines hold no character that a log or a terminal would obey") {
  for (const Reporter* reporter : {&codequality, &sarif, &agent, &json}) {
    const std::string text = reporter->render(samples::hostile(), test_style()).body;
    INFO(reporter->id);
    CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c < 127); }));
    CHECK_THAT(text, !ContainsSubstring("##["));
  }
}

}  // namespace tollgate::reporters
