#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::vector<Model> base{{.name = "orders"}, {.name = "items"}};
/// Its SQL does not parse, which is an error of the gate `parse`.
const std::vector<Model> head{{.name = "orders", .sql = "select x from"}, {.name = "items"}};

std::string waiver(const std::string& subject = "model.shop.orders", const std::string& expires = "2026-12-31",
                   const std::string& rule = "parse/syntax-error") {
  return "- rule: " + rule + "\n  subject: " + subject +
         "\n  reason: mended by the next change\n  owner: ana\n  expires: " + expires + "\n";
}

/// A shop whose change does not parse; run as of a day within the tests' own time.
class Shop : public ShopFolder {
 public:
  Shop() : ShopFolder(base, head) {
    write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  }
  Ran run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments);
  }
};

json report_of(const Ran& ran) {
  INFO(ran.err);
  return json::parse(ran.out);
}

std::vector<std::string> rules_of(const json& report) {
  std::vector<std::string> rules;
  for (const json& finding : report["findings"]) {
    const bool waived = !finding["waived"].is_null();
    rules.push_back((waived ? "waived " : "") + finding["gate"].get<std::string>() + "/" +
                    finding["rule"].get<std::string>());
  }
  std::ranges::sort(rules);
  return rules;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("without a pull request the working tree's waivers count") {
  const Shop shop;
  CHECK(shop.run().code == 1);
  shop.write("tollgate-waivers.yml", waiver());
  const Ran ran = shop.run();
  CHECK(ran.code == 0);
  const json report = report_of(ran);
  CHECK(rules_of(report) == Rules{"waived parse/syntax-error"});
  CHECK(report["counts"]["waived"] == 1);
  CHECK(report["findings"][0]["waived"]["reason"] == "mended by the next change");
  CHECK(report["findings"][0]["waived"]["location"]["path"] == "tollgate-waivers.yml");
}

TEST_CASE("a wrong waiver file is exit 2, all errors at once, with line and suggestion") {
  const Shop shop;
  shop.write("tollgate-waivers.yml",
             "- rule: prase/syntax-error\n  subject: orders\n  reason: r\n  ower: ana\n  expires: 2026-12-32\n");
  const Ran ran = shop.run();
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:1:9: waiver.rule") &&
                          ContainsSubstring("did you mean \"parse/syntax-error\"?"));
  CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:2:12: waiver.subject"));
  CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:4:3: waiver: unknown key \"ower\"") &&
                          ContainsSubstring("did you mean \"owner\"?"));
  CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:5:12: waiver.expires: expected a day as YYYY-MM-DD"));
}

TEST_CASE("an expired waiver does not count and fails by itself; the day is the one given") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver("model.shop.orders", "2026-01-05"));
  CHECK(rules_of(report_of(shop.run())) == Rules{"parse/syntax-error", "waiver/expired"});  // streams say 2026-01-06
  const Ran before = shop.run({"--today", "2026-01-05"});
  CHECK(before.code == 0);
  CHECK(rules_of(report_of(before)) == Rules{"waived parse/syntax-error", "waiver/expires-soon"});
  CHECK_THAT(before.out, ContainsSubstring("judged as of 2026-01-05 (--today)"));
  CHECK(shop.run({"--today", "yesterday"}).code == 2);
}

TEST_CASE("in a pull request a waiver that base and head have alike counts without a word") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver());
  const std::string commit = shop.commit();
  const Ran ran = shop.run({"--base-sha", commit});
  CHECK(ran.code == 0);
  CHECK(rules_of(report_of(ran)) == Rules{"waived parse/syntax-error"});
}

TEST_CASE("a waiver that the pull request adds or edits counts, with a warning") {
  const Shop shop;
  std::string verb;
  SECTION("added") { verb = "adds"; }
  SECTION("edited") {
    shop.write("tollgate-waivers.yml", waiver("model.shop.orders", "2026-11-30"));
    verb = "edits";
  }
  const std::string commit = shop.commit();
  shop.write("tollgate-waivers.yml", waiver());
  const Ran ran = shop.run({"--base-sha", commit});
  CHECK(ran.code == 0);
  const json report = report_of(ran);
  CHECK(rules_of(report) == Rules{"waived parse/syntax-error", "waiver/added"});
  CHECK_THAT(ran.out, ContainsSubstring("this change " + verb + " the waiver of parse/syntax-error"));
  CHECK(shop.run({"--base-sha", commit, "--fail-on", "warning"}).code == 1);
}

