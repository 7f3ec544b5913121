// Joins that a diagnosis can get wrong, on the private PostgreSQL: the right one is named, at its line, with the
// multiplier that the query itself has; and none where nothing multiplies.
#include <fmt/format.h>

#include <cmath>

#include "tests/catch.hpp"
#include "tests/gates/row_counts.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using test::Schema;

namespace {

struct Table {
  std::string name, sql;
};

/// 300 orders of 60 customers; the first 200 have payments: two each, and order 7 three more; two payments of none.
const std::vector<Table> tables{
    {"orders",
     "select i as order_id, i % 60 as customer_id, case when i % 5 = 0 then null else i % 3 end as region, "
     "date '2024-01-01' + i % 10 as day, array[1, 2, i] as tags, i % 4 as qty, nullif(i % 7, 0) as parent_id "
     "from generate_series(1, 300) i"},
    {"payments",
     "select row_number() over () as payment_id, order_id, part, case part when 0 then 'card' else 'cash' end as "
     "method, 10 * part as amount, timestamp '2024-01-01 08:00' + (order_id % 10) * interval '1 day' as paid_at from "
     "(select 1 + i % 200 as order_id, i / 200 as part from generate_series(0, 399) i union all select 7, 1 from "
     "generate_series(1, 3) union all select null::integer, 0 from generate_series(1, 2)) p"},
    {"customers", "select i as customer_id, i % 3 as region, 'Name ' || i as name from generate_series(0, 49) i"},
    {"rates",
     "select r as region, d as valid_from, d + 5 as valid_to from generate_series(0, 2) r, "
     "(values (date '2024-01-01'), (date '2024-01-06')) v(d)"},
    {"nothing", "select 1 as id where false"},
};

/// The shop of one run, in one schema for each side; `{orders}` in SQL is a relation of that side.
class Joins {
 public:
  Joins() : x_base("joins base"), x_head("joins head") {
    for (Schema* side : {&x_base, &x_head}) {
      for (const Table& table : tables) {
        side->admin().run(fmt::format("create table {} as {}", (*side)(table.name), table.sql));
      }
    }
    for (const Table& table : tables) {
      put(scene.base, x_base, table);
      put(scene.head, x_head, table);
    }
  }

  std::string filled(Schema& side, std::string sql) const {
    for (const Table& table : tables) {
      const std::string place = "{" + table.name + "}";
      for (std::size_t at = 0; (at = sql.find(place, at)) != std::string::npos;) {
        sql.replace(at, place.size(), side(table.name));
      }
    }
    return sql;
  }

  /// Inlined into the mart's SQL as dbt does.
  void add_ephemeral(const std::string& name, const std::string& base_sql, const std::string& head_sql) {
    for (const auto& [project, side, sql] :
         {std::tuple(&scene.base, &x_base, base_sql), std::tuple(&scene.head, &x_head, head_sql)}) {
      dbt::Node node = model(name, filled(*side, sql));
      node.config.materialized = "ephemeral";
      node.relation_name.clear();
      node.original_file_path = "models/" + name + ".sql";
      node.raw_code = node.compiled_code;
      for (const Table& table : tables) node.depends_on.push_back("model.shop." + table.name);
      project->nodes[node.unique_id] = node;
    }
    x_ephemeral = name;
  }

  /// The one finding about the mart; its rows on both sides are what its SQL gives there.
  std::optional<Finding> judge(const std::string& base_sql, const std::string& head_sql) {
    const std::string on_base = mart(x_base, scene.base, base_sql);
    const std::string on_head = mart(x_head, scene.head, head_sql);
    scene.changed(node(on_base), node(on_head));
    scene.base.nodes["model.shop.mart"].relation_name = x_base("mart");
    scene.head.nodes["model.shop.mart"].relation_name = x_head("mart");
    base_rows = std::stod(x_base.admin().cell("select count(*) from (" + as_query(on_base) + ") as t"));
    head_rows = std::stod(x_head.admin().cell("select count(*) from (" + as_query(on_head) + ") as t"));
    for (const auto& [side, sql] : {std::pair(&x_base, on_base), std::pair(&x_head, on_head)}) {
      side->admin().run(fmt::format("create table {} as select 1 as n from ({}) as t", (*side)("mart"), as_query(sql)));
    }
    const auto pool = test::pool(4, {});
    const GateResult result = scene.answers([&](const Question& question) {
                                     return pool->ask({&question, 1}).front();
                                   })
                                  .run(gates::row_count_diff);
    INFO((result.outcomes.empty() ? "" : result.outcomes.front().reason));
    REQUIRE(result.findings.size() <= 1);
    return result.findings.empty() ? std::nullopt : std::optional(result.findings.front());
  }

