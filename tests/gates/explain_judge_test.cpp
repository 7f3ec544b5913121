// The judge of plans on plans that PostgreSQL made of tests/gates/plans/*.sql (`make` beside them makes them anew).
#include "gates/explain/judge.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/error.hpp"
#include "gates/explain/catalogue_json.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"
#include "tests/gates/explain_plans.hpp"

using namespace tollgate;
using namespace tollgate::explain;
using nlohmann::json;
using test_gates::plans_file;

namespace {

std::vector<json> cases() {
  std::istringstream lines(plans_file("plans.jsonl"));
  std::vector<json> all;
  for (std::string line; std::getline(lines, line);) all.push_back(json::parse(line));
  return all;
}

const Catalogue& shop() {
  static const Catalogue catalogue = read_catalogue(plans_file("catalogue.json"));
  return catalogue;
}

std::vector<PlanFinding> judged(const json& one, const Catalogue& catalogue, const Thresholds& limits = {}) {
  std::vector<PlanFinding> findings;
  const std::string sql = one.at("sql");
  const Plan plan = read_plan(one.at("plan").dump());
  sql::run_on_deep_stack(sql::stack_to_walk(1 << 20), [&] {
    if (!one.contains("base")) {
      findings = judge_plan({sql, &plan}, std::nullopt, catalogue, limits);
      return;
    }
    const std::string base_sql = one["base"].at("sql");
    const Plan base = read_plan(one["base"].at("plan").dump());
    findings = judge_plan({sql, &plan}, Explained{base_sql, &base}, catalogue, limits);
  });
  return findings;
}

json named(const std::string& name) {
  for (json& one : cases()) {
    if (one.at("name") == name) return one;
  }
  FAIL("no case " << name);
  return {};
}

const PlanFinding& of_rule(const std::vector<PlanFinding>& findings, std::string_view rule) {
  for (const PlanFinding& finding : findings) {
    if (finding.rule == rule) return finding;
  }
  FAIL("no finding of " << rule);
  return findings.front();
}

}  // namespace

TEST_CASE("every case raises what it must, and spares what it must") {
  const auto all = cases();
  REQUIRE(all.size() > 90);
  for (const json& one : all) {
    std::set<std::string> rules;
    for (const PlanFinding& finding : judged(one, shop())) rules.emplace(finding.rule);
    INFO(one.at("name"));
    for (const std::string rule : one.at("raises")) {
      INFO("must raise " << rule);
      CHECK(rules.count(rule) == 1);
    }
    for (const std::string rule : one.at("spares")) {
      INFO("must not raise " << rule);
      CHECK(rules.count(rule) == 0);
    }
  }
}

TEST_CASE("a finding names what it is about, and never twice the same") {
  std::set<std::string_view> known;
  for (const Rule& rule : plan_rules()) known.insert(rule.id);
  for (const json& one : cases()) {
    const std::string sql = one.at("sql");
    std::set<std::pair<std::string, std::string>> seen;
    for (const PlanFinding& finding : judged(one, shop())) {
      INFO(one.at("name") << ": " << finding.rule);
      CHECK(known.count(finding.rule) == 1);
      CHECK(finding.severity != Severity::off);
      CHECK_FALSE(finding.message.empty());
      CHECK_FALSE(finding.advice.empty());
      CHECK(finding.location < static_cast<int>(sql.size()));
      CHECK(seen.emplace(finding.rule, finding.relation).second);
    }
  }
}

TEST_CASE("rules are in order, each with summary and advice") {
  std::string_view before;
  for (const Rule& rule : plan_rules()) {
    CHECK(before < rule.id);
    CHECK_FALSE(rule.summary.empty());
    CHECK_FALSE(rule.advice.empty());
    before = rule.id;
  }
}

TEST_CASE("what hides a column from its index weighs less where another index finds few rows") {
  const auto findings = judged(named("function where another index serves"), shop());
  CHECK(of_rule(findings, "function-on-column").severity == Severity::info);
  const auto alone = judged(named("function on an index"), shop());
  CHECK(of_rule(alone, "function-on-column").severity == Severity::warning);
}

TEST_CASE("a table that is only written takes no confidence from what is read") {
  const auto findings = judged(named("insert of a select"), shop());
  CHECK(of_rule(findings, "seq-scan-selective").confidence == Confidence::high);
}

TEST_CASE("a product that is made anew for each row tells how often") {
  const auto findings = judged(named("product for each row"), shop());
  CHECK_THAT(of_rule(findings, "cartesian-product").message, ContainsSubstring(" pairs, for each of 20,000 rows"));
}

TEST_CASE("a sum through a CTE points at the join within it") {
  const json one = named("sum through a CTE of the join");
  const auto findings = judged(one, shop());
  const PlanFinding& finding = of_rule(findings, "fanout-trap");
  CHECK_THAT(finding.message, ContainsSubstring("shop.purchases p") && ContainsSubstring("shop.lines l"));
  CHECK(finding.location == static_cast<int>(one.at("sql").get<std::string>().find("= p.id")));
}

