// The gate `explain` on the private PostgreSQL: what real plans, missing relations, locks, roles and slow functions do.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "gates/all.hpp"
#include "gates/explain/options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using test::Admin;
using test::Role;
using test::Schema;
using test_gates::model;
using test_gates::Scene;

namespace {

/// What base and head built, in two schemas of the test server.
class Shop {
 public:
  Shop() : x_base("explain base"), x_head("explain head") {
    for (Schema* side : {&x_base, &x_head}) {
      Schema& schema = *side;
      run(
          fmt::format("create table {} as select i as order_id, i % 500 as customer_id, 'paid' as status "
                      "from generate_series(1, 3000) i",
                      schema("orders")));
      run(
          fmt::format("create table {} as select i as payment_id, i / 2 as order_id, i as amount "
                      "from generate_series(1, 6000) i",
                      schema("payments")));
      run(fmt::format("alter table {} add primary key (order_id)", schema("orders")));
      for (const char* name : {"orders", "payments"}) run("analyze " + schema(name));
    }
  }

  void run(const std::string& sql) { x_base.admin().run(sql); }

  /// `{schema}` in SQL is the side's own. An unchanged model, of which both sides have the relation or not.
  void add_unchanged(const std::string& name, const std::string& sql = "") {
    Scene& scene = x_scene;
    put(scene.base, name, x_base, sql);
    put(scene.head, name, x_head, sql);
  }
  void add(const std::string& name, const std::string& base_sql, const std::string& head_sql) {
    dbt::Node base = node(name, x_base, base_sql);
    dbt::Node head = node(name, x_head, head_sql);
    x_scene.changed(base_sql.empty() ? std::nullopt : std::optional(base), head);
    if (!base_sql.empty()) x_scene.base.nodes[base.unique_id].relation_name = base.relation_name;
    x_scene.head.nodes[head.unique_id].relation_name = head.relation_name;
  }

  GateResult judge(const WarehouseSettings& settings = {}, const std::string& parameters = "") {
    const auto target = test::target(parameters);
    const auto warehouse = warehouse::connect(target, target, settings, {});
    Context context = x_scene.context();
    context.warehouse = warehouse.get();
    return gates::explain.check(context);
  }

  Schema& base() { return x_base; }
  Schema& head() { return x_head; }
  Scene& scene() { return x_scene; }

 private:
  static std::string filled(std::string sql, const Schema& schema) {
    for (std::size_t at = 0; (at = sql.find("$", at)) != std::string::npos;) {
      std::size_t end = at + 1;
      while (end < sql.size() && (std::isalnum(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '_')) ++end;
      const std::string name = schema(sql.substr(at + 1, end - at - 1));
      sql.replace(at, end - at, name);
      at += name.size();
    }
    return sql;
  }
  static dbt::Node node(const std::string& name, const Schema& schema, const std::string& sql) {
    dbt::Node made = model(name, filled(sql, schema));
    made.relation_name = schema(name);
    return made;
  }
  static void put(dbt::Project& project, const std::string& name, const Schema& schema, const std::string& sql) {
    const dbt::Node made = node(name, schema, sql.empty() ? "select 1 as id" : sql);
    project.nodes[made.unique_id] = made;
  }

  Schema x_base, x_head;
  Scene x_scene;
};

std::string text(const GateResult& result) { return test_gates::to_text(result); }

const Outcome& outcome_of(const GateResult& result, const std::string& name) {
  const auto found =
      std::ranges::find(result.outcomes, "model.shop." + name, [](const Outcome& outcome) { return outcome.subject; });
  REQUIRE(found != result.outcomes.end());
  return *found;
}

constexpr const char* joined = "select o.order_id\nfrom $orders as o\njoin $payments as p on p.order_id = o.order_id";
constexpr const char* every_pair = "select o.order_id\nfrom $orders as o\ncross join $payments as p";

}  // namespace

TEST_CASE("server: a join that lost its condition is one finding, at its line, with figures and advice") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", joined, every_pair);
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  const Finding& first = result.findings.front();
  CHECK(first.rule == "cartesian-product");
  CHECK(first.severity == Severity::error);
  CHECK(first.location.line == 3);
  CHECK_THAT(first.message, ContainsSubstring("000 = 18,000,000 pairs"));
  CHECK_THAT(first.message, ContainsSubstring("instead of"));
  CHECK_THAT(first.message, ContainsSubstring("statistics: live"));
  CHECK_THAT(first.help, ContainsSubstring("on its key"));
  for (const Finding& finding : result.findings) CHECK(finding.cause == first.cause);
  CHECK(outcome_of(result, "pairs").status == Status::passed);
}