  std::string ask_head(const std::string& sql) { return x_head.admin().cell(filled(x_head, sql)); }
  void run_on_head(const std::string& sql) { x_head.admin().run(filled(x_head, sql)); }

  Scene scene;
  double base_rows = 0, head_rows = 0;

 private:
  static std::string as_query(const std::string& sql) {
    return (sql.ends_with(';') ? sql.substr(0, sql.size() - 1) : sql) + "\n";
  }
  static void put(dbt::Project& project, Schema& side, const Table& table) {
    dbt::Node node = model(table.name, table.sql);
    node.relation_name = side(table.name);
    project.nodes[node.unique_id] = node;
  }

  dbt::Node node(const std::string& sql) const {
    dbt::Node node = model("mart", sql);
    for (const Table& table : tables) node.depends_on.push_back("model.shop." + table.name);
    if (!x_ephemeral.empty()) node.depends_on.push_back("model.shop." + x_ephemeral);
    return node;
  }

  std::string mart(Schema& side, const dbt::Project& project, const std::string& sql) const {
    const std::string text = filled(side, sql);
    if (x_ephemeral.empty()) return text;
    return fmt::format("with __dbt__cte__{} as (\n{}\n) {}", x_ephemeral,
                       project.nodes.at("model.shop." + x_ephemeral).compiled_code, text);
  }

  Schema x_base, x_head;
  std::string x_ephemeral;
};

double evidence_of(const Finding& finding, std::string_view name) {
  for (const Evidence& item : finding.evidence) {
    if (item.name == name) return std::visit([](auto value) { return static_cast<double>(value); }, item.value);
  }
  return -1;
}

const std::string plain = "select o.order_id, o.qty from {orders} o\n";

/// A join that is new on head: named, at its line, and its multiplier is what the rows of both sides say.
struct Multiplying {
  std::string joined;  ///< behind `plain`'s first line
  std::string told;    ///< that the message holds
  int line = 2;
};

void check(const Multiplying& one, const std::string& base = plain) {
  INFO(one.joined);
  Joins joins;
  const auto finding = joins.judge(base, base + one.joined);
  REQUIRE(finding);
  INFO(finding->message);
  CHECK(finding->rule == "row-count-growth");
  CHECK_THAT(finding->message, ContainsSubstring(one.told));
  CHECK(finding->location.line == one.line);
  CHECK(std::abs(evidence_of(*finding, "multiplier") - joins.head_rows / joins.base_rows) < 1e-6);
  CHECK_THAT(finding->message, !ContainsSubstring("Name "));
}

}  // namespace

TEST_CASE("server: right sides that are queries with another grain are asked for what they repeat") {
  NEEDS_POSTGRES();
  check(
      {"left join (select order_id, method, sum(amount) as amount from {payments} group by order_id, method) m\n"
       "  on m.order_id = o.order_id",
       "m is not unique on order_id: 200 keys repeat, each row of orders becomes 1.67 rows"});
  check({"left join (select distinct order_id, amount from {payments}) d using (order_id)",
         "d is not unique on order_id: 200 keys repeat"});
  check(
      {"left join (select *, row_number() over (partition by order_id, method order by payment_id) as rn\n"
       "  from {payments}) w on w.order_id = o.order_id and w.rn = 1",
       "payments is not unique on order_id: 200 keys repeat"});
  check(
      {"left join (select order_id from {payments} union all select order_id from {payments} where part = 0) u\n"
       "  on u.order_id = o.order_id",
       "u is not unique on order_id: 200 keys repeat"});
}