TEST_CASE("a product tells its figures and its place") {
  const json one = named("product forgotten");
  const auto findings = judged(one, shop());
  const PlanFinding& finding = of_rule(findings, "cartesian-product");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.confidence == Confidence::high);
  CHECK_THAT(finding.message, ContainsSubstring("shop.purchases p") && ContainsSubstring("shop.refunds r"));
  CHECK(one.at("sql").get<std::string>().substr(static_cast<std::size_t>(finding.location), 14) == "shop.refunds r");
}

TEST_CASE("a product within a view is told with less confidence") {
  const auto findings = judged(named("product in a view"), shop());
  CHECK(of_rule(findings, "cartesian-product").confidence == Confidence::medium);
}

TEST_CASE("a self join has two relations: the alias is told") {
  const auto findings = judged(named("product of both sides constant"), shop());
  CHECK(of_rule(findings, "cartesian-product").relation == "shop.clients b");
}

TEST_CASE("the advice names the column and the index") {
  const auto findings = judged(named("selective filter"), shop());
  CHECK_THAT(of_rule(findings, "missing-index").advice, ContainsSubstring("shop.purchases (state)"));
  CHECK(of_rule(findings, "missing-index").confidence == Confidence::low);
}

TEST_CASE("the cause comes before the cost, which names it") {
  const auto findings = judged(named("pair: pruning lost"), shop());
  CHECK(findings.front().rule == "partition-pruning-lost");
  CHECK(findings.front().severity == Severity::error);
  CHECK(findings.front().relation == "shop.visits");
  CHECK_THAT(of_rule(findings, "cost-regression").message, ContainsSubstring("because of partition-pruning-lost"));
}

TEST_CASE("pruning that base never had is lost less than pruning that it had") {
  json one = named("pair: pruning lost");
  one["base"] = {{"sql", "SELECT 1"}, {"plan", json::parse(R"([{"Plan": {"Node Type": "Result"}}])")}};
  one["base"]["plan"][0]["Settings"] = one["plan"][0]["Settings"];
  CHECK(of_rule(judged(one, shop()), "partition-pruning-lost").severity == Severity::warning);
}

TEST_CASE("a new join weighs less where a key of what is joined shows that it repeats nothing") {
  CHECK(of_rule(judged(named("pair: join added"), shop()), "new-join").severity == Severity::warning);
  CHECK(of_rule(judged(named("pair: dimension added"), shop()), "new-join").severity == Severity::info);
}

TEST_CASE("a join that the planner takes out, since it adds nothing, is no news") {
  json one = named("pair: dimension added");
  const std::string on_clients = "SELECT p.id FROM shop.purchases p LEFT JOIN shop.clients c ON c.id = p.client_id";
  one["sql"] = on_clients;
  of_rule(judged(one, shop()), "new-join");
  one["plan"] = one["base"]["plan"];
  for (const PlanFinding& finding : judged(one, shop())) CHECK(finding.rule != "new-join");
  one["sql"] = "SELECT p.id FROM shop.purchases p LEFT JOIN shop.refunds r ON r.purchase_id = p.id";  // no key
  of_rule(judged(one, shop()), "new-join");
  one["sql"] = "SELECT p.id FROM shop.purchases p CROSS JOIN (SELECT count(*) AS n FROM shop.done) d";  // a view
  CHECK(of_rule(judged(one, shop()), "new-join").severity == Severity::info);
}

TEST_CASE("a new join weighs less where what is joined is grouped by the key of the join, or is one row") {
  const auto weighs = [](const std::string& clients, const std::string& join) {
    json one = named("pair: dimension added");
    one["sql"] = "WITH c AS (" + clients + "), t AS (SELECT * FROM c) SELECT p.id, t.* FROM shop.purchases p " + join;
    return of_rule(judged(one, shop()), "new-join").severity;
  };
  const std::string grouped = "SELECT tier, count(*) AS n FROM shop.clients GROUP BY tier";
  CHECK(weighs(grouped, "LEFT JOIN t ON t.tier = p.state") == Severity::info);
  CHECK(weighs("SELECT count(*) AS n FROM shop.clients", "CROSS JOIN t") == Severity::info);
  CHECK(weighs(grouped, "LEFT JOIN t ON t.n = p.id") == Severity::warning);
  CHECK(weighs("SELECT tier FROM shop.clients", "LEFT JOIN t ON t.tier = p.state") == Severity::warning);
  // What is joined below the grouping may be added up more than once there.
  CHECK(
      weighs("SELECT p.state AS tier, sum(p.price) AS n FROM shop.purchases p JOIN shop.clients c ON c.tier = p.state "
             "GROUP BY p.state",
             "LEFT JOIN t ON t.tier = p.state") == Severity::warning);
}

TEST_CASE("a hash aggregate that is new and ten times its memory weighs more") {
  json one = named("pair: distinct added");
  json& root = one["plan"][0]["Plan"];
  root["Planned Partitions"] = 16;
  CHECK(of_rule(judged(one, shop()), "hashagg-spill-risk").severity == Severity::info);
  root["Planned Partitions"] = 32;
  CHECK(of_rule(judged(one, shop()), "hashagg-spill-risk").severity == Severity::warning);
  Thresholds wide;
  wide.memory_ratio = 100;
  CHECK(of_rule(judged(one, shop(), wide), "hashagg-spill-risk").severity == Severity::info);
}

