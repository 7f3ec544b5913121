// Found by comparing analysis with a server, statement by statement.
#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::bound;
using tests::refusal;

TEST_CASE("fields of a row are told apart by position where names repeat") {
  CHECK(bound("SELECT (s).* FROM (SELECT c.id, o.id FROM customers c, orders o) s") ==
        "id<-customers.id; id<-orders.id");
  CHECK(bound("SELECT (p.r).* FROM (SELECT s AS r FROM (SELECT c.id, o.id FROM customers c, orders o) s) p") ==
        "id<-customers.id; id<-orders.id");
  CHECK(refusal("SELECT (s).id FROM (SELECT c.id, o.id FROM customers c, orders o) s") ==
        "column reference \"id\" is ambiguous");
}

TEST_CASE("a row's star is expanded where several columns are assigned") {
  CHECK(bound("UPDATE customers SET (id, name) = ROW(v.*) FROM (SELECT order_id, sku FROM items) v") ==
        "id<-items.order_id; name<-items.sku");
  CHECK(refusal("UPDATE customers SET (id, name) = ROW(v.*) FROM items v") ==
        "number of columns does not match number of values");
}

TEST_CASE("the target of a statement is never a WITH item") {
  CHECK(bound("WITH customers AS (SELECT sku FROM items) INSERT INTO customers (name) SELECT sku FROM customers") ==
        "name<-items.sku");
}

TEST_CASE("sorting by a key of DISTINCT ON once more is harmless") {
  CHECK(refusal("SELECT DISTINCT ON (region) name FROM customers ORDER BY region, id, region DESC").empty());
  CHECK_FALSE(refusal("SELECT DISTINCT ON (region, name) id FROM customers ORDER BY region, id, name").empty());
}

TEST_CASE("GROUPING() follows the rules of aggregates") {
  const std::string keys = "arguments to GROUPING must be grouping expressions of the associated query level";
  CHECK(refusal("SELECT region, GROUPING(region) FROM customers GROUP BY ROLLUP (region)").empty());
  CHECK(refusal("SELECT GROUPING(region) FROM customers") == keys);
  CHECK(refusal("SELECT (SELECT GROUPING(name) FROM items) FROM customers GROUP BY name").empty());
  CHECK(refusal("SELECT (SELECT GROUPING(sku) FROM items) FROM customers GROUP BY name") == keys);
  CHECK(refusal("SELECT 1 FROM customers WHERE GROUPING(region) = 1") ==
        "grouping operations are not allowed in WHERE");
  CHECK(refusal("UPDATE customers SET id = GROUPING(region)") == "grouping operations are not allowed in UPDATE");
}

TEST_CASE("an aggregate of this level may not stand in its FROM") {
  CHECK(refusal("SELECT 1 FROM orders o, LATERAL (SELECT max(o.amount) FROM items) s") ==
        "aggregate functions are not allowed in FROM clause of their own query level");
  CHECK(refusal("SELECT 1 FROM orders o, LATERAL (SELECT max(o.amount + i.qty) FROM items i) s").empty());
}

TEST_CASE("an aggregate over distinct values is sorted by its arguments") {
  const std::string said = "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list";
  CHECK(refusal("SELECT string_agg(DISTINCT name, ',' ORDER BY name) FROM customers").empty());
  CHECK(refusal("SELECT string_agg(DISTINCT name, ',' ORDER BY id) FROM customers") == said);
  CHECK(refusal("SELECT string_agg(DISTINCT id::text, ',' ORDER BY id) FROM customers") == said);
}

TEST_CASE("named arguments stand last, and each once") {
  CHECK(refusal("SELECT make_interval(years => 1, 2) FROM customers") ==
        "positional argument cannot follow named argument");
  CHECK(refusal("SELECT make_interval(days => 1, days => 2) FROM customers") ==
        "argument name \"days\" used more than once");
  CHECK(refusal("SELECT make_interval(1, days => id) FROM customers").empty());
}

TEST_CASE("rows that are compared are of one length") {
  const std::string said = "unequal number of entries in row expressions";
  CHECK(refusal("SELECT 1 FROM customers WHERE (id, name) = (1, 'a', 2)") == said);
  CHECK(refusal("SELECT 1 FROM customers WHERE (id, name) IN ((1, 'a'), (2, 'b', 3))") == said);
  CHECK(refusal("SELECT 1 FROM customers c WHERE (c.*, 1) < (1, 'a', 'b', 2)").empty());
}