TEST_CASE("server: a CTE is called by the author's name, at the line of its join") {
  NEEDS_POSTGRES();
  const std::string ctes =
      "with o as (select * from {orders}),\nby_method as (\n  select order_id, method from {payments} group by 1, 2\n"
      "),\npaid as (select * from by_method)\nselect o.order_id from o\n";
  check({"left join by_method as bm on bm.order_id = o.order_id",
         "by_method is not unique on order_id: 200 keys repeat, each row of orders becomes 1.67 rows", 7},
        ctes);
}

TEST_CASE("server: keys of any form") {
  NEEDS_POSTGRES();
  check(
      {"left join {payments} p on p.order_id::text = o.order_id::text", "payments is not unique on p.order_id::text"});
  check({"left join {payments} p on date_trunc('day', p.paid_at) = o.day", "payments is not unique on date_trunc("});
  check({"left join {payments} p on coalesce(p.order_id, -1) = coalesce(o.order_id, -1)", "payments is not unique on"});
  check({"left join {payments} p on p.order_id * 1 = o.order_id + 0", "payments is not unique on p.order_id * 1"});
  check(
      {"left join (select region, customer_id from {customers} union all select region, customer_id from {customers})"
       " c\n  using (region, customer_id)",
       "c is not unique on region, customer_id"});
  // Keys that are null meet nothing: 60 orders have no region.
  check({"left join {customers} c on c.region = o.region", "customers is not unique on region: 3 keys repeat"});
}

TEST_CASE("server: natural joins") {
  NEEDS_POSTGRES();
  check({"natural left join (select order_id, method from {payments}) p", "payments is not unique on order_id"});
}

TEST_CASE("server: conditions beside the key, or without equality, are counted and not guessed") {
  NEEDS_POSTGRES();
  check({"left join {payments} p on p.order_id = o.order_id and p.amount >= o.qty - 3",
         "payments is not unique on order_id: 200 keys repeat, and its left join makes 503 rows of 300"});
  check({"join {rates} r on o.day >= r.valid_from", "the inner join of rates makes"});
  check(
      {"left join {payments} p on p.order_id = o.order_id or p.payment_id = o.order_id", "the left join of payments"});
  Joins joins;  // as of a day: one rate for each order, so the growth is not its doing
  const auto finding = joins.judge(
      "select o.order_id from {orders} o where o.qty > 0",
      "select o.order_id from {orders} o\nleft join {rates} r on r.region = o.region and o.day >= r.valid_from and "
      "o.day < r.valid_to");
  REQUIRE(finding);
  CHECK_THAT(finding->message, ContainsSubstring("none of its joins multiplies rows more than on base"));
  CHECK_THAT(finding->message, !ContainsSubstring("not unique"));
}

TEST_CASE("server: calls in FROM, LATERAL, and joins of every row") {
  NEEDS_POSTGRES();
  check({"cross join lateral unnest(o.tags) as tag", "the cross join of tag makes 900 rows of 300"});
  check({"join generate_series(1, 3) as n on true", "the cross join of n makes 900 rows of 300"});
  check({"cross join generate_series(1, o.qty + 1) as n", "the cross join of n makes"});
  check({"left join lateral (select p.payment_id from {payments} p where p.order_id = o.order_id) l on true",
         "the left join of payments makes 503 rows of 300"});
  check({"cross join {rates} r", "rates is joined without a condition: each row becomes 6 rows"});
}

