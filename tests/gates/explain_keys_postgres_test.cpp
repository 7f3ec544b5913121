// Keys that a join is suspected to repeat, asked of the private PostgreSQL: what the data refutes is a note, what it
// bears out has its figures, and what could not be asked says why.
#include <fmt/format.h>

#include <string>

#include "gates/all.hpp"
#include "gates/explain/options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using test::Schema;
using test_gates::model;
using test_gates::Scene;

namespace {

/// 3,000 orders; payments of the first 1,000 of them, two each; one invoice each, which no index says; views of both.
class Ledger {
 public:
  Ledger() : x_schema("explain keys") {
    create("orders", "select i as order_id, i % 40 as shop, i as amount from generate_series(1, 3000) i");
    run(fmt::format("alter table {} add primary key (order_id)", x_schema("orders")));
    create("payments",
           "select i as payment_id, 1 + i % 1000 as order_id, i % 40 as shop, i as paid, 'secret ' || i % 1000 as tag "
           "from generate_series(1, 2000) i");
    create("invoices", "select i as number, i as order_id, i % 7 as kind from generate_series(1, 3000) i");
    create("claims", "select i as claim_id, i as order_id from generate_series(1, 3000) i");
    run(fmt::format("alter table {} set (autovacuum_enabled = off)", x_schema("claims")));
    for (const char* name : {"orders", "payments", "claims"}) run("analyze " + x_schema(name));
    run(fmt::format("create view {} as select * from {}", x_schema("paid"), x_schema("payments")));
    run(fmt::format("create view {} as select * from {}", x_schema("billed"), x_schema("invoices")));
  }

  GateResult judge(const std::string& sql, const std::string& base = "") {
    const std::string before = base.empty() ? "select order_id from " + x_schema("orders") : filled(base);
    x_scene.changed(model("mart", before), model("mart", filled(sql)));
    for (dbt::Project* project : {&x_scene.base, &x_scene.head}) {
      project->nodes["model.shop.mart"].relation_name = x_schema("mart");
    }
    x_scene.set(explain::big_product_rows, 5000.0).set(explain::diagnosis_budget, budget);
    const auto pool = test::pool(4, {});
    x_scene.answers([&](const warehouse::Question& question) {
      if (late && question.about.starts_with("repeated keys of")) {
        return test_gates::trouble(warehouse::Problem::timeout);
      }
      return pool->ask({&question, 1}).front();
    });
    return x_scene.run(gates::explain);
  }

  /// Thirty orders have a second claim, which statistics do not know of.
  void claim_again() {
    run(fmt::format("insert into {} select 3000 + i, i from generate_series(1, 30) i", x_schema("claims")));
  }

  Scene& scene() { return x_scene; }
  bool late = false;  ///< questions about keys are not answered in time
  std::int64_t budget = 20;

 private:
  void create(const std::string& name, const std::string& sql) {
    run(fmt::format("create table {} as {}", x_schema(name), sql));
  }
  void run(const std::string& sql) { x_schema.admin().run(sql); }

  std::string filled(std::string sql) const {
    for (const char* name : {"orders", "payments", "invoices", "claims", "paid", "billed"}) {
      const std::string place = fmt::format("{{{}}}", name);
      for (std::size_t at = 0; (at = sql.find(place, at)) != std::string::npos;)
        sql.replace(at, place.size(), x_schema(name));
    }
    return sql;
  }

  Schema x_schema;
  Scene x_scene;
};

const Finding* found(const GateResult& result, std::string_view rule) {
  const auto at = std::ranges::find(result.findings, rule, &Finding::rule);
  return at == result.findings.end() ? nullptr : &*at;
}

std::string notes_of(const GateResult& result) {
  std::string text;
  for (const Note& note : result.notes) text += note.text + "\n";
  return text;
}

double evidence_of(const Finding& finding, std::string_view name) {
  const auto at = std::ranges::find(finding.evidence, name, &Evidence::name);
  if (at == finding.evidence.end()) return -1;
  return std::visit([](auto value) { return static_cast<double>(value); }, at->value);
}

const std::string sum_over = "select o.shop, sum(o.amount) as amount from {orders} o\n";

}  // namespace