TEST_CASE("server: a finding tells that the figures are another database's") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", joined, every_pair);
  const auto told = [&shop](const std::string& level) {
    const GateResult result = shop.judge();
    REQUIRE_FALSE(result.findings.empty());
    CHECK_THAT(result.findings.front().message, ContainsSubstring("statistics: " + level));
  };
  shop.run("update pg_class set relpages = 1, reltuples = 3000 where oid = '" + shop.head()("orders") + "'::regclass");
  told("imported");
  shop.run("delete from pg_statistic where starelid = '" + shop.head()("orders") + "'::regclass");
  told("density");
  shop.run("update pg_class set relpages = 0, reltuples = -1 where oid = '" + shop.head()("orders") + "'::regclass");
  told("defaults");
}

TEST_CASE("server: base against itself has nothing to tell, whatever its plan is") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("same", joined, joined);
  shop.add("standing", every_pair, every_pair);
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK_THAT(text(result), ContainsSubstring("standing: cartesian-product"));
}

TEST_CASE("server: keys are known by the three parts of the names that dbt writes") {
  NEEDS_POSTGRES();
  Shop shop;
  const std::string database =
      warehouse::quoted_identifier(shop.base().admin().cell("select current_database()")) + ".";
  shop.add("trap", "",
           fmt::format("select o.customer_id, sum(o.order_id) from {0}$orders o join {0}$payments p on "
                       "p.order_id = o.order_id group by 1",
                       database));
  shop.add("sound", "",
           fmt::format("select p.payment_id, sum(p.amount) from {0}$payments p join {0}$orders o on "
                       "o.order_id = p.order_id group by 1",
                       database));
  const GateResult result = shop.judge();
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "fanout-trap");
  CHECK(result.findings[0].subject.id == "model.shop.trap");
}

TEST_CASE("server: an upstream that is not built is read from base where it is unchanged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.run("drop table " + shop.head()("payments"));
  shop.add("pairs", joined, every_pair);
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK_THAT(result.findings[0].message, ContainsSubstring("= 18,000,000 pairs"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence high"));
}

TEST_CASE("server: the SQL of a changed upstream stands for what is not built, and confidence is lower") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("paid", "", "select order_id, status as state from $orders");
  shop.add("pairs", "", "select paid.state\nfrom $paid\ncross join $payments as p");
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].rule == "cartesian-product");
  CHECK(result.findings[0].location.line == 3);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("planned with the SQL of paid in its place"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence medium"));
}

TEST_CASE("server: an upstream that was built before it changed does not refuse what reads its new column") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.run(fmt::format("create table {} as select order_id from {}", shop.head()("paid"), shop.head()("orders")));
  shop.add("paid", "select order_id from $orders", "select order_id, status as state from $orders");
  shop.add("reader", "select order_id from $paid", "select order_id, state from $paid");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "reader").status == Status::passed);
}

TEST_CASE("server: what PostgreSQL refuses is told by its rule") {
  NEEDS_POSTGRES();
  const std::vector<std::pair<std::string, std::string>> refused{
      {"select case when order_id > 0 then 1 else 1 / 0 end as x from $orders", "constant-error"},
      {"select order_id from $orders where order_id = 'many'::int", "constant-error"},
      {"select no_such_column from $orders", "refused-unknown-column"},
      {"select order_id from $orders a, $orders b", "refused-ambiguous-column"},
      {"select no_such_function(order_id) from $orders", "refused-unknown-function"},
      {"select order_id::no_such_type from $orders", "refused-unknown-type"},
      {"select p.order_id from $orders o", "refused-unknown-table"},
      {"select order_id, count(*) from $orders", "refused"}};
  Shop shop;
  shop.add_unchanged("orders");
  for (std::size_t i = 0; i < refused.size(); ++i) shop.add(fmt::format("m{}", i), "", refused[i].first);
  const GateResult result = shop.judge();
  INFO(text(result));
  REQUIRE(result.findings.size() == refused.size());
  for (std::size_t i = 0; i < refused.size(); ++i) {
    CHECK(result.findings[i].rule == refused[i].second);
    CHECK(result.findings[i].severity == Severity::error);
    CHECK(result.outcomes[i].status == Status::passed);
  }
}