TEST_CASE("server: texts that are hard to cut") {
  NEEDS_POSTGRES();
  const std::string told = "payments is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68";
  check({"LEFT JOIN {payments} \"from\" /* where (on */ ON \"from\".order_id = o.order_id -- left join x on y", told});
  check({"left join {payments} p using (order_id) -- end", told});
  check({"left join {payments} as p (id, key) on key = o.order_id;", "payments is not unique on order_id: 200 keys"});
  check({"left join {payments} p on (((p.order_id) = (o.order_id)))", told});
  check(
      {"left join {payments} p on (p.order_id, p.part) = (o.order_id, case when o.qty between 1 and 2 then 1 else 0 "
       "end) or p.order_id = o.order_id",
       "the left join of payments makes"});
  check(
      {"left join {payments} p on case when p.method = ' and ' then -1 else p.order_id end = o.order_id and p.part "
       "between 0 and 1",
       "payments is not unique on case when p.method = ' and ' then -1 else p.order_id end: 200 keys repeat"});
  check(
      {"left join {payments} p on p.order_id is not distinct from o.order_id", "the left join of payments makes 503"});
  check({"left join ({payments} p join {customers} c on c.customer_id = p.part) on p.order_id = o.order_id",
         "is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68"});
  check(
      {"left join (with recursive r(n) as (select 1 union all select n + 1 from r where n < 3)\n"
       "  select n, 0 as one from r) r on r.one = o.qty * 0",
       "the left join of r makes 900 rows of 300, each becomes 3.00 on average"});
  check({", {payments} p where p.order_id = o.order_id and o.qty >= 0 and exists (select 1)",
         "payments is not unique on order_id: 200 keys repeat"});
  check({"left join {payments} p tablesample bernoulli (100) on p.order_id = o.order_id", told});
  check({"cross join lateral rows from (generate_series(1, 2), unnest(o.tags)) with ordinality as x(a, b, c)",
         "the cross join of x makes 900 rows of 300"});
}

TEST_CASE("server: branches of a union, and a chain of CTEs") {
  NEEDS_POSTGRES();
  const std::string before =
      "with o as (select * from {orders} where qty >= 0),\nlate as (\n  select o.order_id, o.day from o\n";
  const std::string behind = "),\nfinal as (select * from late where order_id > 0)\nselect order_id from final\n";
  const std::string other = "union all\nselect order_id from {orders} where false\n";
  Joins joins;
  const auto finding =
      joins.judge(before + behind + other,
                  before +
                      "  left join (select order_id, part from {payments} union select order_id, 2 from {payments}) p\n"
                      "    on p.order_id = o.order_id\n" +
                      behind + other);
  REQUIRE(finding);
  INFO(finding->message);
  CHECK(finding->location.line == 4);
  CHECK(std::abs(evidence_of(*finding, "multiplier") - joins.head_rows / joins.base_rows) < 1e-6);
  CHECK_THAT(finding->message, ContainsSubstring("p is not unique on order_id: 200 keys repeat"));
}

TEST_CASE("server: a join that base has as well is blamed only where the data on head repeats more") {
  NEEDS_POSTGRES();
  const std::string sql =
      "select o.order_id, o.qty from {orders} o\nleft join (select order_id, method from {payments} where part = 0 "
      "group by order_id, method) m\n  on m.order_id = o.order_id";
  {
    Joins joins;
    joins.run_on_head("insert into {payments} select 1000 + i, i, 0, 'wire', 1, null from generate_series(1, 150) i");
    const auto finding = joins.judge(sql, sql + " -- edited");
    REQUIRE(finding);
    CHECK_THAT(finding->message, ContainsSubstring("m is not unique on order_id: 150 keys repeat"));
    CHECK(std::abs(evidence_of(*finding, "multiplier") - 1.5) < 1e-6);
  }
  Joins joins;
  joins.run_on_head("insert into {orders} select 300 + i, 1, 1, null, null, 1, null from generate_series(1, 100) i");
  const auto finding = joins.judge(sql,
                                   "select ord.order_id, ord.qty from {orders} ord\nleft join (select order_id, method "
                                   "from {payments} where part = 0 "
                                   "group by order_id, method) methods\n  on ord.order_id=methods.order_id");
  REQUIRE(finding);
  CHECK_THAT(finding->message, ContainsSubstring("none of its joins multiplies rows more than on base"));
}

TEST_CASE("server: self joins, full joins, and right joins that drive") {
  NEEDS_POSTGRES();
  check(
      {"left join {orders} child on child.parent_id = o.order_id", "orders is not unique on parent_id: 6 keys repeat"});
  check({"full join {payments} p on p.order_id = o.order_id",
         "payments is not unique on order_id: 200 keys repeat, and its full join makes 505 rows of 300"});
  check({"full join (select generate_series(200, 400) as order_id) f on f.order_id = o.order_id",
         "the full join of f makes 400 rows of 300"});
  Joins joins;
  const auto finding =
      joins.judge(plain, "select o.order_id\nfrom {payments} p\nright join {orders} o using (order_id)");
  REQUIRE(finding);
  CHECK_THAT(finding->message,
             ContainsSubstring("payments is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68"));
}

