// tollgate-waivers.yml: what is read, what is refused and with which words, and which side's waivers count.
#include "policy/waivers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;
using policy::load_waivers;
using policy::LoadedWaivers;
using policy::waivers_of_change;

namespace {

constexpr const char* good = R"(# known findings
- rule: row-count-diff/rows-grew
  subject: model.shop.orders
  reason: >
    the backfill of 2019
    doubles it once
  owner: "@ana"
  expires: 2026-12-31
- {rule: syntax-error, subject: model.shop.items.net (o.net), reason: r, owner: o, expires: "2027-01-01"}
)";

LoadedWaivers loaded(const std::string& text) { return load_waivers(text, "shop/tollgate-waivers.yml", gates); }

std::string refusals_of(const std::string& text) {
  std::string all;
  const LoadedWaivers read = loaded(text);
  CHECK(read.waivers.empty());
  for (const Diagnostic& problem : read.problems) all += to_text(problem) + "\n";
  return all;
}

/// An entry that is right but for what replaces one of its lines.
std::string entry(const std::string& key, const std::string& line) {
  std::string text = "-";
  for (const auto& [name, value] :
       {std::pair("rule", "rows-grew"), std::pair("subject", "model.shop.orders"), std::pair("reason", "backfill"),
        std::pair("owner", "ana"), std::pair("expires", "2026-12-31")}) {
    const std::string usual = std::string(name) + ": " + value;
    if (name == key && line.empty()) continue;
    text += (text == "-" ? " " : "  ") + (name == key ? line : usual) + "\n";
  }
  return text;
}

Waiver waiver(const std::string& subject, const std::string& expires = "2026-12-31", const std::string& owner = "ana") {
  LoadedWaivers read = loaded("- {rule: rows-grew, subject: " + subject + ", reason: r, owner: " + owner +
                              ", expires: " + expires + "}");
  REQUIRE(read.waivers.size() == 1);
  return read.waivers.front();
}

}  // namespace

TEST_CASE("a waiver file is a list of rule, subject, reason, owner and expires") {
  const LoadedWaivers read = loaded(good);
  CHECK(read.problems.empty());
  REQUIRE(read.waivers.size() == 2);
  const Waiver& first = read.waivers[0];
  CHECK(first.gate == "row-count-diff");
  CHECK(first.rule == "rows-grew");
  CHECK(first.subject == "model.shop.orders");
  CHECK(first.reason == "the backfill of 2019 doubles it once");
  CHECK(first.owner == "@ana");
  CHECK(day_text(first.expires) == "2026-12-31");
  CHECK(first.location.path == "shop/tollgate-waivers.yml");
  CHECK(first.location.line == 2);
  CHECK_FALSE(first.added);
  CHECK(read.waivers[1].gate == "parse");  // the rule alone says which gate
  CHECK(read.waivers[1].subject == "model.shop.items.net (o.net)");
}

TEST_CASE("a file without waivers is right") {
  for (const char* text : {"", "# none today\n", "[]\n", "---\n", "~\n"}) {
    INFO(text);
    CHECK(loaded(text).problems.empty());
    CHECK(loaded(text).waivers.empty());
  }
}

TEST_CASE("each of the five is required, and each that is missing is told with its place") {
  for (const char* key : {"rule", "subject", "reason", "owner", "expires"}) {
    INFO(key);
    CHECK(loaded(entry("none", "")).problems.empty());
    CHECK_THAT(refusals_of(entry(key, "")), ContainsSubstring("shop/tollgate-waivers.yml:1:3: waiver: no `" +
                                                              std::string(key) + "`\n  hint: a waiver has all of"));
    CHECK_FALSE(refusals_of(entry(key, std::string(key) + ":")).empty());
    CHECK_FALSE(refusals_of(entry(key, std::string(key) + ": '  '")).empty());
    CHECK_FALSE(refusals_of(entry(key, std::string(key) + ": [a]")).empty());
  }
  const std::string none = refusals_of("- {}\n");
  CHECK(std::count(none.begin(), none.end(), '\n') == 10);  // five problems, each with its hint
}