TEST_CASE("a waiver that the pull request takes out does not count any more") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver());
  const std::string commit = shop.commit();
  SECTION("the entry") { shop.write("tollgate-waivers.yml", "[]\n"); }
  SECTION("the file") { std::filesystem::remove(shop.path("tollgate-waivers.yml")); }
  const Ran ran = shop.run({"--base-sha", commit});
  CHECK(ran.code == 1);
  CHECK(rules_of(report_of(ran)) == Rules{"parse/syntax-error"});
  CHECK_THAT(ran.out, ContainsSubstring("takes 1 waiver out of tollgate-waivers.yml"));
}

TEST_CASE("a waiver file that is wrong on base waives nothing by itself, and a pull request can mend it") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver("model.shop.orders", "never"));
  const std::string commit = shop.commit();
  shop.write("tollgate-waivers.yml", waiver());
  const Ran ran = shop.run({"--base-sha", commit});
  CHECK(ran.code == 0);
  CHECK(rules_of(report_of(ran)) == Rules{"waived parse/syntax-error", "waiver/added"});
  CHECK_THAT(ran.out, ContainsSubstring("is wrong on base"));
}

TEST_CASE("--policy does not change which waivers count") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver());
  const std::string commit = shop.commit();
  shop.write("elsewhere/mine.yml", shop.read("tollgate.yml"));
  shop.write("elsewhere/tollgate-waivers.yml", waiver("model.shop.items"));
  CHECK(shop.run({"--base-sha", commit, "--policy", shop.path("elsewhere/mine.yml")}).code == 0);
}

TEST_CASE("a waiver that nothing needs is told where its subject was judged, and nowhere else") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver() + waiver("model.shop.orders", "2026-12-31", "compile/unresolved-ref") +
                                         waiver("model.shop.items"));
  CHECK(rules_of(report_of(shop.run())) == Rules{"waived parse/syntax-error"});
  shop.write("tollgate-waivers.yml", waiver() + waiver("model.shop.orders.id") + waiver("model.shop.oders"));
  const Ran ran = shop.run();
  CHECK(rules_of(report_of(ran)) == Rules{"waived parse/syntax-error", "waiver/unused", "waiver/unused"});
  CHECK_THAT(ran.out, ContainsSubstring("did you mean \\\"model.shop.orders\\\"?"));
}

TEST_CASE("what could not be judged is not waived") {
  const Shop shop;
  shop.write("tollgate-waivers.yml", waiver());
  std::filesystem::remove(shop.path("target/manifest.json"));
  CHECK(shop.run().code == 3);
}

TEST_CASE("the rules about waivers are explained") {
  for (const char* rule : {"expired", "expires-soon", "unused", "added"}) {
    const Ran ran = run_tollgate({"explain", rule});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, ContainsSubstring("gate waiver"));
  }
  CHECK_THAT(run_tollgate({"explain"}).out, ContainsSubstring("expires-soon (warning)"));
}

namespace {

const char* const ends_soon =
    "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n    waiver_lifetime: 30d\n";

std::vector<std::string> adding(const std::string& expires, const std::string& subject = "model.shop.orders") {
  return {"waivers",          "add",     "--rule", "parse/syntax-error", "--subject", subject,   "--reason",
          "mended: \"soon\"", "--owner", "@ana",   "--expires",          expires,     "--today", "2026-01-06"};
}

Ran run_in(const Shop& shop, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--project-dir", shop.path()});
  return run_tollgate(arguments);
}

}  // namespace

TEST_CASE("a waiver that lasts longer than its layer allows is a wrong file") {
  const Shop shop;
  shop.write("tollgate.yml", ends_soon);
  shop.write("tollgate-waivers.yml", waiver("model.shop.orders", "2026-02-05"));
  CHECK(shop.run().code == 0);  // 30 days after 2026-01-06
  shop.write("tollgate-waivers.yml", waiver("model.shop.orders", "2026-02-06"));
  const Ran ran = shop.run();
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:1:3: waiver.expires: 2026-02-06 is 31 days ahead") &&
                          ContainsSubstring("the layer marts lasts 30 days at most") &&
                          ContainsSubstring("write 2026-02-05 or an earlier day"));
}

TEST_CASE("a waiver of the change as a whole lasts as long as the shortest of all layers allows") {
  const Shop shop;
  shop.write("tollgate.yml", ends_soon);
  shop.write("tollgate-waivers.yml", waiver("change", "2026-02-05"));
  CHECK(shop.run().code == 1);  // it covers no model, and is no internal error
  shop.write("tollgate-waivers.yml", waiver("change", "2026-02-06"));
  const Ran ran = shop.run();
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("a waiver in no layer lasts 30 days at most"));
}