TEST_CASE("server: a fan-out that the data bears out has its figures") {
  NEEDS_POSTGRES();
  const GateResult result =
      Ledger().judge(sum_over + "left join {payments} p on p.order_id = o.order_id\ngroup by o.shop");
  const Finding* const finding = found(result, "fanout-trap");
  REQUIRE(finding != nullptr);
  INFO(finding->message);
  CHECK_THAT(finding->message, ContainsSubstring("; counted in the data: 1,000 keys (order_id) of"));
  CHECK_THAT(finding->message, ContainsSubstring("that has a match meets 2.00 on average"));
  CHECK(evidence_of(*finding, "repeated_keys") == 1000);
  CHECK(evidence_of(*finding, "multiplier") == 2);
  CHECK(finding->severity == Severity::error);
  CHECK(finding->location.line == 2);
}

TEST_CASE("server: a fan-out below a group is counted where nothing is known of the keys, as those of a view") {
  NEEDS_POSTGRES();
  const std::string base = sum_over + "group by o.shop";
  const GateResult result = Ledger().judge(
      "with o as (select * from {orders}), p as (select * from {paid})\n"
      "select o.shop, sum(o.amount) as amount from o\nleft join p using (order_id)\ngroup by o.shop",
      base);
  const Finding* const finding = found(result, "fanout-trap");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == Severity::error);
  CHECK(evidence_of(*finding, "multiplier") == 2);
  CHECK(finding->message.find("statistics show") == std::string::npos);
  const Finding* const joined = found(result, "new-join");
  REQUIRE(joined != nullptr);
  CHECK(joined->severity == Severity::warning);
  CHECK_THAT(joined->message, ContainsSubstring("counted in the data: 1,000 keys (order_id) of"));
}

TEST_CASE("server: a new join on a key that is unique in the data is information, through a CTE as well") {
  NEEDS_POSTGRES();
  for (const char* joined : {"left join {billed} b using (order_id)",
                             "left join (select * from {billed}) as b on b.order_id = o.order_id"}) {
    const GateResult result = Ledger().judge("select o.order_id, b.kind from {orders} o\n" + std::string(joined));
    CHECK(found(result, "fanout-trap") == nullptr);
    const Finding* const finding = found(result, "new-join");
    REQUIRE(finding != nullptr);
    CHECK(finding->severity == Severity::info);
    CHECK_THAT(finding->message,
               ContainsSubstring("; in the data today ") && ContainsSubstring("is unique on (order_id)"));
  }
  Ledger unasked;
  unasked.budget = 0;
  const GateResult result =
      unasked.judge("select o.order_id, b.kind from {orders} o left join {billed} b using (order_id)");
  REQUIRE(found(result, "new-join") != nullptr);
  CHECK(found(result, "new-join")->severity == Severity::warning);
}

TEST_CASE("server: a key that is unique in the data clears the alarm, and a note says that no constraint keeps it so") {
  NEEDS_POSTGRES();
  const std::string by_invoice = "join {invoices} i on i.order_id = o.order_id\n";
  for (const auto& [rule, sql] :
       {std::pair("fanout-trap", sum_over + by_invoice + "group by o.shop"),
        std::pair("distinct-after-join", "select distinct o.order_id, o.shop from {orders} o\n" + by_invoice)}) {
    const GateResult result = Ledger().judge(sql);
    CHECK(found(result, rule) == nullptr);
    CHECK_THAT(notes_of(result), ContainsSubstring("not told as findings, since the keys do not repeat in the data "
                                                   "today, which no constraint keeps so: mart: " +
                                                   std::string(rule)));
    CHECK_THAT(notes_of(result), ContainsSubstring("invoices i is unique on (order_id)"));
  }
}

TEST_CASE("server: statistics that are older than the data clear no key") {
  NEEDS_POSTGRES();
  const std::string sql = sum_over + "left join {claims} c on c.order_id = o.order_id\ngroup by o.shop";
  const GateResult right = Ledger().judge(sql);
  CHECK(found(right, "fanout-trap") == nullptr);
  CHECK(notes_of(right).find("claims") == std::string::npos);

  Ledger old;
  old.claim_again();
  const GateResult result = old.judge(sql);
  const Finding* const finding = found(result, "fanout-trap");
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, ContainsSubstring("though statistics show it to be nearly so; counted in the data: 30 "
                                                 "keys (order_id) of"));
  CHECK_THAT(finding->message, ContainsSubstring("meets 1.01 on average"));
}

TEST_CASE("server: a key that is unique by statistics alone is noted where the data is not asked") {
  NEEDS_POSTGRES();
  const std::string sql = sum_over + "left join {claims} c on c.order_id = o.order_id\ngroup by o.shop";
  for (const bool late : {false, true}) {
    Ledger ledger;
    ledger.claim_again();
    ledger.late = late;
    ledger.budget = late ? 20 : 0;
    const GateResult result = ledger.judge(sql);
    CHECK(found(result, "fanout-trap") == nullptr);
    CHECK_THAT(notes_of(result), ContainsSubstring("joined by keys that no constraint keeps unique"));
    CHECK_THAT(notes_of(result), ContainsSubstring("claims c"));
  }
}

