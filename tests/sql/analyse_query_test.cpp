#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;

TEST_CASE("set operations bind by position and take the first branch's names") {
  CHECK(bound("SELECT id AS k, name FROM customers UNION ALL SELECT order_id, sku FROM items") ==
        "k<-customers.id,items.order_id; name<-customers.name,items.sku");
  CHECK(bound("SELECT id FROM customers EXCEPT SELECT order_id FROM items") == "id<-customers.id | items.order_id");
  CHECK(bound("SELECT id FROM customers UNION VALUES (1) ORDER BY id") == "id<-customers.id");
  CHECK(refusal("SELECT id FROM customers UNION SELECT order_id, sku FROM items") ==
        "each UNION query must have the same number of columns");
  CHECK(refusal("SELECT id FROM customers UNION SELECT order_id FROM items ORDER BY order_id") ==
        "column \"order_id\" does not exist");
  CHECK(refusal("SELECT id FROM customers UNION SELECT order_id FROM items ORDER BY id + 1") ==
        "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
  CHECK(refusal("SELECT id FROM customers UNION SELECT order_id FROM items ORDER BY 2") ==
        "ORDER BY position 2 is not in select list");
}

TEST_CASE("VALUES names its columns and must be rectangular") {
  CHECK(bound("VALUES (1, 2), (3, 4)") == "column1<-; column2<-");
  CHECK(bound("SELECT k FROM (VALUES (1), (2)) v(k)") == "k<-");
  CHECK(refusal("VALUES (1, 2), (3)") == "VALUES lists must all be the same length");
}

TEST_CASE("GROUP BY takes positions, input names before output names, and expressions") {
  CHECK(bound("SELECT region, count(*) FROM customers GROUP BY 1") == "region<-customers.region; count<-");
  CHECK(bound("SELECT upper(region) AS r, count(*) FROM customers GROUP BY r") == "r<-customers.region; count<-");
  CHECK(refusal("SELECT upper(region) AS name, count(*) FROM customers GROUP BY name") ==
        "column \"customers.region\" must appear in the GROUP BY clause or be used in an aggregate function");
  CHECK(refusal("SELECT region FROM customers GROUP BY 2") == "GROUP BY position 2 is not in select list");
  CHECK(refusal("SELECT region FROM customers GROUP BY 'x'") == "non-integer constant in GROUP BY");
  CHECK(refusal("SELECT count(*) FROM customers GROUP BY 1") == "aggregate functions are not allowed in GROUP BY");
}

TEST_CASE("grouped queries show grouped or aggregated columns only") {
  const std::string message =
      "column \"customers.name\" must appear in the GROUP BY clause or be used in an aggregate function";
  CHECK(refusal("SELECT region, name FROM customers GROUP BY region") == message);
  CHECK(refusal("SELECT region FROM customers GROUP BY region HAVING name = 'x'") == message);
  CHECK(refusal("SELECT region FROM customers GROUP BY region ORDER BY name") == message);
  CHECK(refusal("SELECT count(*), name FROM customers") == message);
  CHECK(refusal("SELECT region || 'x', max(name) FROM customers GROUP BY region").empty());
  CHECK(refusal("SELECT upper(region) || 'x' FROM customers GROUP BY upper(region)").empty());
  CHECK(refusal("SELECT (SELECT max(o.id) FROM orders o WHERE o.customer_id = c.id) FROM customers c GROUP BY c.id")
            .empty());
  CHECK(refusal("SELECT c.id FROM customers c LEFT JOIN archive.orders a USING (id) GROUP BY id").empty());
  CHECK_FALSE(refusal("SELECT a.id FROM customers c LEFT JOIN archive.orders a USING (id) GROUP BY id").empty());
  CHECK(refusal("SELECT c.region, (SELECT max(c.id) FROM items) FROM customers c GROUP BY c.region").empty());
}

TEST_CASE("a unique key that is grouped determines the other columns") {
  Schema schema;
  KnownRelation relation;
  relation.name = "t";
  relation.columns = {{"id", "integer"}, {"name", "text"}};
  relation.unique_keys = {{0}};
  const std::vector<std::string> name = {"t"};
  schema.add(name, relation);
  const auto keyed = analyse("SELECT id, name FROM t GROUP BY id", schema);
  CHECK(std::get<Analysis>(keyed).problems().empty());
  const auto other = analyse("SELECT id, name FROM t GROUP BY name", schema);
  CHECK(std::get<Analysis>(other).problems().size() == 1);
}

TEST_CASE("grouping sets keep their keys and shape") {
  const Analysis analysis = analysed(
      "SELECT region, name, grouping(region) FROM customers GROUP BY GROUPING SETS ((region), ROLLUP (name, id), ())");
  const Grouping& group = analysis.query()->group;
  CHECK(analysis.problems().empty());
  CHECK(group.sets);
  CHECK(group.keys.size() == 3);
  CHECK(group.sets_text == "sets(0,rollup(1,2),())");
  CHECK(refusal("SELECT grouping(name) FROM customers GROUP BY region") ==
        "arguments to GROUPING must be grouping expressions of the associated query level");
}

TEST_CASE("ORDER BY takes output names first, and input names inside expressions") {
  CHECK(bound("SELECT id AS name FROM customers ORDER BY name") == "name<-customers.id");
  CHECK(bound("SELECT id AS name FROM customers ORDER BY name || 'x'") == "name<-customers.id | customers.name");
  CHECK(refusal("SELECT id AS k FROM customers ORDER BY k + 1") == "column \"k\" does not exist");
  CHECK(refusal("SELECT id AS k, name AS k FROM customers ORDER BY k") == "ORDER BY \"k\" is ambiguous");
  CHECK(refusal("SELECT id FROM customers ORDER BY 0") == "ORDER BY position 0 is not in select list");
  const Analysis analysis = analysed("SELECT id FROM customers ORDER BY 1 DESC, name NULLS FIRST");
  REQUIRE(analysis.query()->order_by.size() == 2);
  CHECK(analysis.query()->order_by[0].descending);
  CHECK(analysis.query()->order_by[0].nulls_first);
  CHECK_FALSE(analysis.query()->order_by[1].descending);
  CHECK(analysis.query()->order_by[1].nulls_first);
}

TEST_CASE("DISTINCT and its order") {
  CHECK(bound("SELECT DISTINCT ON (region) id FROM customers ORDER BY region, name") ==
        "id<-customers.id | customers.name,customers.region");
  CHECK(refusal("SELECT DISTINCT ON (region) id FROM customers ORDER BY name, region") ==
        "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
  CHECK(refusal("SELECT DISTINCT id FROM customers ORDER BY name") ==
        "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
  CHECK(refusal("SELECT DISTINCT upper(name) FROM customers ORDER BY upper(name)").empty());
}

TEST_CASE("aggregates: their own roles and where they are refused") {
  CHECK(bound("SELECT sum(amount) FILTER (WHERE id > 1) FROM orders") == "sum<-orders.amount | orders.id");
  CHECK(bound("SELECT string_agg(name, ',' ORDER BY region) FROM customers") ==
        "string_agg<-customers.name | customers.region");
  CHECK(bound("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders") ==
        "percentile_cont<-orders.amount");
  CHECK(refusal("SELECT 1 FROM orders WHERE sum(amount) > 1") == "aggregate functions are not allowed in WHERE");
  CHECK(refusal("SELECT sum(max(amount)) FROM orders") == "aggregate function calls cannot be nested");
  CHECK(refusal("SELECT 1 FROM customers c JOIN orders o ON max(o.id) = c.id") ==
        "aggregate functions are not allowed in JOIN conditions");
}

TEST_CASE("windows: named, inherited and refused") {
  CHECK(bound("SELECT row_number() OVER w FROM customers WINDOW w AS (PARTITION BY region ORDER BY name)") ==
        "row_number<- | customers.name,customers.region");
  const Analysis analysis = analysed(
      "SELECT sum(id) OVER (w ORDER BY name ROWS 1 PRECEDING) FROM customers WINDOW w AS (PARTITION BY region)");
  const Expr& call = *analysis.query()->outputs[0].value;
  REQUIRE(call.over != nullptr);
  CHECK(call.over->partition.size() == 1);
  CHECK(call.over->order.size() == 1);
  CHECK(call.over->start != nullptr);
  CHECK(refusal("SELECT sum(id) OVER w FROM customers") == "window \"w\" does not exist");
  CHECK(refusal("SELECT 1 FROM customers WHERE row_number() OVER () = 1") ==
        "window functions are not allowed in WHERE");
  CHECK(refusal("SELECT row_number() FROM customers") == "window function row_number requires an OVER clause");
  CHECK(refusal("SELECT upper(name) OVER () FROM customers") ==
        "OVER specified, but upper is not a window function nor an aggregate function");
  CHECK(refusal("SELECT sum(rank() OVER ()) OVER () FROM customers") == "window function calls cannot be nested");
}

TEST_CASE("sub-queries in expressions") {
  CHECK(bound("SELECT id IN (SELECT order_id FROM items WHERE qty > 1) FROM orders") ==
        "?column?<-items.order_id,orders.id | items.qty");
  CHECK(bound("SELECT EXISTS (SELECT sku FROM items WHERE order_id = orders.id) FROM orders") ==
        "exists<- | items.order_id,orders.id");
  CHECK(bound("SELECT (id, name) = (SELECT order_id, sku FROM items) FROM customers") ==
        "?column?<-customers.id,customers.name,items.order_id,items.sku");
  CHECK(refusal("SELECT (SELECT id, name FROM customers)") == "subquery must return only one column");
  CHECK(refusal("SELECT 1 IN (SELECT id, name FROM customers)") == "subquery has too many columns");
  CHECK(refusal("SELECT (1, 2) IN (SELECT id FROM customers)") == "subquery has too few columns");
}

TEST_CASE("LIMIT takes no columns, set-returning calls stay out of conditions") {
  CHECK(refusal("SELECT 1 FROM customers LIMIT id") == "argument of LIMIT or OFFSET must not contain variables");
  CHECK(refusal("SELECT 1 FROM orders WHERE unnest(tags) = 'x'") == "set-returning functions are not allowed in WHERE");
  CHECK(analysed("SELECT unnest(tags) FROM orders").query()->returns_sets);
}

TEST_CASE("a long chain of set operations is one statement among others") {
  std::string text = "SELECT id FROM customers";
  for (int i = 0; i < 1000; ++i) text += " UNION ALL SELECT id FROM customers";
  CHECK(bound(text) == "id<-customers.id");
}
