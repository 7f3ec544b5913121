// The page as a text: one file, nothing loaded, nothing of a report that could be markup. What it does in a browser:
// tests/contract/page.mjs.
#include <nlohmann/json.hpp>
#include <regex>

#include "core/digest.hpp"
#include "reporters/page_texts.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/large_report.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

std::string page_of(const Report& report) { return html.render(report, test_style()).body; }

/// What stands between two texts, the first time.
std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t from = text.find(before);
  REQUIRE(from != std::string::npos);
  const std::size_t start = from + before.size();
  return text.substr(start, text.find(after, start) - start);
}

Json block(const std::string& page, const std::string& id) {
  return Json::parse(between(page, "<script type=\"application/json\" id=\"" + id + "\">", "</script>"));
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("html: the page carries the whole report of the json format") {
  for (const samples::Sample& sample : samples::all) {
    const Report report = sample.make();
    CHECK(block(page_of(report), "report") == Json::parse(json_of(report)));
  }
}

TEST_CASE("html: the page carries excerpts, rule texts and the lineage") {
  Report report = samples::mixed();
  report.excerpts = {{"a.sql", 3, {"select </script>"}}};
  report.rules = {{"parse", "star", Severity::info, "What.", "Do."}};
  report.lineage.nodes = {
      {"model.shop.a", "a", "model", "marts", DrawnState::changed, {"join added"}, {{"x", DrawnState::lost, "lost"}}}};
  report.lineage.edges = {{0, 0, 0, -1, DrawnState::added}};
  const Json more = block(page_of(report), "more");
  CHECK(more["excerpts"][0]["lines"][0] == "select </script>");
  CHECK(more["rules"][0]["advice"] == "Do.");
  CHECK(more["lineage"]["nodes"][0]["columns"][0]["state"] == "lost");
  CHECK(more["lineage"]["edges"][0]["state"] == "added");
}

TEST_CASE("html: nothing of a hostile report can end its block or be markup") {
  const std::string hostile = page_of(samples::hostile());
  const std::string harmless = page_of(samples::clean());
  for (const std::string_view what : {"<script", "</script", "<style", "<!--", "<iframe", "<img"}) {
    INFO(what);
    CHECK(count_of(hostile, what) == count_of(harmless, what));
  }
  CHECK(count_of(hostile, "\x1b") == 0);
}

TEST_CASE("html: without scripts the page has its findings, what was not judged and the counts") {
  const std::string plain = between(page_of(samples::mixed()), "<noscript>", "</noscript>");
  CHECK_THAT(plain, ContainsSubstring("<h1>FAIL: tollgate: shop</h1>") && ContainsSubstring("<h2>Findings (5)</h2>"));
  CHECK(count_of(plain, "<article class=\"finding ") == 5);
  CHECK_THAT(plain, ContainsSubstring("orders grew from 1,000,000 to 2,000,000 rows") &&
                        ContainsSubstring("<code>shop/models/marts/orders.sql:14:3</code>") &&
                        ContainsSubstring("--subject model.shop.orders "));
  CHECK_THAT(plain, ContainsSubstring("<td>+1,000,000 (+100 %)</td>"));
  const std::string unjudged = between(page_of(samples::errored()), "<noscript>", "</noscript>");
  CHECK_THAT(unjudged, ContainsSubstring("<h2>Not judged</h2>") && ContainsSubstring("row-count-diff: orders, totals"));
}

TEST_CASE("html: of many findings the plain list has the worst 500 and counts the rest") {
  const Report large = samples::large(100, 700);
  const std::string plain = between(page_of(large), "<noscript>", "</noscript>");
  CHECK(count_of(plain, "<article class=\"finding ") == 500);
  CHECK_THAT(plain, ContainsSubstring("and 200 more findings"));
  CHECK(plain.find("finding error") < plain.find("finding warning"));
}

TEST_CASE("html: the security policy names exactly the page's own style and scripts, and lets nothing be loaded") {
  const std::string page = page_of(samples::mixed());
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\">");
  CHECK_THAT(policy, ContainsSubstring("default-src 'none'"));
  for (const char* name : {"script", "dagre", "style"}) {
    CHECK_FALSE(page_text(name).empty());
    CHECK_THAT(policy, ContainsSubstring("'sha256-" + sha256_base64(page_text(name)) + "'"));
  }
  CHECK(count_of(policy, "sha256-") == 3);
  CHECK_THAT(policy, !ContainsSubstring("unsafe"));
  CHECK_FALSE(std::regex_search(page.substr(0, page.find("application/json")), std::regex("(src|href)=\"[^#]")));
}

TEST_CASE("the digest of a script as a security policy names it") {
  // The example of CSP Level 3, "hash-source": alert('Hello, world.');
  CHECK(sha256_base64("alert('Hello, world.');") == "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
}

}  // namespace tollgate::reporters
