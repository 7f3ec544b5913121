#include "sql/lineage.hpp"
#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;

TEST_CASE("a WITH item hides a relation of its name, but not from itself") {
  CHECK(bound("WITH orders AS (SELECT id, amount * 2 AS amount FROM orders) SELECT amount FROM orders") ==
        "amount<-orders.amount");
  CHECK(bound("WITH customers AS (SELECT sku AS name FROM items) SELECT name FROM customers") == "name<-items.sku");
  CHECK(bound("WITH orders AS (SELECT 1 AS total) SELECT o.total FROM archive.orders o") ==
        "total<-archive.orders.total");
}

TEST_CASE("a WITH item sees the earlier ones, inner queries see all around them") {
  CHECK(bound("WITH a AS (SELECT id FROM customers), b AS (SELECT id AS k FROM a) SELECT k FROM b") ==
        "k<-customers.id");
  CHECK(bound("WITH a(k) AS (SELECT id FROM customers) SELECT (SELECT max(k) FROM a) AS m") == "m<-customers.id");
  CHECK(bound("WITH a AS (SELECT id FROM b), b AS (SELECT id FROM customers) SELECT id FROM a") == "unresolved: b");
  CHECK(refusal("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 1") == "WITH query name \"a\" specified more than once");
  CHECK(refusal("WITH a(x, y) AS (SELECT 1) SELECT 1") ==
        "WITH query \"a\" has 1 columns available but 2 columns specified");
}

TEST_CASE("what nothing reads is not read") {
  const Analysis analysis = analysed(
      "WITH a AS (SELECT id FROM customers), b AS (SELECT id FROM a), c AS (SELECT 1 FROM items) "
      "SELECT id FROM b");
  REQUIRE(analysis.query()->ctes.size() == 3);
  CHECK(analysis.query()->ctes[0]->read);
  CHECK(analysis.query()->ctes[1]->read);
  CHECK_FALSE(analysis.query()->ctes[2]->read);
  REQUIRE(analysis.relations().size() == 1);
  CHECK(analysis.relations()[0]->written_name == "customers");
}

TEST_CASE("recursive items start from their first term") {
  CHECK(bound("WITH RECURSIVE r(k, p) AS (SELECT id, name FROM customers UNION ALL SELECT o.id, r.p || 'x' FROM orders "
              "o JOIN r ON o.customer_id = r.k) SELECT k, p FROM r") ==
        "k<-customers.id,orders.id; p<-customers.name | orders.customer_id");
  const Analysis analysis =
      analysed("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r");
  CHECK(analysis.problems().empty());
  CHECK(analysis.query()->ctes[0]->recursive);
}

TEST_CASE("order does not matter under WITH RECURSIVE") {
  CHECK(bound("WITH RECURSIVE a AS (SELECT k FROM b), b AS (SELECT id AS k FROM customers) SELECT k FROM a") ==
        "k<-customers.id");
}

TEST_CASE("SEARCH and CYCLE add columns that come from those they list") {
  CHECK(
      bound("WITH RECURSIVE r AS (SELECT id, customer_id FROM orders UNION SELECT o.id, o.customer_id FROM orders o, r "
            "WHERE o.id = r.customer_id) SEARCH BREADTH FIRST BY id SET s CYCLE id SET c USING p SELECT s, c, p FROM "
            "r") == "s<-orders.id; c<-orders.id; p<-orders.id | orders.customer_id");
}

TEST_CASE("a recursive reference stands in the right place or is refused") {
  const auto recursive = [](const std::string& body) {
    return refusal("WITH RECURSIVE r(n) AS (" + body + ") SELECT 1 FROM r");
  };
  CHECK(recursive("SELECT n FROM r") ==
        "recursive query \"r\" does not have the form non-recursive-term UNION [ALL] recursive-term");
  CHECK(recursive("SELECT n FROM r UNION SELECT 1") ==
        "recursive reference to query \"r\" must not appear within its non-recursive term");
  CHECK(recursive("SELECT 1 UNION SELECT 2 FROM r a, r b") ==
        "recursive reference to query \"r\" must not appear more than once");
  CHECK(recursive("SELECT 1 UNION SELECT 2 FROM customers LEFT JOIN r ON true") ==
        "recursive reference to query \"r\" must not appear within an outer join");
  CHECK(recursive("SELECT 1 UNION SELECT 2 WHERE 1 IN (SELECT n FROM r)") ==
        "recursive reference to query \"r\" must not appear within a subquery");
  CHECK(recursive("SELECT 1 UNION (SELECT 2 EXCEPT SELECT n FROM r)") ==
        "recursive reference to query \"r\" must not appear within EXCEPT");
  CHECK(
      refusal("WITH RECURSIVE a AS (SELECT 1 UNION SELECT * FROM b), b AS (SELECT 1 UNION SELECT * FROM a) SELECT 1") ==
      "mutual recursion between WITH items is not implemented");
}

TEST_CASE("a circle that is refused has an end for whoever follows it") {
  const std::string within_first = "WITH RECURSIVE r(n) AS (SELECT n FROM r UNION SELECT 1) SELECT n FROM r";
  for (const std::string& text :
       {within_first,
        std::string("WITH RECURSIVE r(n) AS (SELECT a.n FROM r a UNION SELECT b.n FROM r b) SELECT n FROM r"),
        std::string("WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT 1 AS n FROM a, b"),
        std::string("WITH RECURSIVE a(n) AS (SELECT 1 UNION SELECT n FROM b), b AS (SELECT n FROM a) SELECT n FROM b"),
        std::string("WITH RECURSIVE a(n) AS (SELECT n FROM b UNION SELECT 1), b(n) AS (SELECT n FROM c), "
                    "c(n) AS (SELECT n FROM a) SELECT n FROM c")}) {
    INFO(text);
    const Analysis analysis = analysed(text);
    CHECK_FALSE(analysis.problems().empty());
    CHECK(lineage_of(analysis).columns.size() == 1);
  }
  CHECK_FALSE(lineage_of(analysed(within_first)).columns.front().resolved);
}

TEST_CASE("items that modify data are read for what they return") {
  CHECK(bound("WITH d AS (DELETE FROM items WHERE qty = 0 RETURNING sku) SELECT sku FROM d") ==
        "sku<-items.sku | items.qty");
  CHECK(analysed("WITH d AS (DELETE FROM items) SELECT 1").query()->ctes[0]->read);
  CHECK(refusal("WITH d AS (DELETE FROM items) SELECT * FROM d") ==
        "WITH query \"d\" does not have a RETURNING clause");
  CHECK(refusal("SELECT (WITH d AS (DELETE FROM items RETURNING sku) SELECT sku FROM d)") ==
        "WITH clause containing a data-modifying statement must be at the top level");
}