TEST_CASE("server: filters, CTEs and keys of several columns are asked about as they are written") {
  NEEDS_POSTGRES();
  // Unique only among the rows that the join takes.
  CHECK(found(Ledger().judge(sum_over + "left join {payments} p on p.order_id = o.order_id and p.paid > 1000\ngroup by "
                                        "o.shop"),
              "fanout-trap") == nullptr);
  const GateResult result = Ledger().judge(
      "with paid as (\n  select order_id, shop, tag from {payments} group by order_id, shop, tag, payment_id\n)\n" +
      sum_over + "left join paid on paid.order_id = o.order_id\ngroup by o.shop");
  const Finding* const finding = found(result, "fanout-trap");
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, ContainsSubstring("1,000 keys (order_id) of paid repeat"));
  CHECK(finding->message.find("secret") == std::string::npos);
}

TEST_CASE("server: the other side of the join, keys of USING, and an ephemeral model by its own name") {
  NEEDS_POSTGRES();
  const GateResult turned = Ledger().judge(
      "select sum(o.amount) as amount\nfrom {payments} p\njoin {orders} o using "
      "(order_id)");
  REQUIRE(found(turned, "fanout-trap") != nullptr);
  CHECK_THAT(found(turned, "fanout-trap")->message, ContainsSubstring("counted in the data: 1,000 keys (order_id) of"));
  CHECK_THAT(found(turned, "fanout-trap")->message, ContainsSubstring("payments p repeat, and each row of"));
  const GateResult inlined = Ledger().judge(
      "with __dbt__cte__paid as (\n  select order_id, payment_id from {payments} where paid > 0 group by 1, "
      "2\n)\n" +
      sum_over + "left join __dbt__cte__paid p on p.order_id = o.order_id\ngroup by o.shop");
  REQUIRE(found(inlined, "fanout-trap") != nullptr);
  CHECK_THAT(found(inlined, "fanout-trap")->message, ContainsSubstring("1,000 keys (order_id) of paid p repeat"));
  CHECK_THAT(test_gates::to_text(inlined), !ContainsSubstring("__dbt__cte__"));
}

TEST_CASE("server: conditions beside the key decide, and are not guessed") {
  NEEDS_POSTGRES();
  const GateResult result = Ledger().judge(
      sum_over + "left join {payments} p on p.order_id = o.order_id and p.paid <> o.amount\ngroup by o.shop");
  REQUIRE(found(result, "fanout-trap") != nullptr);
  CHECK_THAT(found(result, "fanout-trap")->message,
             ContainsSubstring("repeat, and its other conditions decide how many of them are joined"));
  CHECK(evidence_of(*found(result, "fanout-trap"), "multiplier") == -1);
}

TEST_CASE("server: both sides of a join must repeat to multiply") {
  NEEDS_POSTGRES();
  const GateResult result =
      Ledger().judge("select o.order_id, p.payment_id from {orders} o\njoin {payments} p on p.shop = o.shop");
  const Finding* const finding = found(result, "many-to-many-join");
  REQUIRE(finding != nullptr);
  INFO(finding->message);
  CHECK_THAT(finding->message, ContainsSubstring("counted in the data: 40 keys (shop) of"));
  CHECK_THAT(finding->message, ContainsSubstring("confidence high"));
}

TEST_CASE("server: without an answer the finding stays, and says why") {
  NEEDS_POSTGRES();
  const std::string sql = sum_over + "left join {payments} p on p.order_id = o.order_id\ngroup by o.shop";
  {
    Ledger late;
    late.late = true;
    const GateResult result = late.judge(sql);
    REQUIRE(found(result, "fanout-trap") != nullptr);
    CHECK_THAT(found(result, "fanout-trap")->message,
               ContainsSubstring("; whether its keys repeat in the data could not be told: not within the time of "
                                 "diagnosis_budget and statement_timeout"));
  }
  {
    Ledger unasked;
    unasked.budget = 0;
    const GateResult result = unasked.judge(sql);
    REQUIRE(found(result, "fanout-trap") != nullptr);
    CHECK_THAT(found(result, "fanout-trap")->message, !ContainsSubstring("in the data"));
  }
  // What base has as well is not asked about.
  const GateResult same = Ledger().judge(sql, sql + ", 1 + 1");
  CHECK(found(same, "fanout-trap") == nullptr);
}