TEST_CASE("a text that does not parse leaves what the plan shows") {
  json one = named("product forgotten");
  one["sql"] = "SELECT FROM WHERE";
  const auto findings = judged(one, shop());
  CHECK(of_rule(findings, "cartesian-product").confidence == Confidence::medium);
  json equal = named("constant of an equality");
  equal["sql"] = "SELECT FROM WHERE";
  for (const PlanFinding& finding : judged(equal, shop())) CHECK(finding.rule != "cartesian-product");
}

TEST_CASE("a relation that the catalogue does not hold is unknown, not small") {
  for (const PlanFinding& finding : judged(named("selective filter"), Catalogue{})) {
    CHECK(finding.rule != "seq-scan-selective");
    CHECK(finding.rule != "no-statistics");
  }
}

TEST_CASE("without statistics everything is told with less confidence") {
  Catalogue without = shop();
  without.statistics = Statistics::defaults;
  const auto findings = judged(named("product forgotten"), without);
  CHECK(of_rule(findings, "cartesian-product").confidence == Confidence::medium);
}

TEST_CASE("work_mem of the plan wins over that of the catalogue") {
  json one = named("big sort");
  one["plan"][0]["Settings"]["work_mem"] = "1GB";
  for (const PlanFinding& finding : judged(one, shop())) CHECK(finding.rule != "sort-spill-risk");
}

TEST_CASE("limits move what is told") {
  struct Limit {
    const char* name;
    std::string_view rule;
    double Thresholds::*limit;
  };
  for (const Limit& one : {Limit{"key forgotten", "many-to-many-join", &Thresholds::join_growth},
                           Limit{"scan in a loop", "seq-scan-in-loop", &Thresholds::loop_table_rows},
                           Limit{"offset", "large-offset", &Thresholds::offset_rows},
                           Limit{"inefficient index", "inefficient-index", &Thresholds::index_cost_per_row},
                           Limit{"measured: unknown expression", "row-overestimate", &Thresholds::estimate_error}}) {
    INFO(one.name);
    const auto is_told = [&](const std::vector<PlanFinding>& findings) {
      return std::any_of(findings.begin(), findings.end(),
                         [&](const PlanFinding& finding) { return finding.rule == one.rule; });
    };
    CHECK(is_told(judged(named(one.name), shop())));
    Thresholds wide;
    wide.*one.limit = 1e12;
    CHECK_FALSE(is_told(judged(named(one.name), shop(), wide)));
  }
}

TEST_CASE("settings that differ are named") {
  const auto findings = judged(named("pair: settings differ"), shop());
  CHECK_THAT(of_rule(findings, "incomparable-settings").message, ContainsSubstring("settings (random_page_cost)"));
}

TEST_CASE("one row is no rows") {
  const auto ordered = judged(named("ordered until one is found"), shop());
  CHECK_THAT(of_rule(ordered, "order-limit-filter-risk").message, ContainsSubstring("until 1 row has passed"));
  for (const json& one : cases()) {
    for (const PlanFinding& finding : judged(one, shop())) {
      INFO(one.at("name") << ": " << finding.message);
      CHECK(finding.message.find(" 1 rows") == std::string::npos);
    }
  }
}

TEST_CASE("how often a step ran is told where it ran more than once") {
  json one = named("measured: dependent columns");
  CHECK(of_rule(judged(one, shop()), "row-underestimate").message.find("times") == std::string::npos);
  std::string text = one["plan"].dump();
  for (std::size_t at = 0; (at = text.find("\"Actual Loops\":1", at)) != std::string::npos; at += 16) {
    text.replace(at, 16, "\"Actual Loops\":7");
  }
  one["plan"] = json::parse(text);
  CHECK_THAT(of_rule(judged(one, shop()), "row-underestimate").message,
             ContainsSubstring(", on average of the 7 times that it ran"));
}

TEST_CASE("a planner method that is off forbids comparison") {
  json one = named("pair: index lost");
  one["plan"][0]["Settings"]["enable_seqscan"] = "off";
  one["base"]["plan"][0]["Settings"]["enable_seqscan"] = "off";
  const auto findings = judged(one, shop());
  CHECK_THAT(of_rule(findings, "incomparable-settings").message, ContainsSubstring("enable_seqscan is off"));
  for (const PlanFinding& finding : findings) CHECK(finding.rule != "cost-regression");
}

TEST_CASE("CTEs that are read twice at each of many levels take no exponential time") {
  std::string sql = "WITH c0 AS (SELECT id FROM shop.clients)";
  for (int level = 1; level < 60; ++level) {
    const std::string before = "c" + std::to_string(level - 1);
    sql += ", c" + std::to_string(level) + " AS (SELECT x.id, sum(y.id) s FROM " + before + " x JOIN " + before +
           " y ON x.id = y.id GROUP BY 1)";
  }
  json one = named("product forgotten");
  one["sql"] = sql + " SELECT DISTINCT a.id FROM c59 a, c59 b";
  CHECK(judged(one, shop()).size() < 100);
}
