#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;

TEST_CASE("a column is bound to the relation that has it") {
  CHECK(bound("SELECT name FROM customers") == "name<-customers.name");
  CHECK(bound("SELECT c.name, amount FROM customers c, orders") == "name<-customers.name; amount<-orders.amount");
  CHECK(bound("SELECT archive.orders.total FROM archive.orders") == "total<-archive.orders.total");
  CHECK(bound("SELECT o.id, a.id FROM orders o, archive.orders a") == "id<-orders.id; id<-archive.orders.id");
  CHECK(bound("SELECT ctid FROM items") == "ctid<-items.ctid");
}

TEST_CASE("aliases and alias lists hide the names beneath") {
  CHECK(bound("SELECT p, c.q, region FROM customers c(p, q)") ==
        "p<-customers.id; q<-customers.name; region<-customers.region");
  CHECK(bound("SELECT name FROM customers c(p, q)") == "unresolved: name");
  CHECK(bound("SELECT customers.id FROM customers c") ==
        "refused: invalid reference to FROM-clause entry for table \"customers\"");
  CHECK(bound("SELECT x.id FROM customers") == "refused: missing FROM-clause entry for table \"x\"");
  CHECK(refusal("SELECT 1 FROM customers c(a, b, d, e)") ==
        "table \"c\" has 3 columns available but 4 columns specified");
}

TEST_CASE("a name that several relations have is ambiguous, and never sought further out") {
  CHECK(refusal("SELECT id FROM customers, orders") == "column reference \"id\" is ambiguous");
  CHECK(refusal("SELECT 1 FROM items WHERE EXISTS (SELECT id FROM customers, orders)") ==
        "column reference \"id\" is ambiguous");
  const Analysis analysis = analysed("SELECT id FROM customers, orders");
  REQUIRE(analysis.problems().size() == 1);
  CHECK(analysis.problems()[0].kind == ProblemKind::ambiguous_column);
  CHECK(analysis.problems()[0].relations == std::vector<std::string>{"customers", "orders"});
}

TEST_CASE("an inner name comes before an outer one") {
  CHECK(bound("SELECT (SELECT max(id) FROM orders) FROM customers") == "max<-orders.id");
  CHECK(bound("SELECT (SELECT name FROM orders LIMIT 1) FROM customers") == "name<-customers.name");
}

TEST_CASE("an outer name inside a sub-query is told: it is nearly always a mistake") {
  const Analysis analysis = analysed("SELECT id FROM customers WHERE id IN (SELECT region FROM orders)");
  REQUIRE(analysis.captures().size() == 1);
  const CapturedName& captured = analysis.captures()[0];
  CHECK(captured.name == "region");
  CHECK(captured.inner_relations == std::vector<std::string>{"orders"});
  CHECK(captured.outer_relation == "customers");
  CHECK(captured.certain);
  CHECK(captured.location == 45);
}

TEST_CASE("a qualified outer name, or one where there is nothing inside, is no capture") {
  CHECK(analysed("SELECT (SELECT customers.name FROM orders LIMIT 1) FROM customers").captures().empty());
  CHECK(analysed("SELECT (SELECT name) FROM customers").captures().empty());
}

TEST_CASE("an unknown column is provably absent, with what could have been meant") {
  const Analysis analysis = analysed("SELECT nam FROM customers");
  REQUIRE(analysis.problems().size() == 1);
  const Problem& problem = analysis.problems()[0];
  CHECK(problem.kind == ProblemKind::unknown_column);
  CHECK(problem.name == "nam");
  CHECK(problem.location == 7);
  CHECK(problem.absent);
  CHECK(problem.in_scope == std::vector<std::string>{"id", "name", "region"});
  CHECK(problem.relations == std::vector<std::string>{"customers"});
}

TEST_CASE("what the metadata does not hold is not absent") {
  const Analysis open = analysed("SELECT other FROM loose");
  REQUIRE(open.problems().size() == 1);
  CHECK_FALSE(open.problems()[0].absent);
  const Analysis catalogue = analysed("SELECT relname FROM pg_class");
  REQUIRE(catalogue.problems().size() == 1);
  CHECK(catalogue.problems()[0].kind == ProblemKind::unknown_relation);
  CHECK_FALSE(catalogue.problems()[0].absent);
  CHECK(analysed("SELECT 1 FROM nowhere").problems()[0].absent);
}

TEST_CASE("a column that several open relations may have is nobody's") {
  CHECK(bound("SELECT other FROM loose a, loose b") == "unresolved: other");
  CHECK(bound("SELECT a.known FROM loose a, loose b") == "known<-loose.known");
}

TEST_CASE("a relation's name as a value is its whole row, unless a column has that name") {
  CHECK(bound("SELECT items FROM items") == "items<-items.order_id,items.qty,items.sku");
  CHECK(bound("SELECT s FROM (SELECT id AS s, name FROM customers) s") == "s<-customers.id");
  CHECK(bound("SELECT count(c.*) FROM customers c") == "count<-customers.id,customers.name,customers.region");
}

TEST_CASE("stars show each column once, in order, and no system column") {
  CHECK(bound("SELECT * FROM items WHERE ctid IS NOT NULL") ==
        "order_id<-items.order_id; sku<-items.sku; qty<-items.qty | items.ctid");
  CHECK(bound("SELECT i.*, c.region FROM customers c, items i") ==
        "order_id<-items.order_id; sku<-items.sku; qty<-items.qty; region<-customers.region");
  CHECK(refusal("SELECT *") == "SELECT * with no tables specified is not valid");
}

TEST_CASE("a star over what is not known whole says so") {
  const Analysis analysis = analysed("SELECT id, l.* FROM customers, loose l");
  REQUIRE(analysis.query() != nullptr);
  REQUIRE(analysis.query()->open_stars.size() == 1);
  CHECK(analysis.query()->open_stars[0].entry == 1);
  CHECK(analysis.query()->open_stars[0].before == 2);
}
