// What PostgreSQL 15 refuses and few people write: each message is the server's own.
#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

namespace tollgate::sql::tests {
namespace {

// orders.id and archive.orders.id are integers; items.order_id is told to be wider by a cast in a sub-query.
constexpr const char* two_types = "from orders o {} join (select id::bigint as id, sku from items i(id)) w using (id) ";

std::string over_two_types(const char* kind, const char* output, const char* key) {
  std::string from = two_types;
  from.replace(from.find("{}"), 2, kind);
  return std::string("select ") + output + " " + from + "group by " + key;
}

std::string ungrouped(const char* column) {
  return std::string("column \"") + column +
         "\" must appear in the GROUP BY clause or be used in an aggregate function";
}

}  // namespace

TEST_CASE("a USING column of two types is a cast of one side, not that side") {
  CHECK(refusal(over_two_types("left", "id", "id")).empty());
  CHECK(refusal(over_two_types("left", "id", "o.id")).empty());
  CHECK(refusal(over_two_types("left", "o.id", "o.id")).empty());
  CHECK(refusal(over_two_types("left", "o.id", "id")) == ungrouped("o.id"));
  CHECK(refusal(over_two_types("", "w.id", "id")).empty());
  CHECK(refusal(over_two_types("", "o.id", "id")) == ungrouped("o.id"));
  CHECK(refusal(over_two_types("full", "id", "id")).empty());
  CHECK(refusal("select o.id from orders o left join archive.orders a using (id) group by id").empty());
}

TEST_CASE("a window that nothing uses keeps to GROUP BY") {
  CHECK(refusal("select region from customers group by region window w as (order by name)") ==
        ungrouped("customers.name"));
  CHECK(refusal("select count(*) from customers window w as (partition by region)") == ungrouped("customers.region"));
  CHECK(refusal("select region from customers group by region window w as (order by region)").empty());
  CHECK(refusal("select region from customers window w as (order by name)").empty());
}

TEST_CASE("column definition lists") {
  CHECK(refusal("select * from json_to_record('{}') as t(a int, b text, a int)") ==
        "column name \"a\" specified more than once");
  CHECK(refusal("select * from rows from (json_to_record('{}') as (a int, a text)) t") ==
        "column name \"a\" specified more than once");
  CHECK(
      refusal("select * from rows from (json_to_record('{}') as (a int), json_to_record('{}') as (a int)) t").empty());
  CHECK(refusal("select * from generate_series(1, 2) as t(a int)") ==
        "a column definition list is only allowed for functions returning \"record\"");
  CHECK(refusal("select * from json_to_record('{}') with ordinality as t(a int)") ==
        "WITH ORDINALITY cannot be used with a column definition list");
  CHECK(refusal("select a from json_to_record('{}') as t(a int, b text)").empty());
}

TEST_CASE("FOR UPDATE asks for rows of tables, also of sub-queries in FROM") {
  const std::string grouped = "FOR UPDATE is not allowed with GROUP BY clause";
  CHECK(refusal("select * from (select id from orders group by id) s for update") == grouped);
  CHECK(refusal("select * from (select * from (select id from orders group by id) t) s for update") == grouped);
  CHECK(refusal("select * from items, (select id from orders group by id) s for update of s") == grouped);
  CHECK(refusal("select * from items, (select id from orders group by id) s for update of items").empty());
  CHECK(refusal("select * from (select distinct id from orders) s for update") ==
        "FOR UPDATE is not allowed with DISTINCT clause");
  CHECK(refusal("select * from (select count(*) from orders) s for update") ==
        "FOR UPDATE is not allowed with aggregate functions");
  CHECK(refusal("select * from (select id from orders union select order_id from items) s for update") ==
        "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  CHECK(refusal("select id from orders union select order_id from items for update") ==
        "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  CHECK(refusal("select id, row_number() over () from orders for update") ==
        "FOR UPDATE is not allowed with window functions");
  CHECK(refusal("select generate_series(1, 2) from orders for update") ==
        "FOR UPDATE is not allowed with set-returning functions in the target list");
  CHECK(refusal("values (1) for update") == "FOR UPDATE cannot be applied to VALUES");
  CHECK(refusal("with s as (select id from orders group by id) select * from s for update").empty());
  CHECK(refusal("with s as (select id from orders) select * from s for update of s") ==
        "FOR UPDATE cannot be applied to a WITH query");
  CHECK(refusal("select * from (orders join items on order_id = id) j for update of j") ==
        "FOR UPDATE cannot be applied to a join");
  CHECK(refusal("select * from generate_series(1, 2) g for update of g") ==
        "FOR UPDATE cannot be applied to a function");
  CHECK(refusal("select * from generate_series(1, 2) g for update").empty());
  CHECK(refusal("select * from (select id from orders limit 1) s for update").empty());
}

TEST_CASE("an aggregate written as a column is an aggregate") {
  CHECK(refusal("select 1 from orders o join items i on o.count > 1") ==
        "aggregate functions are not allowed in JOIN conditions");
  CHECK(refusal("select 1 from orders o where o.count > 1") == "aggregate functions are not allowed in WHERE");
  CHECK(refusal("select 1 from orders o where (o.*).count > 1") == "aggregate functions are not allowed in WHERE");
  CHECK(refusal("select o.count, o.id from orders o") == ungrouped("o.id"));
  CHECK(refusal("select sum(o.count) from orders o") == "aggregate function calls cannot be nested");
  CHECK(refusal("select 1 from orders o having o.count > 1").empty());
  CHECK(refusal("select (select o.count) from orders o").empty());
  CHECK(refusal(
            "select array(select percentile_disc(c.id) within group (order by o.id) from customers c group by c.id) "
            "from orders o") == "outer-level aggregate cannot contain a lower-level variable in its direct arguments");
  CHECK(refusal("select percentile_disc(0.5) within group (order by id) from orders").empty());
  CHECK(refusal("select o.row_number from orders o") == "column o.row_number does not exist");
}

TEST_CASE("XML attributes have names of their own") {
  CHECK(refusal("select xmlelement(name n, xmlattributes(1 as a, 2 as b, 3 as a))") ==
        "XML attribute name \"a\" appears more than once");
  CHECK(refusal("select xmlelement(name n, xmlattributes(id, name)) from customers").empty());
}

TEST_CASE("a row is compared with rows only") {
  const std::string no_type = "input of anonymous composite types is not implemented";
  CHECK(refusal("select 1 from orders o where o = 'x'") == no_type);
  CHECK(refusal("select 1 from orders o where '(1)' <> o.*") == no_type);
  CHECK(refusal("select 1 from orders o where o in ('x')") == no_type);
  CHECK(refusal("select 1 from orders o where row(id, amount) = '(1,2)'") == no_type);
  CHECK(refusal("select 1 from orders o where o is distinct from 'x'") == no_type);
  CHECK(refusal("select 1 from orders o where o between 'x' and 'y'") == no_type);
  CHECK(refusal("select case o when 'x' then 1 end from orders o") == no_type);
  CHECK(refusal("select 1 from (select 1 as q) s where s = '(1)'") == no_type);
  CHECK(refusal("select 1 from orders o where o in (row(1)::orders, '(1)')").empty());
  CHECK(refusal("select 1 from orders o where o = null").empty());
  CHECK(refusal("select 1 from orders o where o::text = 'x'").empty());
  CHECK(refusal("select 1 from orders o where (id, amount) in ((1, '2'))").empty());
  CHECK(refusal("select 1 from unnest('{a}'::text[]) u(v) where u = 'a'").empty());
}

}  // namespace tollgate::sql::tests