TEST_CASE("server: of several joins the first that multiplies is named, and others only if they do") {
  NEEDS_POSTGRES();
  const std::string customers = "join {customers} c on c.customer_id = o.customer_id\n";
  const std::string payments = "left join {payments} p on p.order_id = o.order_id\n";
  const std::string rates = "left join {rates} r on r.region = o.region\n";
  {
    Joins joins;
    const auto finding = joins.judge(plain, plain + customers + payments + rates);
    REQUIRE(finding);
    CHECK(finding->location.line == 3);
    CHECK_THAT(finding->message, ContainsSubstring("payments is not unique on order_id: 200 keys repeat, each row "
                                                   "before it becomes 1.6"));
    CHECK_THAT(finding->message, ContainsSubstring("; the join of rates multiplies rows as well (each becomes 1.8"));
    CHECK_THAT(finding->message, !ContainsSubstring("customers"));
  }
  // Keys of an input that is joined itself: exact over the rows that are there by then.
  check({"left join {rates} r on r.region = c.region", "rates is not unique on region: 3 keys repeat", 3},
        plain + "join {customers} c on c.customer_id = o.customer_id\n");
}

TEST_CASE("server: an ephemeral model is told by its name, and a join of its own in its own file") {
  NEEDS_POSTGRES();
  {
    Joins joins;
    const std::string sql = "select order_id, method from {payments} group by 1, 2";
    joins.add_ephemeral("paid_methods", sql, sql);
    const auto finding = joins.judge(
        "select o.order_id from {orders} o\nleft join (select order_id from __dbt__cte__paid_methods group "
        "by 1) m using (order_id)",
        "select o.order_id from {orders} o\nleft join __dbt__cte__paid_methods m using (order_id)");
    REQUIRE(finding);
    CHECK_THAT(finding->message, ContainsSubstring("paid_methods is not unique on order_id: 200 keys repeat, each row "
                                                   "of orders becomes 1.67"));
    CHECK_THAT(finding->message, !ContainsSubstring("__dbt__cte__"));
  }
  Joins joins;
  joins.add_ephemeral("enriched", "select o.order_id\nfrom {orders} o",
                      "select o.order_id\nfrom {orders} o\nleft join {payments} p on p.order_id = o.order_id");
  const auto finding =
      joins.judge("select order_id from __dbt__cte__enriched", "select order_id from __dbt__cte__enriched");
  REQUIRE(finding);
  INFO(finding->message);
  CHECK_THAT(finding->message, ContainsSubstring("each row of orders becomes 1.68 rows on average (join at "
                                                 "models/enriched.sql:3)"));
  CHECK(finding->location.path == "models/enriched.sql");
  CHECK(finding->location.line == 3);
}

namespace {

/// What is said of a drop, and counts of the same server to hold it against.
struct Drop {
  Joins joins;
  std::string text;

  Drop(const std::string& base, const std::string& head) {
    const auto finding = joins.judge(base, head);
    REQUIRE(finding);
    CHECK(finding->rule != "row-count-growth");
    text = finding->message + " | " + finding->help;
  }
  std::string count(const std::string& from) { return joins.ask_head("select count(*) from " + from); }
};

const std::string customers = "join {customers} c on c.customer_id = o.customer_id\n";
const std::string paid_once =
    "left join (select distinct order_id, 1 as is_paid from {payments}) p on p.order_id = o.order_id\n";

}  // namespace

TEST_CASE("server: losses: a filter and a join, each with what it keeps") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + "where o.qty > 0");
  const std::string filtered = drop.count("{orders} o where o.qty > 0");
  const std::string joined = drop.count("{orders} o join {customers} c using (customer_id) where o.qty > 0");
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("; step by step, the filter `o.qty > 0` keeps {} of 300, the "
                                                      "inner join of customers keeps {} of {}",
                                                      filtered, joined, filtered)));
  CHECK_THAT(drop.text, ContainsSubstring("the filter `o.qty > 0` keeps 225 of 300 rows of orders (at "
                                          "models/mart.sql:3)"));
}

