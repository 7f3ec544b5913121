// Rules of the judge of plans that hang on one figure of the plan: at the figure and beside it.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/judge.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::explain;

namespace {

constexpr const char* catalogue_text = R"({"tables": {
  "raw.orders": {"relkind": "r", "reltuples": 2000000, "relpages": 20000, "indexes": [],
                 "columns": {"order_id": {"type": "bigint"}, "at": {"type": "date"}}},
  "raw.rates": {"relkind": "r", "reltuples": 1000, "relpages": 10, "indexes": [],
                "columns": {"order_id": {"type": "bigint"}, "since": {"type": "date"}}}},
  "settings": {"server_version": "15.4", "work_mem": "4096", "hash_mem_multiplier": "2"}})";

/// One node; `more` begins with a comma.
std::string node(const std::string& type, double rows, const std::string& more, double cost = 100) {
  return fmt::format(
      R"({{"Node Type": "{}", "Startup Cost": 0, "Total Cost": {}, "Plan Rows": {}, "Plan Width": 16, "Output": []{}}})",
      type, cost, rows, more);
}

std::string scan(const std::string& table, const std::string& alias, const std::string& side, double rows,
                 const std::string& more = "") {
  return node("Seq Scan", rows,
              fmt::format(R"(, "Parent Relationship": "{}", "Schema": "raw", "Relation Name": "{}", "Alias": "{}"{})",
                          side, table, alias, more));
}

std::vector<PlanFinding> judged(const std::string& sql, const std::string& root,
                                const std::optional<std::string>& base_root = std::nullopt) {
  const Plan plan = read_plan("[{\"Plan\": " + root + "}]");
  const std::optional<Plan> before =
      base_root ? std::optional(read_plan("[{\"Plan\": " + *base_root + "}]")) : std::nullopt;
  const Catalogue catalogue = read_catalogue(catalogue_text);
  std::vector<PlanFinding> findings;
  sql::run_on_deep_stack(sql::stack_to_walk(1 << 16), [&] {
    const std::optional<Explained> base = before ? std::optional(Explained{sql, &*before}) : std::nullopt;
    findings = judge_plan({sql, &plan}, base, catalogue, {});
  });
  return findings;
}

bool raises(const std::vector<PlanFinding>& findings, std::string_view rule) {
  return std::any_of(findings.begin(), findings.end(), [&](const PlanFinding& one) { return one.rule == rule; });
}

constexpr const char* all_orders = "select o.order_id from raw.orders o";

std::string hash_of(double rows, const std::string& more = "") {
  return node("Hash", rows,
              R"(, "Parent Relationship": "Inner", "Plans": [)" + scan("rates", "r", "Outer", rows) + "]" + more);
}

std::string hash_join(double rows, double hashed, const std::string& more = "", const std::string& of_hash = "") {
  return node("Hash Join", rows,
              R"~(, "Join Type": "Inner", "Hash Cond": "(o.order_id = r.order_id)", "Plans": [)~" +
                  scan("orders", "o", "Outer", 2'000'000) + ", " + hash_of(hashed, of_hash) + "]" + more);
}

constexpr const char* by_key = "select o.order_id from raw.orders o join raw.rates r on r.order_id = o.order_id";
constexpr const char* as_of =
    "select o.order_id from raw.orders o join raw.rates r on r.order_id = o.order_id and r.since <= o.at";

}  // namespace

