// The text of the comment: what it holds, what it leaves out when there is too much, and that nothing in it is obeyed.
#include <algorithm>
#include <sstream>
#include <string>

#include "core/digest.hpp"
#include "reporters/comment_body.hpp"
#include "reporters/comment_marker.hpp"
#include "reporters/escape.hpp"
#include "reporters/lineage_mermaid.hpp"
#include "reporters/utf8.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

/// `count` findings, every third an error; changes grow with the number.
Report large(std::size_t count, std::size_t length = 60) {
  Report report = samples::mixed();
  report.findings.clear();
  for (std::size_t i = 0; i < count; ++i) {
    Finding finding;
    finding.gate = i % 2 == 0 ? "row-count-diff" : "parse";
    finding.rule = "row-growth";
    finding.severity = i % 3 == 0 ? Severity::error : Severity::warning;
    finding.subject.id = "model.shop.m" + std::to_string(i);
    finding.location = {"shop/models/m" + std::to_string(i) + ".sql", 3, 0};
    finding.message = std::string(length, 'x');
    finding.help = "Look at " + std::to_string(i) + ".";
    finding.evidence = {{"change_pct", static_cast<double>(i)}};
    report.findings.push_back(finding);
  }
  return report;
}

bool is_utf8(const std::string& text) {
  std::string again;
  each_code_point(text, [&](char32_t point) { append_utf8(again, point); });
  return again == text;
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

LineageDrawing drawing(std::size_t edges, std::size_t changed) {
  LineageDrawing made;
  made.nodes.push_back({"source.a", "a", "source", "", DrawnState::same, {}, {}});
  made.nodes.push_back({"model.b",
                        "b\"]; click n0 \"javascript:alert(1)\"\n```",
                        "model",
                        "marts",
                        DrawnState::changed,
                        {"join added"},
                        {}});
  for (std::size_t i = 0; i < edges; ++i) {
    made.nodes[0].columns.push_back({"c" + std::to_string(i), DrawnState::same, ""});
    made.nodes[1].columns.push_back({"d" + std::to_string(i), DrawnState::same, ""});
    const auto at = static_cast<std::int32_t>(i);
    made.edges.push_back({0, at, 1, at, i < changed ? DrawnState::lost : DrawnState::same});
  }
  return made;
}

}  // namespace

TEST_CASE("the first line is a marker with the digest of the rest") {
  const std::string text = comment_text(samples::mixed(), "shop");
  const auto marker = marker_in(text);
  REQUIRE(marker);
  CHECK(marker->key == "shop");
  CHECK(marker->findings == 5);
  CHECK(marker->digest == sha256_hex(text.substr(text.find('\n') + 1)));
  CHECK(text.rfind("<!-- tollgate:shop v1 sha256=" + marker->digest + " -->\n", 0) == 0);
  CHECK(comment_text(samples::mixed(), "shop") == text);
}

TEST_CASE("a marker is one only on the first line and whole") {
  const std::string text = marked("shop", 2, 1, "body");
  REQUIRE(marker_in(text));
  CHECK(marker_in(text)->findings == 2);
  CHECK(marker_in(text)->resolved == 1);
  CHECK_FALSE(marker_in("> " + text));
  CHECK_FALSE(marker_in("\n" + text));
  CHECK_FALSE(marker_in(""));
  CHECK_FALSE(marker_in("<!-- tollgate:shop v1 sha256=00 -->\n"));
  CHECK_FALSE(marker_in("<!-- tollgate:shop v2 sha256=" + std::string(64, 'a') + " -->\n"));
}

TEST_CASE("keys tell projects and runs apart and cannot leave the marker") {
  CHECK(comment_key("shop", "") == "shop");
  CHECK(comment_key("shop", "nightly") == "shop/nightly");
  CHECK(comment_key("shop/nightly", "") != comment_key("shop", "nightly"));
  CHECK(comment_key("a --> <script>\n", "").find_first_of(" <>\n") == std::string::npos);
  CHECK(comment_key(std::string(10'000, 'n'), std::string(10'000, '<')).size() <= 150);
  CHECK(comment_key(std::string(10'000, 'n'), "") != comment_key(std::string(10'001, 'n'), ""));
}

TEST_CASE("a finding is told with its advice, figures and code") {
  Report report = samples::mixed();
  report.excerpts = {
      {"shop/models/marts/orders.sql", 13, {"select", "  left join payments ``` on /merge", "  using (id)"}}};
  const std::string text = comment_text(report, "shop");
  CHECK_THAT(text, ContainsSubstring("❌ **error** <code>orders</code> <code>row-count-diff/row-growth</code> at "));
  CHECK_THAT(text, ContainsSubstring("**What to do:** Check the joins"));
  CHECK_THAT(text, ContainsSubstring("**Figures:** changed by 100 %\n"));  // the message has the others
  CHECK_THAT(text, ContainsSubstring("\n````text\n    13 | select\n>   14 |   left join payments ``` on /merge\n"));
  CHECK_THAT(text, ContainsSubstring("policy <code>aaaaaaaaaaaa</code> · tollgate 0.1.0</sub>\n"));
}

TEST_CASE("gates that had nothing to judge take no row of the comment") {
  Report report = samples::mixed();
  report.gates.push_back("explain");
  CHECK_THAT(comment_text(report, "shop"), !ContainsSubstring("explain"));
  CHECK_THAT(markdown.render(report, test_style()).body, ContainsSubstring("<code>explain</code>"));
}