TEST_CASE("what is wrong is told with line and column, and with what was meant") {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {entry("reason", "raeson: x"), ":3:3: waiver: unknown key \"raeson\"\n  hint: did you mean \"reason\"?"},
      {entry("rule", "rule: row-grew"),
       ":1:9: waiver.rule: expected a rule, `rule` or `gate/rule`, found \"row-grew\"\n"
       "  hint: did you mean \"rows-grew\"?"},
      {entry("rule", "rule: row-count-dif/rows-grew"), "did you mean \"row-count-diff/rows-grew\"?"},
      {entry("rule", "rule: parse/rows-grew"), "expected a rule"},
      {entry("rule", "rule: something else"), "`tollgate explain` lists the rules"},
      {entry("subject", "subject: orders"), ":2:12: waiver.subject: expected a unique_id such as model.shop.orders"},
      {entry("subject", "subject: model.shop"), "expected a unique_id"},
      {entry("subject", "subject: model.shop..net"), "expected a unique_id"},
      {entry("subject", "subject: '*'"), "expected a unique_id"},
      {entry("subject", "subject: '*.shop.orders'"), "expected a unique_id"},
      {entry("subject", "subject: model.shop.*"), "\"model.shop.*\" names everything"},
      {entry("expires", "expires: 2026-02-30"), ":5:12: waiver.expires: expected a day as YYYY-MM-DD, found"},
      {entry("expires", "expires: never"), "expected a day as YYYY-MM-DD, found \"never\""},
      {entry("expires", "expires: 2026-12-31T00:00:00"), "expected a day"},
      {"rule: x\n", ":1:1: waivers: expected a list (`- rule: …` entries), found a mapping"},
      {"- rows-grew\n", ":1:3: waiver: expected a mapping"},
      {entry("none", "") + entry("none", ""),
       ":6:3: waiver: row-count-diff/rows-grew is waived twice for "
       "\"model.shop.orders\", first on line 1"},
      {"- &a {rule: x}\n", "anchors (`&name`) are not allowed in a waiver file"},
      {"- rule: 'x\n", "not valid YAML"}};
  for (const auto& [text, message] : wrong) {
    INFO(text);
    CHECK_THAT(refusals_of(text), ContainsSubstring(message));
  }
}

TEST_CASE("what is said about the policy or a waiver can't be waived") {
  for (const char* rule : {"policy-loosened", "policy/policy-loosened", "waiver/expired"}) {
    INFO(rule);
    CHECK_THAT(refusals_of(entry("rule", "rule: " + std::string(rule))), ContainsSubstring("can't be waived"));
  }
}

TEST_CASE("a subject may have wildcards, a column and a relation, and may be the change") {
  for (const char* subject : {"model.shop.ord*", "model.shop.orders.*", "model.*.orders", "change",
                              "test.shop.not_null_orders_id.1f2e", "metric.shop.revenue (measures.net)"}) {
    INFO(subject);
    CHECK(loaded(entry("subject", "subject: " + std::string(subject))).problems.empty());
  }
}

TEST_CASE("a waiver that base has just so counts; what head adds or edits is marked, what it removes is gone") {
  const std::vector<Waiver> base{waiver("model.shop.a"), waiver("model.shop.b"), waiver("model.shop.c")};
  const auto change =
      waivers_of_change(base, {waiver("model.shop.d"), waiver("model.shop.b", "2027-12-31"), waiver("model.shop.a")});
  REQUIRE(change.in_force.size() == 3);
  CHECK(change.in_force[0].added);
  CHECK_FALSE(change.in_force[0].edited);
  CHECK(change.in_force[1].added);
  CHECK(change.in_force[1].edited);
  CHECK_FALSE(change.in_force[2].added);
  CHECK(change.removed == 1);
  CHECK(waivers_of_change({waiver("model.shop.a")}, {waiver("model.shop.a", "2026-12-31", "bob")}).in_force[0].edited);
}

TEST_CASE("the schema of the waiver file knows the rules and asks for all five") {
  const auto schema = nlohmann::json::parse(policy::waivers_json_schema(gates));
  const auto& item = schema.at("items");
  CHECK(item.at("required").size() == 5);
  CHECK(item.at("additionalProperties") == false);
  const std::string rules = item.at("properties").at("rule").at("enum").dump();
  CHECK_THAT(rules, ContainsSubstring("\"rows-grew\"") && ContainsSubstring("\"row-count-diff/rows-grew\""));
}