TEST_CASE("server: losses: a second join drops of what the first one left") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + "join {rates} r on r.region = c.region and r.valid_from = o.day\n");
  const std::string first = drop.count("{orders} o join {customers} c using (customer_id)");
  const std::string second = drop.count(
      "{orders} o join {customers} c using (customer_id) join {rates} r on r.region = c.region and r.valid_from = "
      "o.day");
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("drops {} of {} rows, which have no match on region, valid_from",
                                                      std::stoi(first) - std::stoi(second), first)));
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("; step by step, the inner join of customers keeps {} of 300, "
                                                      "the inner join of rates keeps {} of {}",
                                                      first, second, first)));
}

TEST_CASE("server: losses: a left join undone by WHERE") {
  NEEDS_POSTGRES();
  const auto told = [](const std::string& filter) { return Drop(plain, plain + paid_once + filter).text; };
  const std::string undone = told("where p.is_paid = 1");
  CHECK_THAT(undone, ContainsSubstring("the filter `p.is_paid = 1` keeps 200 of 300 joined rows, none of those "
                                       "without a match in p: it undoes that left join (at models/mart.sql:3)"));
  CHECK_THAT(undone, ContainsSubstring("Move `p.is_paid = 1` into the ON of the left join of p"));
  // An anti join is meant so, and undoes nothing.
  CHECK_THAT(told("where p.is_paid is null"),
             ContainsSubstring("the filter `p.is_paid is null` keeps 100 of 300 joined rows (at"));
  CHECK_THAT(told("where coalesce(p.is_paid, 1) = 2"), !ContainsSubstring("undoes"));
}

TEST_CASE("server: losses: filters and joins of several kinds in the order of their steps") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + paid_once + "where o.qty > 0 and p.is_paid = 1 and c.region <> o.qty");
  INFO(drop.text);
  const std::string of_customer = "{orders} o join {customers} c using (customer_id) where o.qty > 0";
  const std::string before = drop.count(of_customer);
  const std::string after = drop.count(of_customer + " and c.region <> o.qty");
  const std::string all = drop.count(of_customer +
                                     " and c.region <> o.qty and o.order_id in (select order_id from "
                                     "{payments})");
  CHECK_THAT(drop.text, ContainsSubstring("; step by step, the filter `o.qty > 0` keeps 225 of 300, the inner join of "
                                          "customers makes " +
                                          after + " of 225, the filter `p.is_paid = 1` keeps "));
  CHECK(std::stoi(before) > std::stoi(after));
  CHECK(std::stod(all) == drop.joins.head_rows);
}

TEST_CASE("server: losses: filters by sub-queries, on queries that drive, and joins that keep nothing") {
  NEEDS_POSTGRES();
  CHECK_THAT(Drop(plain, plain + "where exists (select 1 from {payments} p where p.order_id = o.order_id)").text,
             ContainsSubstring(" keeps 200 of 300 rows of orders (at models/mart.sql:2)"));
  const std::string grouped =
      "with by_day as (select day, count(*) as orders from {orders} group by day),\n"
      "twice as (select day, orders from by_day union all select day, orders from by_day)\n"
      "select d.day from twice d cross join {rates} r\n";
  CHECK_THAT(Drop(grouped, grouped + "where d.day > date '2024-01-04'").text,
             ContainsSubstring("the filter `d.day > date '2024-01-04'` keeps 72 of 120 joined rows (at "
                               "models/mart.sql:4)"));
  CHECK_THAT(Drop(plain, plain + "cross join {nothing} n").text,
             ContainsSubstring("the cross join of nothing keeps 0 of 300 rows"));
  CHECK_THAT(Drop(plain, plain + "join {payments} p on p.order_id = o.order_id and p.amount > 5 and o.qty = 1").text,
             ContainsSubstring(
                 "; step by step, the filter `o.qty = 1` keeps 75 of 300, the inner join of payments keeps 50 of 75"));
}
