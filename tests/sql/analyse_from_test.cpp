#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;

TEST_CASE("USING merges its columns and puts them first") {
  CHECK(bound("SELECT * FROM customers JOIN archive.orders USING (id)") ==
        "id<-customers.id; name<-customers.name; region<-customers.region; total<-archive.orders.total | "
        "archive.orders.id");
  CHECK(bound("SELECT id FROM customers LEFT JOIN archive.orders USING (id)") ==
        "id<-customers.id | archive.orders.id");
  CHECK(bound("SELECT id FROM customers RIGHT JOIN archive.orders USING (id)") ==
        "id<-archive.orders.id | customers.id");
  CHECK(bound("SELECT id, customers.id AS c FROM customers FULL JOIN archive.orders USING (id)") ==
        "id<-archive.orders.id,customers.id; c<-customers.id");
  CHECK(bound("SELECT id FROM customers JOIN orders USING (id) JOIN archive.orders a USING (id)") ==
        "id<-customers.id | archive.orders.id,orders.id");
}

TEST_CASE("an inner join hands on the side that needs no cast") {
  CHECK(bound("SELECT k FROM (SELECT id AS k FROM customers) c JOIN (SELECT qty AS k FROM items) i USING (k)") ==
        "k<-items.qty | customers.id");
}

TEST_CASE("NATURAL joins by all common names, and crosses without any") {
  CHECK(bound("SELECT id, total FROM customers NATURAL JOIN archive.orders") ==
        "id<-customers.id; total<-archive.orders.total | archive.orders.id");
  CHECK(bound("SELECT sku, name FROM items NATURAL JOIN customers") == "sku<-items.sku; name<-customers.name");
}

TEST_CASE("a join alias hides its sides, and may rename") {
  CHECK(bound("SELECT j.id, j.total FROM (customers JOIN archive.orders USING (id)) AS j") ==
        "id<-customers.id; total<-archive.orders.total | archive.orders.id");
  CHECK(bound("SELECT k FROM (customers JOIN archive.orders USING (id)) AS j(k)") ==
        "k<-customers.id | archive.orders.id");
  CHECK(bound("SELECT customers.id FROM (customers JOIN archive.orders USING (id)) AS j") ==
        "refused: invalid reference to FROM-clause entry for table \"customers\"");
  CHECK(bound("SELECT m.id, total FROM customers JOIN archive.orders USING (id) AS m") ==
        "id<-customers.id; total<-archive.orders.total | archive.orders.id");
}

TEST_CASE("ON sees the two sides of its join only") {
  CHECK(bound("SELECT sku FROM orders o JOIN items i ON i.order_id = o.id") ==
        "sku<-items.sku | items.order_id,orders.id");
  CHECK(refusal("SELECT 1 FROM customers c, orders o JOIN items i ON i.order_id = c.id") ==
        "invalid reference to FROM-clause entry for table \"c\"");
}

TEST_CASE("what USING refuses") {
  CHECK(refusal("SELECT 1 FROM customers JOIN items USING (id)") ==
        "column \"id\" specified in USING clause does not exist in right table");
  CHECK(refusal("SELECT 1 FROM (customers CROSS JOIN orders) JOIN archive.orders a USING (id)") ==
        "common column name \"id\" appears more than once in left table");
  CHECK(refusal("SELECT 1 FROM customers JOIN orders USING (id, id)") ==
        "column name \"id\" appears more than once in USING clause");
}

TEST_CASE("a table name is taken once per level") {
  CHECK(refusal("SELECT 1 FROM customers x, orders x") == "table name \"x\" specified more than once");
  CHECK(refusal("SELECT 1 FROM customers JOIN customers ON true") ==
        "table name \"customers\" specified more than once");
  CHECK(refusal("SELECT 1 FROM orders, archive.orders").empty());
  CHECK(refusal("SELECT 1 FROM customers JOIN orders USING (id) AS customers") ==
        "table name \"customers\" specified more than once");
}

