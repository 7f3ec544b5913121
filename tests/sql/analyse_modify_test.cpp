#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;

TEST_CASE("INSERT assigns by position") {
  CHECK(bound("INSERT INTO items SELECT id, name FROM customers") == "order_id<-customers.id; sku<-customers.name");
  CHECK(bound("INSERT INTO items (sku, order_id) SELECT name AS order_id, id FROM customers") ==
        "sku<-customers.name; order_id<-customers.id");
  CHECK(bound("INSERT INTO items (sku) VALUES ('a'), ((SELECT max(name) FROM customers))") == "sku<-customers.name");
  CHECK(bound("INSERT INTO items (qty) VALUES (DEFAULT)") == "qty<-");
  CHECK(bound("INSERT INTO items DEFAULT VALUES").empty());
}

TEST_CASE("what INSERT refuses") {
  CHECK(refusal("INSERT INTO items VALUES (1, 'a', 2, 3)") == "INSERT has more expressions than target columns");
  CHECK(refusal("INSERT INTO items (sku, qty) SELECT name FROM customers") ==
        "INSERT has more target columns than expressions");
  CHECK(refusal("INSERT INTO items (sku, sku) VALUES (1, 2)") == "column \"sku\" specified more than once");
  CHECK(refusal("INSERT INTO items (nope) VALUES (1)") == "column \"nope\" of relation \"items\" does not exist");
}

TEST_CASE("a target is never a WITH item") {
  CHECK(bound("WITH items AS (SELECT 1 AS k) INSERT INTO items (qty) SELECT k FROM items") == "qty<-");
}

TEST_CASE("ON CONFLICT updates the columns it names") {
  CHECK(
      bound(
          "INSERT INTO items (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET qty = items.qty + excluded.order_id") ==
      "sku<-; qty<-items.order_id,items.qty | items.sku");
  CHECK(refusal("INSERT INTO items (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET qty = qty + 1") ==
        "column reference \"qty\" is ambiguous");
  CHECK(refusal("INSERT INTO items (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET qty = excluded.nope") ==
        "column excluded.nope does not exist");
}

TEST_CASE("UPDATE assigns its targets") {
  CHECK(bound("UPDATE items SET qty = o.id FROM orders o WHERE o.id = order_id") == "qty<-orders.id | items.order_id");
  CHECK(bound("UPDATE items SET (sku, qty) = (SELECT name, id FROM customers)") ==
        "sku<-customers.name; qty<-customers.id");
  CHECK(bound("UPDATE items SET (sku, qty) = ROW(sku || 'x', DEFAULT)") == "sku<-items.sku; qty<-");
  CHECK(bound("UPDATE people SET home.zip = '1'") == "home<-people.home");
  CHECK(refusal("UPDATE items SET nope = 1") == "column \"nope\" of relation \"items\" does not exist");
  CHECK(refusal("UPDATE items SET qty = 1, qty = 2") == "multiple assignments to same column \"qty\"");
  CHECK(refusal("UPDATE items SET (sku, qty) = (SELECT 1)") == "number of columns does not match number of values");
  CHECK(refusal("UPDATE items SET qty = sum(qty)") == "aggregate functions are not allowed in UPDATE");
  CHECK(refusal("UPDATE items SET qty = 1 FROM (SELECT items.qty) s") ==
        "invalid reference to FROM-clause entry for table \"items\"");
}

TEST_CASE("DELETE gives no column and is steered by what it looks at") {
  CHECK(bound("DELETE FROM items USING orders o WHERE o.id = order_id RETURNING sku") == " | items.order_id,orders.id");
  CHECK(refusal("DELETE FROM items WHERE nope = 1") == "column \"nope\" does not exist");
}

TEST_CASE("MERGE joins its actions by target column") {
  CHECK(
      bound("MERGE INTO items i USING customers c ON i.order_id = c.id WHEN MATCHED AND c.region = 'x' THEN UPDATE SET "
            "sku = c.name WHEN NOT MATCHED THEN INSERT (order_id, sku) VALUES (c.id, 'new')") ==
      "sku<-customers.name; order_id<-customers.id | customers.region,items.order_id");
  CHECK(refusal("MERGE INTO items i USING customers c ON i.order_id = c.id WHEN NOT MATCHED THEN INSERT (sku) VALUES "
                "(i.sku)") == "invalid reference to FROM-clause entry for table \"i\"");
}

TEST_CASE("statements around a query give its columns, renamed by position") {
  CHECK(bound("CREATE TABLE n (k) AS SELECT id, name FROM customers") == "k<-customers.id; name<-customers.name");
  CHECK(bound("CREATE VIEW n (k) AS SELECT id FROM customers") == "k<-customers.id");
  CHECK(bound("CREATE MATERIALIZED VIEW n AS TABLE items") ==
        "order_id<-items.order_id; sku<-items.sku; qty<-items.qty");
  CHECK(bound("SELECT id INTO n FROM customers") == "id<-customers.id");
  CHECK(bound("EXPLAIN SELECT id FROM customers") == "id<-customers.id");
  CHECK(bound("DECLARE c CURSOR FOR SELECT id FROM customers") == "id<-customers.id");
  CHECK(refusal("CREATE VIEW n (a, b) AS SELECT id FROM customers") == "too many column names were specified");
}

TEST_CASE("what is no query is not understood, and says so") {
  const Analysis analysis = analysed("CREATE TABLE n (a int)");
  CHECK(analysis.query() == nullptr);
  REQUIRE(analysis.problems().size() == 1);
  CHECK(analysis.problems()[0].kind == ProblemKind::unsupported);
  CHECK(analysed("-- nothing").query() == nullptr);
  CHECK(analysed("-- nothing").problems().empty());
}