TEST_CASE("a frame in values or peers needs its order") {
  CHECK(refusal("SELECT sum(id) OVER (ORDER BY id, name RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM customers") ==
        "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
  CHECK(refusal("SELECT sum(id) OVER (GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM customers") ==
        "GROUPS mode requires an ORDER BY clause");
  CHECK(refusal("SELECT sum(id) OVER (ORDER BY id RANGE 1 PRECEDING) FROM customers").empty());
  CHECK(refusal("SELECT sum(id) OVER (RANGE UNBOUNDED PRECEDING) FROM customers").empty());
}

TEST_CASE("SEARCH and CYCLE need a recursive query of two plain terms") {
  const std::string head = "WITH RECURSIVE r (a) AS (SELECT id FROM customers UNION ALL ";
  const std::string tail = " SELECT a FROM r";
  CHECK(refusal(head + "SELECT a FROM r) SEARCH DEPTH FIRST BY a SET s" + tail).empty());
  CHECK(refusal(head + "SELECT a FROM r) SEARCH DEPTH FIRST BY a, a SET s" + tail) ==
        "search column \"a\" specified more than once");
  CHECK(refusal(head + "SELECT a FROM r) CYCLE a, a SET c USING p" + tail) ==
        "cycle column \"a\" specified more than once");
  CHECK(refusal(head + "(SELECT id FROM orders UNION ALL SELECT a FROM r)) SEARCH DEPTH FIRST BY a SET s" + tail) ==
        "with a SEARCH or CYCLE clause, the right side of the UNION must be a SELECT");
  CHECK(refusal("WITH RECURSIVE r (a) AS (SELECT id FROM customers) SEARCH DEPTH FIRST BY a SET s" + tail) ==
        "WITH query is not recursive");
}

TEST_CASE("MERGE refuses what it never reaches, recursion, and system columns in its conditions") {
  const std::string head = "MERGE INTO customers c USING items i ON c.id = i.order_id ";
  CHECK(refusal(head + "WHEN MATCHED THEN DELETE WHEN MATCHED THEN DO NOTHING") ==
        "unreachable WHEN clause specified after unconditional WHEN clause");
  CHECK(refusal(head + "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN DO NOTHING").empty());
  CHECK(refusal(head + "WHEN MATCHED AND c.xmin = c.xmax THEN DELETE") ==
        "cannot use system column \"xmin\" in MERGE WHEN condition");
  CHECK(refusal(head + "WHEN MATCHED AND c.tableoid = 1 THEN DELETE").empty());
  CHECK(refusal("WITH RECURSIVE w AS (SELECT 1 AS a) " + head + "WHEN MATCHED THEN DELETE") ==
        "WITH RECURSIVE is not supported for MERGE statement");
}

TEST_CASE("SELECT INTO is a statement of its own") {
  const std::string said = "SELECT ... INTO is not allowed here";
  CHECK(bound("SELECT id INTO kept FROM customers UNION SELECT order_id FROM items") ==
        "id<-customers.id,items.order_id");
  CHECK(refusal("EXPLAIN SELECT id INTO kept FROM customers").empty());
  CHECK(refusal("INSERT INTO customers (id) SELECT id INTO kept FROM orders") == said);
  CHECK(refusal("SELECT id FROM customers UNION SELECT order_id INTO kept FROM items") == said);
  CHECK(refusal("CREATE VIEW v AS SELECT id INTO kept FROM orders") == said);
}

TEST_CASE("FOR UPDATE OF names relations of FROM") {
  CHECK(refusal("SELECT 1 FROM customers c, orders FOR UPDATE OF c").empty());
  CHECK(refusal("SELECT 1 FROM customers c FOR UPDATE OF customers") ==
        "relation \"customers\" in FOR UPDATE clause not found in FROM clause");
  CHECK(refusal("SELECT 1 FROM (customers c JOIN orders o ON c.id = o.id) j FOR UPDATE OF j") ==
        "FOR UPDATE cannot be applied to a join");
}