TEST_CASE("server: a relation that nobody has is not judged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add("lost", "", "select 1 from $nowhere");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "lost").status == Status::errored);
}

TEST_CASE("server: base's SQL that has no plan on head leaves the comparison unjudged, and says so") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add("m", "select gone from $orders", "select distinct order_id from $orders");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK_THAT(text(result),
             ContainsSubstring("judged without base: m (base's SQL has no plan on head (SQLSTATE 42703))"));
  CHECK(outcome_of(result, "m").status == Status::passed);
}

TEST_CASE("server: what base cannot read any more does not change what head is planned over") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("payments");
  shop.run(fmt::format("create table {} as select order_id from {}", shop.head()("paid"), shop.head()("orders")));
  shop.run("analyze " + shop.head()("paid"));
  shop.add("paid", "select order_id, status from $orders", "select order_id from $orders");
  shop.add("pairs", "select paid.status from $paid", "select paid.order_id from $paid cross join $payments as p");
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].rule == "cartesian-product");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence high"));
  CHECK_THAT(result.findings[0].message, !ContainsSubstring("in its place"));
  CHECK_THAT(text(result), ContainsSubstring("judged without base: pairs"));
}

TEST_CASE("server: a role without SELECT judges nothing") {
  NEEDS_POSTGRES();
  Shop shop;
  const Role role("explain_nobody", "");
  shop.add_unchanged("orders");
  shop.add("m", "select order_id from $orders", "select order_id from $orders");
  const GateResult result = shop.judge({}, "user=explain_nobody");
  CHECK(outcome_of(result, "m").status == Status::errored);
  CHECK_THAT(outcome_of(result, "m").reason, ContainsSubstring("grant"));
}

TEST_CASE("server: a lock on one table keeps one model from being judged, and not for long") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("locked", "", "select order_id from $payments");
  shop.add("free", "", "select order_id from $orders");
  Admin other;
  other.run("begin");
  other.run("lock table " + shop.head()("payments") + " in access exclusive mode");
  WarehouseSettings settings;
  settings.lock_timeout = std::chrono::milliseconds(200);
  const GateResult result = shop.judge(settings);
  other.run("rollback");
  CHECK(outcome_of(result, "locked").status == Status::errored);
  CHECK_THAT(outcome_of(result, "locked").reason, ContainsSubstring("lock"));
  CHECK(outcome_of(result, "free").status == Status::passed);
}

TEST_CASE("server: a planner function that hangs is stopped, and the other models are judged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.run(
      fmt::format("create function {}() returns int immutable language plpgsql as "
                  "$body$ begin perform pg_sleep(60); return 1; end $body$",
                  shop.head()("slow")));
  shop.add_unchanged("orders");
  shop.add("hangs", "", "select order_id from $orders where order_id = $slow()");
  shop.add("free", "", "select order_id from $orders");
  WarehouseSettings settings;
  settings.statement_timeout = std::chrono::milliseconds(300);
  const GateResult result = shop.judge(settings);
  CHECK(outcome_of(result, "hangs").status == Status::errored);
  CHECK_THAT(outcome_of(result, "hangs").reason, ContainsSubstring("statement_timeout"));
  CHECK(outcome_of(result, "free").status == Status::passed);
}

TEST_CASE("server: a planner function that writes is refused, and nothing is written") {
  NEEDS_POSTGRES();
  Shop shop;
  const auto writes = [&] {
    return shop.base().admin().cell(
        "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables where schemaname like 'explain %'");
  };
  shop.run("create sequence " + shop.head()("numbers"));
  shop.run(
      fmt::format("create function {}() returns bigint immutable language sql as $body$ select nextval('{}') $body$",
                  shop.head()("next"), shop.head()("numbers")));
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("writes", "", "select order_id from $orders where order_id = $next()");
  shop.add("modifies", "", "with gone as (delete from $payments returning order_id) select order_id from gone");
  const std::string before = writes();
  const GateResult result = shop.judge();
  CHECK(outcome_of(result, "writes").status == Status::errored);
  CHECK(shop.base().admin().cell("select is_called from " + shop.head()("numbers")) == "f");
  CHECK(shop.base().admin().cell("select count(*) from " + shop.head()("payments")) == "6000");
  CHECK(writes() == before);
}