TEST_CASE("labels to add are not told: once they are there the comment would say something else") {
  Report report = samples::people();
  const std::string before = comment_text(report, "shop");
  CHECK_THAT(before, ContainsSubstring("| missing | the prompt, or its hash |") && ContainsSubstring("- budget "));
  report.pull_request->labels_to_add.clear();
  CHECK(comment_text(report, "shop") == before);
}

TEST_CASE("what passed without a finding is green and says how much is resolved") {
  Report report = samples::clean();
  report.pull_request.emplace().head_commit = "0123456789abcdef";
  CHECK_FALSE(has_something_to_say(report));
  CHECK_THAT(comment_text(report, "shop"), ContainsSubstring("## ✅ tollgate: PASS\n\npassed at "
                                                             "<code>0123456789abcdef</code>\n"));
  CHECK_THAT(comment_text(report, "shop", 3), ContainsSubstring("</code>; 3 findings resolved\n"));
  CHECK(has_something_to_say(samples::mixed()));
  CHECK(has_something_to_say(samples::errored()));
}

TEST_CASE("too much is left out in steps, at rows, and it is said") {
  const Report report = large(300);
  const std::string full = comment_text(report, "shop", 0, 1'000'000);
  CHECK(times(full, "**What to do:**") == 300);
  CHECK_THAT(full, !ContainsSubstring("Left out"));
  const std::string errors = comment_text(report, "shop", 0, full.size() - 1);
  CHECK(times(errors, "**What to do:**") == 100);
  CHECK(times(errors, "\n| warning |") == 200);
  CHECK_THAT(errors, ContainsSubstring("Left out here") && ContainsSubstring("the details of warnings and infos"));
  const std::string tables = comment_text(report, "shop", 0, errors.size() - 1);
  CHECK(times(tables, "**What to do:**") == 0);
  CHECK(times(tables, "\n| error |") == 40);
  CHECK_THAT(tables, ContainsSubstring("and 130 more findings of <code>parse</code>"));
  CHECK(tables.find("<code>model.shop.m297</code>") <
        tables.find("<code>model.shop.m294</code>"));  // the largest first
  const std::string counts = comment_text(report, "shop", 0, tables.size() - 1);
  CHECK_THAT(counts, ContainsSubstring("| <code>parse</code> | 50 | 100 | 0 |"));
  CHECK_THAT(counts, ContainsSubstring("all 300 findings") && !ContainsSubstring("model.shop.m297"));
  for (const std::string& text : {full, errors, tables, counts})
    CHECK_THAT(text, ContainsSubstring("tollgate 0.1.0</sub>\n"));
  CHECK(errors.size() < full.size());
  CHECK(tables.size() < errors.size());
  CHECK(counts.size() < tables.size());
}

TEST_CASE("no comment is larger than a forge takes, and every one is whole UTF-8") {
  Report wide = large(1'000, 900);
  for (Finding& finding : wide.findings) {
    finding.subject.id += "\xe8\xa1\xa8";
    finding.message += "\xe8\xa1\xa8\xe8\xa1\xa8";
  }
  for (int i = 0; i < 70; ++i) wide.layers.push_back({std::string(1'000, 'l') + std::to_string(i), {}, "any", 0});
  for (const Report& report :
       {large(0), large(40), large(150), large(1'000), large(10'000), samples::hostile(), wide}) {
    const std::string text = comment_text(report, "shop");
    CHECK(text.size() <= largest_comment);
    CHECK(is_utf8(text));
    CHECK(times(text, "<details>") == times(text, "</details>"));
    CHECK_THAT(text, ContainsSubstring("</sub>\n"));
  }
}

TEST_CASE("no line of a comment is a quick action, a mention or a tag of others") {
  Report report = samples::hostile();
  report.headline = "/merge";
  report.findings[0].message = "/approve @octocat <script>alert(1)</script> --> <!-- tollgate:shop";
  report.excerpts = {{report.findings[0].location.path, 1, {"/close", "```", "/merge"}}};
  report.lineage = drawing(3, 1);
  const std::string text = comment_text(report, comment_key(report.project, ""));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CHECK_FALSE(line.starts_with("/"));
    CHECK_FALSE(line.starts_with("::"));
  }
  CHECK(times(text, "<script") == 0);
  CHECK(times(text, "@octocat") == 0);
  CHECK(times(text, "<!--") == 2);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("the lineage is drawn when it is small, or what changes of it is") {
  const std::string small = lineage_mermaid(drawing(3, 1));
  CHECK_THAT(small, ContainsSubstring("flowchart LR\n  subgraph n0[\"a\"]\n    c0_0[\"c0\"]\n"));
  CHECK_THAT(small, ContainsSubstring("  c0_0 -.-> c1_0\n  c0_1 --> c1_1\n"));
  CHECK_THAT(small, !ContainsSubstring("\"javascript") && !ContainsSubstring("`"));
  const std::string changed = lineage_mermaid(drawing(41, 2));
  CHECK(times(changed, "-.->") == 2);
  CHECK(times(changed, "-->") == 0);
  CHECK(lineage_mermaid(drawing(60, 41)).empty());
  CHECK(lineage_mermaid(drawing(5, 0)).empty());
  CHECK(lineage_mermaid({}).empty());
  LineageDrawing to_exposure = drawing(1, 1);
  to_exposure.nodes.push_back({"exposure.e", "dashboard", "exposure", "", DrawnState::same, {}, {}});
  to_exposure.edges.push_back({1, 0, 2, -1, DrawnState::added});
  CHECK_THAT(lineage_mermaid(to_exposure),
             ContainsSubstring("  n2[\"dashboard\"]\n") && ContainsSubstring("  c1_0 ==> n2\n"));
}

}  // namespace tollgate::reporters