TEST_CASE("waivers add appends to the file, byte for byte, and what it writes counts") {
  const Shop shop;
  CHECK(shop.run().code == 1);
  shop.write("tollgate-waivers.yml", "# ours\n[]\n");
  CHECK(run_in(shop, adding("2026-02-01")).code == 2);  // a comment and a list: told, and nothing is written
  CHECK(shop.read("tollgate-waivers.yml") == "# ours\n[]\n");
  shop.write("tollgate-waivers.yml", "# ours\n" + waiver("model.shop.items"));
  const std::string before = shop.read("tollgate-waivers.yml");
  const Ran ran = run_in(shop, adding("2026-02-01"));
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(shop.read("tollgate-waivers.yml").starts_with(before));
  CHECK(shop.run().code == 0);
  const Ran again = run_in(shop, adding("2026-02-01"));
  CHECK(again.code == 2);
  CHECK_THAT(again.err, ContainsSubstring("is waived twice"));
}

TEST_CASE("waivers add writes nothing that is wrong") {
  const Shop shop;
  shop.write("tollgate.yml", ends_soon);
  CHECK(run_in(shop, adding("2026-01-05")).code == 2);
  CHECK(run_in(shop, adding("2026-03-05")).code == 2);
  CHECK(run_in(shop, adding("soon")).code == 2);
  CHECK(run_in(shop, adding("2026-02-01", "orders")).code == 2);
  CHECK_FALSE(shop.has("tollgate-waivers.yml"));
}

TEST_CASE("waivers add refuses a rule or a subject that is not there, and says which was meant") {
  const Shop shop;
  const auto refused = [&](const std::string& subject) {
    const Ran ran = run_in(shop, adding("2026-02-01", subject));
    CHECK(ran.code == 2);
    CHECK_FALSE(shop.has("tollgate-waivers.yml"));
    return ran.err;
  };
  CHECK_THAT(refused("model.shop.oders"), ContainsSubstring("there is no such subject in") &&
                                              ContainsSubstring("did you mean \"model.shop.orders\"?"));
  CHECK_THAT(refused("orders"), ContainsSubstring("did you mean \"model.shop.orders\"?"));
  CHECK_THAT(refused("items.id"), ContainsSubstring("did you mean \"model.shop.items.id\"?"));
  CHECK_THAT(refused("model.shop.x_*"), ContainsSubstring("there is no such subject in"));
  CHECK_THAT(refused("model.shop.items.idd"),
             ContainsSubstring("model.shop.items has no column idd") && ContainsSubstring("did you mean \"id\"?"));
  std::vector<std::string> misspelt = adding("2026-02-01");
  misspelt[3] = "parse/sytax-error";
  CHECK_THAT(run_in(shop, misspelt).err, ContainsSubstring("did you mean \"parse/syntax-error\"?"));
  CHECK_FALSE(shop.has("tollgate-waivers.yml"));
}

TEST_CASE("waivers add takes what either side has, and what nobody can look up") {
  const ShopFolder shop({{.name = "orders"}, {.name = "removed"}},
                        {{.name = "orders"}, {.name = "torn", .sql = "select x from"}});
  const auto added = [&](const std::string& subject) {
    std::vector<std::string> arguments = adding("2026-02-01", subject);
    arguments[3] = "pii-scan/exposed";  // of models, columns and what they read
    arguments.insert(arguments.end(), {"--project-dir", shop.path()});
    const Ran ran = run_tollgate(arguments);
    INFO(subject << "\n" << ran.err);
    CHECK(ran.code == 0);
    return ran.err;
  };
  added("model.shop.removed");  // head has it no more: that is what the finding says
  added("model.shop.removed.id");
  added("model.shop.torn.any");  // whose columns are not known
  added("model.shop.orders.* (*)");
  CHECK_THAT(added("change"), !ContainsSubstring("nobody looked"));
  CHECK_THAT(added("model.shop.orders.id"), !ContainsSubstring("nobody looked"));
  std::filesystem::remove_all(shop.path("target"));
  std::filesystem::remove_all(shop.path("target-base"));
  CHECK_THAT(added("model.shop.nowhere"), ContainsSubstring("there is no manifest in") &&
                                              ContainsSubstring("nobody looked whether there is such a subject"));
}