TEST_CASE("server: an index that would help is proved with HypoPG, one that would not is not named") {
  NEEDS_POSTGRES();
  Shop shop;
  if (shop.base().admin().cell("select 1 from pg_available_extensions where name = 'hypopg'").empty()) {
    WARN("skipped: HypoPG is not installed on this server (package postgresql-N-hypopg)");
    SUCCEED();
    return;
  }
  shop.run("create extension if not exists hypopg");
  shop.run(
      fmt::format("create table {} as select i as id, i as code, i % 20 as kind, repeat('x', 100) as filler "
                  "from generate_series(1, 120000) i",
                  shop.head()("events")));
  shop.run("analyze " + shop.head()("events"));
  shop.add("rare", "", "select id from $events where code = 77");
  shop.add("weak", "", "select id from $events where kind = 7");
  const GateResult result = shop.judge();
  std::vector<const Finding*> missing;
  for (const Finding& finding : result.findings) {
    if (finding.rule == "missing-index") missing.push_back(&finding);
  }
  REQUIRE(missing.size() == 1);
  CHECK(missing[0]->subject.id == "model.shop.rare");
  CHECK(missing[0]->severity == Severity::warning);
  CHECK_THAT(missing[0]->message, ContainsSubstring("tried out with HypoPG, the plan costs"));
  CHECK_THAT(missing[0]->help, ContainsSubstring("(code)"));
  CHECK(shop.base().admin().cell(fmt::format("select count(*) from pg_index where indrelid = '{}'::regclass",
                                             shop.head()("events"))) == "0");
  shop.scene().set(explain::try_indexes, false);
  const std::string untried = text(shop.judge());
  CHECK_THAT(untried, ContainsSubstring("not proved") || ContainsSubstring("missing-index"));
  CHECK_THAT(untried, !ContainsSubstring("HypoPG"));
  shop.run("drop extension hypopg");
}

TEST_CASE("server: SQL is executed only where the policy says so, and within its bounds") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.run(
      fmt::format("create table {} as select i as id, (i * 7919) % 100003 as other from generate_series(1, 100000) i",
                  shop.head()("many")));
  shop.run("analyze " + shop.head()("many"));
  shop.add("sorted", "", "select id, other from $many order by other");
  const auto spilled = [&] {
    const GateResult result = shop.judge();
    return std::ranges::any_of(result.findings, [](const Finding& one) { return one.rule == "sort-spilled"; });
  };
  shop.run("alter database postgres set work_mem = '64kB'");
  CHECK_FALSE(spilled());
  shop.scene().set(explain::analyze, true);
  CHECK_THAT(text(shop.judge()), ContainsSubstring("without bounds"));
  shop.scene().set(explain::analyze_timeout, std::int64_t{30}).set(explain::analyze_max_rows, 99'999.0);
  CHECK_FALSE(spilled());
  CHECK_THAT(text(shop.judge()), ContainsSubstring("planned but not executed (analyze): sorted"));
  shop.scene().set(explain::analyze_max_rows, 100'000.0);
  CHECK(spilled());
  shop.run("alter database postgres reset work_mem");
}

TEST_CASE("server: incremental SQL is told apart from that of a first build") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  const std::string first = "select order_id from $orders";
  shop.run(fmt::format("create table {} as select 1 as order_id", shop.head()("later")));
  shop.add("early", "", first);
  shop.add("later", "", first + " where order_id > (select max(order_id) from $later)");
  for (const char* name : {"early", "later"}) {
    dbt::Node& node = shop.scene().head.nodes[std::string("model.shop.") + name];
    node.config.materialized = "incremental";
    node.raw_code = "{% if is_incremental() %} … {% endif %}";
  }
  const std::string said = text(shop.judge());
  CHECK_THAT(said, ContainsSubstring("the SQL of a first build was planned") && ContainsSubstring(": early"));
  CHECK_THAT(said, !ContainsSubstring("early; later"));
}

TEST_CASE("server: a server that goes away leaves every model unjudged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add("m", "select order_id from $orders", "select order_id from $orders");
  const auto target = test::target("port=1");
  const auto warehouse = warehouse::connect(target, target, {}, {});
  Context context = shop.scene().context();
  context.warehouse = warehouse.get();
  const GateResult result = gates::explain.check(context);
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "m").status == Status::errored);
  CHECK_THAT(outcome_of(result, "m").reason, ContainsSubstring("cannot connect"));
}