TEST_CASE("a table name is taken once among many, in long lists and in long chains of joins") {
  std::string list = "SELECT 1 FROM customers x0";
  std::string joins = list;
  for (int i = 1; i < 100; ++i) {
    list += ", customers x" + std::to_string(i);
    joins += " CROSS JOIN customers x" + std::to_string(i);
  }
  CHECK(refusal(list).empty());
  CHECK(refusal(joins).empty());
  CHECK(refusal(list + ", orders x70") == "table name \"x70\" specified more than once");
  CHECK(refusal(joins + " CROSS JOIN orders x70") == "table name \"x70\" specified more than once");
  const std::string other =
      "(customers y0 CROSS JOIN orders y1 CROSS JOIN orders y2 CROSS JOIN orders y3 CROSS JOIN "
      "orders y4 CROSS JOIN orders y5 CROSS JOIN orders y6 CROSS JOIN orders y7 CROSS JOIN orders y8 "
      "CROSS JOIN orders x99)";
  CHECK(refusal(list + ", " + other) == "table name \"x99\" specified more than once");
}

TEST_CASE("only LATERAL sees what stands before it") {
  CHECK(bound("SELECT s.q FROM customers c, LATERAL (SELECT c.name AS q) s") == "q<-customers.name");
  CHECK(refusal("SELECT 1 FROM customers c, (SELECT c.name AS q) s") ==
        "invalid reference to FROM-clause entry for table \"c\"");
  CHECK(refusal("SELECT 1 FROM customers c RIGHT JOIN LATERAL (SELECT c.name AS q) s ON true") ==
        "invalid reference to FROM-clause entry for table \"c\"");
  CHECK(bound("SELECT v.k FROM customers c, LATERAL (VALUES (c.id), (2)) v(k)") == "k<-customers.id");
}

TEST_CASE("functions in FROM: the columns they give, and what feeds them") {
  CHECK(bound("SELECT g FROM orders, generate_series(1, customer_id) g") == "g<-orders.customer_id");
  CHECK(bound("SELECT t.tag, t.n FROM orders, unnest(tags) WITH ORDINALITY AS t(tag, n)") == "tag<-orders.tags; n<-");
  CHECK(bound("SELECT e.key, e.value FROM orders, jsonb_each(doc) e") == "key<-orders.doc; value<-orders.doc");
  CHECK(bound("SELECT x.a, x.b FROM orders, jsonb_to_record(doc) AS x(a int, b text)") ==
        "a<-orders.doc; b<-orders.doc");
  CHECK(bound("SELECT u.a, u.b FROM orders, unnest(tags, ARRAY[id]) AS u(a, b)") == "a<-orders.tags; b<-orders.id");
  CHECK(bound("SELECT z.* FROM orders, ROWS FROM (unnest(tags), generate_series(1, id)) AS z(a, b)") ==
        "a<-orders.tags; b<-orders.id");
  CHECK(bound("SELECT w.street FROM people, unnest(works) w") == "street<-people.works");
  CHECK(bound("SELECT e.value FROM orders, jsonb_array_elements(doc) e") == "value<-orders.doc");
  CHECK(refusal("SELECT * FROM jsonb_to_record('{}') x") ==
        "a column definition list is required for functions returning \"record\"");
}

TEST_CASE("XMLTABLE hands its document to every column") {
  CHECK(bound("SELECT x.a, x.n FROM customers, xmltable('/r' PASSING xmlparse(document name) COLUMNS a int PATH '@a', "
              "n FOR ORDINALITY) x") == "a<-customers.name; n<-customers.name");
}

TEST_CASE("joins keep their shape") {
  const Analysis analysis = analysed(
      "SELECT 1 FROM customers c LEFT JOIN orders o ON o.customer_id = c.id NATURAL JOIN people, items TABLESAMPLE "
      "SYSTEM (10)");
  REQUIRE(analysis.query()->from.size() == 2);
  const JoinTree& natural = *analysis.query()->from[0];
  CHECK(natural.natural);
  CHECK(natural.type == JoinType::inner);
  REQUIRE(natural.left != nullptr);
  CHECK(natural.left->type == JoinType::left);
  REQUIRE(natural.left->condition != nullptr);
  CHECK(natural.left->condition->name == "=");
  CHECK(analysis.query()->entries[static_cast<std::size_t>(analysis.query()->from[1]->entry)].sampled);
}