TEST_CASE("hash-spill-risk: rows * (32 + width) beyond work_mem * hash_mem_multiplier") {
  // 4 MB * 2 / (32 + 16) = 174,762.7 rows
  CHECK(raises(judged(by_key, hash_join(1000, 174'763)), "hash-spill-risk"));
  CHECK_FALSE(raises(judged(by_key, hash_join(1000, 174'762)), "hash-spill-risk"));
}

TEST_CASE("hashagg-spill-risk: the planner itself plans partitions") {
  const auto grouped = [](const char* partitions) {
    return node("Aggregate", 1000,
                fmt::format(R"(, "Strategy": "Hashed", "Planned Partitions": {}, "Plans": [{}])", partitions,
                            scan("orders", "o", "Outer", 2'000'000)));
  };
  CHECK(raises(judged(all_orders, grouped("4")), "hashagg-spill-risk"));
  CHECK_FALSE(raises(judged(all_orders, grouped("0")), "hashagg-spill-risk"));
}

TEST_CASE("what went to disk is told only where it was measured") {
  const std::string measured = R"(, "Actual Rows": 1000, "Actual Loops": 1)";
  const auto sorted = [&](const char* where, const std::string& actual) {
    return node("Sort", 1000,
                fmt::format(R"(, "Sort Key": ["o.order_id"], "Sort Space Type": "{}"{}, "Plans": [{}])", where, actual,
                            scan("orders", "o", "Outer", 1000, actual)));
  };
  CHECK(raises(judged(all_orders, sorted("Disk", measured)), "sort-spilled"));
  CHECK_FALSE(raises(judged(all_orders, sorted("Memory", measured)), "sort-spilled"));
  CHECK_FALSE(raises(judged(all_orders, sorted("Disk", "")), "sort-spilled"));

  CHECK(raises(judged(by_key, hash_join(1000, 1000, measured, R"(, "Hash Batches": 4)" + measured)), "hash-spilled"));
  CHECK_FALSE(
      raises(judged(by_key, hash_join(1000, 1000, measured, R"(, "Hash Batches": 1)" + measured)), "hash-spilled"));

  const auto grouped = [&](const char* kilobytes) {
    return node("Aggregate", 1000,
                fmt::format(R"(, "Strategy": "Hashed", "Disk Usage": {}{}, "Plans": [{}])", kilobytes, measured,
                            scan("orders", "o", "Outer", 1000, measured)));
  };
  CHECK(raises(judged(all_orders, grouped("512")), "hashagg-spilled"));
  CHECK_FALSE(raises(judged(all_orders, grouped("0")), "hashagg-spilled"));

  const auto bitmap = [&](const char* lossy) {
    return node("Bitmap Heap Scan", 1000,
                fmt::format(R"(, "Schema": "raw", "Relation Name": "orders", "Alias": "o", "Lossy Heap Blocks": {}{})",
                            lossy, measured));
  };
  CHECK(raises(judged(all_orders, bitmap("7")), "lossy-bitmap"));
  CHECK_FALSE(raises(judged(all_orders, bitmap("0")), "lossy-bitmap"));
}

TEST_CASE("row-explosion-low-confidence: equality and range on one join, whose overlap the planner guesses") {
  const std::string filter = R"~(, "Join Filter": "(r.since <= o.at)")~";
  const auto findings = judged(as_of, hash_join(60'000'000, 1000, filter));
  REQUIRE(raises(findings, "row-explosion-low-confidence"));
  CHECK_FALSE(raises(findings, "many-to-many-join"));
  for (const PlanFinding& one : findings) {
    if (one.rule != "row-explosion-low-confidence") continue;
    CHECK(one.severity == Severity::info);
    CHECK(one.confidence == Confidence::low);
  }
  // Twice the larger input at most: no explosion.
  CHECK_FALSE(raises(judged(as_of, hash_join(4'000'000, 1000, filter)), "row-explosion-low-confidence"));
  CHECK(raises(judged(by_key, hash_join(60'000'000, 1000)), "many-to-many-join"));
}

TEST_CASE("row-estimate-regression: twice the rows of base and a thousand more") {
  const auto whole = [](double rows) { return scan("orders", "o", "", rows); };
  CHECK(raises(judged(all_orders, whole(2000), whole(1000)), "row-estimate-regression"));
  CHECK_FALSE(raises(judged(all_orders, whole(1999), whole(1000)), "row-estimate-regression"));
  CHECK_FALSE(raises(judged(all_orders, whole(1998), whole(999)), "row-estimate-regression"));
  CHECK_FALSE(raises(judged(all_orders, whole(2000)), "row-estimate-regression"));
}

TEST_CASE("what base's plan shows as well is standing, whatever the alias is called") {
  const std::string hash = hash_join(60'000'000, 1000);
  std::string renamed = hash;
  const auto findings = judged(by_key, hash, renamed);
  REQUIRE(raises(findings, "many-to-many-join"));
  for (const PlanFinding& one : findings) CHECK(one.standing);
  for (const PlanFinding& one : judged(by_key, hash, hash_join(1000, 1000))) {
    if (one.rule == "many-to-many-join") CHECK_FALSE(one.standing);
  }
}

TEST_CASE("a key that dbt declares is a key") {
  const std::string sql =
      "select o.order_id, sum(o.order_id) from raw.orders o join raw.rates r on r.order_id = o.order_id group by 1";
  const Plan plan = read_plan("[{\"Plan\": " + hash_join(1000, 1000) + "}]");
  Catalogue catalogue = read_catalogue(catalogue_text);
  const auto rules = [&] {
    std::vector<PlanFinding> findings;
    sql::run_on_deep_stack(sql::stack_to_walk(1 << 16), [&] {
      findings = judge_plan({sql, &plan}, std::nullopt, catalogue, {});
    });
    return findings;
  };
  CHECK(raises(rules(), "fanout-trap"));
  catalogue.relations["raw.rates"].declared_keys = {{"since", "order_id"}};
  CHECK(raises(rules(), "fanout-trap"));
  catalogue.relations["raw.rates"].declared_keys = {{"order_id"}};
  CHECK_FALSE(raises(rules(), "fanout-trap"));
}

TEST_CASE("a column that statistics show to be unique is not said to repeat rows: a built table has no index to tell") {
  const std::string sql =
      "select o.order_id, sum(o.order_id) from raw.orders o join raw.rates r on r.order_id = o.order_id group by 1";
  const Plan plan = read_plan("[{\"Plan\": " + hash_join(1000, 1000) + "}]");
  for (const auto& [distinct, told] : {std::pair(-1.0, false), std::pair(-0.5, true), std::pair(500.0, true)}) {
    Catalogue catalogue = read_catalogue(catalogue_text);
    catalogue.relations["raw.rates"].columns["order_id"].n_distinct = distinct;
    std::vector<PlanFinding> findings;
    sql::run_on_deep_stack(sql::stack_to_walk(1 << 16), [&] {
      findings = judge_plan({sql, &plan}, std::nullopt, catalogue, {});
    });
    CHECK(raises(findings, "fanout-trap") == told);
  }
}

TEST_CASE("who can ask the data suspects a key that is unique by statistics alone, and says so") {
  const std::string joined = "from raw.orders o join raw.rates r on r.order_id = o.order_id";
  const Plan plan = read_plan("[{\"Plan\": " + hash_join(1000, 1000) + "}]");
  Thresholds limits;
  limits.doubt_keys = true;
  for (const auto& [rule, text] :
       {std::pair("fanout-trap", "select o.order_id, sum(o.order_id) " + joined + " group by 1"),
        std::pair("distinct-after-join", "select distinct o.order_id " + joined)}) {
    for (const auto& [distinct, doubtful] : {std::pair(-1.0, true), std::pair(500.0, false)}) {
      Catalogue catalogue = read_catalogue(catalogue_text);
      catalogue.relations["raw.rates"].columns["order_id"].n_distinct = distinct;
      std::vector<PlanFinding> findings;
      const std::string& sql = text;
      sql::run_on_deep_stack(sql::stack_to_walk(1 << 16), [&] {
        findings = judge_plan({sql, &plan}, std::nullopt, catalogue, limits);
      });
      const auto found = std::ranges::find(findings, rule, &PlanFinding::rule);
      REQUIRE(found != findings.end());
      CHECK(found->doubtful == doubtful);
    }
  }
}