TEST_CASE("waivers add refuses a subject that no finding of the rule can have, with what they look like") {
  const Shop shop;
  const auto add = [&](const std::string& rule, const std::string& subject) {
    std::vector<std::string> arguments = adding("2026-02-01", subject);
    arguments[3] = rule;
    return run_in(shop, arguments);
  };
  const Ran bare = add("lineage-diff/join-changed", "model.shop.items");
  CHECK(bare.code == 2);
  CHECK_THAT(bare.err, ContainsSubstring("no finding of lineage-diff/join-changed has such a subject") &&
                           ContainsSubstring("model.shop.items (join key changed …)") &&
                           ContainsSubstring("(*) stands for whatever is in the parentheses"));
  CHECK(add("lineage-diff/join-changed", "model.shop.items (nonsense)").code == 2);
  CHECK(add("lineage-diff/join-changed", "model.shop.items.id").code == 2);
  CHECK(add("row-count-growth", "model.shop.items (2023)").code == 2);
  CHECK(add("row-count-growth", "model.shop.* (*)").code == 2);
  CHECK_FALSE(shop.has("tollgate-waivers.yml"));
  CHECK(add("lineage-diff/join-changed", "model.shop.items (join key changed a.id = b.id)").code == 0);
  CHECK(add("lineage-diff/join-changed", "model.shop.items (*)").code == 0);
  CHECK(add("lineage-diff/join-changed", "model.shop.it* (join*)").code == 0);
  CHECK(add("lineage-diff/re-sourced", "model.shop.items.id").code == 0);
  CHECK(add("row-count-growth", "model.shop.items").code == 0);
}

TEST_CASE("waivers add says where a report at hand has no such finding, and writes all the same") {
  const Shop shop;
  shop.check({"--format", "json:" + shop.path("out.json"), "--today", "2026-01-10"});
  const auto add = [&](const std::string& rule, const std::string& subject, const std::string& report) {
    std::vector<std::string> arguments = adding("2026-02-01", subject);
    arguments[3] = rule;
    arguments.insert(arguments.end(), {"--report", shop.path(report)});
    return run_in(shop, arguments);
  };
  const Ran other = add("parse/syntax-error", "model.shop.items", "out.json");
  CHECK(other.code == 0);
  CHECK_THAT(other.err, ContainsSubstring("has no finding of parse/syntax-error with that subject") &&
                            ContainsSubstring("it has model.shop.orders\n"));
  CHECK_THAT(add("row-count-growth", "model.shop.items", "out.json").err,
             ContainsSubstring("has no finding of row-count-diff/row-count-growth, so nothing"));
  const Ran there = add("parse/syntax-error", "model.shop.ord*", "out.json");
  CHECK(there.code == 0);
  CHECK_THAT(there.err, !ContainsSubstring("out.json"));
  // Of columns that one finding tells together, and of what is folded into another.
  shop.write("folded.json", R"({"findings": [{"gate": "lineage-diff", "rule": "re-sourced", "columns": ["a", "id"],
    "subject": {"id": "model.shop.items", "column": "", "relation": "from x now"},
    "folded": [{"gate": "row-count-diff", "rule": "row-count-growth", "subject": {"id": "model.shop.items"}}]}]})");
  CHECK_THAT(add("lineage-diff/re-sourced", "model.shop.items.id", "folded.json").err, !ContainsSubstring("folded"));
  shop.write("tollgate-waivers.yml", "");
  CHECK_THAT(add("row-count-growth", "model.shop.items", "folded.json").err, !ContainsSubstring("folded.json has"));
  const std::string before = shop.read("tollgate-waivers.yml");
  for (const char* wrong : {"none.json", "tollgate.yml", "target/manifest.json"}) {
    const Ran ran = add("parse/syntax-error", "model.shop.orders", wrong);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("--report ") && ContainsSubstring("--format json:FILE"));
  }
  CHECK(shop.read("tollgate-waivers.yml") == before);
}

TEST_CASE("waivers list and check tell the state of each") {
  const Shop shop;
  CHECK_THAT(run_in(shop, {"waivers", "list"}).out, ContainsSubstring("no waivers"));
  shop.write("tollgate-waivers.yml",
             waiver("model.shop.orders", "2026-01-05") + waiver("model.shop.items", "2026-01-20"));
  const Ran list = run_in(shop, {"waivers", "list", "--today", "2026-01-06"});
  CHECK(list.code == 0);
  CHECK(run_in(shop, {"waivers", "list", "--base", "target-base"}).code == 2);  // it reads the file alone
  CHECK_THAT(list.out, ContainsSubstring("expired parse/syntax-error for model.shop.orders") &&
                           ContainsSubstring("expires soon parse/syntax-error for model.shop.items"));
  const json listed = json::parse(run_in(shop, {"waivers", "list", "--format", "json", "--today", "2026-01-01"}).out);
  CHECK(listed[0]["state"] == "expires soon");
  CHECK(listed[1]["line"] == 6);
  const Ran check = run_in(shop, {"waivers", "check", "--today", "2026-01-06"});
  CHECK(check.code == 1);
  CHECK_THAT(check.out, ContainsSubstring("2 waivers, 1 expired"));
  CHECK(run_in(shop, {"waivers", "check", "--today", "2026-01-05"}).code == 0);
  shop.write("tollgate-waivers.yml", "- rule: no\n");
  CHECK(run_in(shop, {"waivers", "check"}).code == 2);
}
