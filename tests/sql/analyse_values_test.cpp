#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tests::analysed;
using tests::bound;
using tests::refusal;
using tests::typed;

namespace {

std::string names(std::string_view text) {
  const Analysis analysis = analysed(text);
  std::string list;
  for (const Output& output : analysis.query()->outputs) list += (list.empty() ? "" : " ") + std::string(output.name);
  return list;
}

}  // namespace

TEST_CASE("an output without AS is named as the server names it") {
  CHECK(names("SELECT customers.id, upper(name), id + 1, 'x', NULL, true FROM customers") ==
        "id upper ?column? ?column? ?column? ?column?");
  CHECK(names("SELECT id::text, 1::int, '1'::interval, CAST('x' AS varchar(3)) FROM customers") ==
        "id int4 interval varchar");
  CHECK(names("SELECT coalesce(id, 1), greatest(1, 2), least(1, 2), nullif(1, 2) FROM customers") ==
        "coalesce greatest least nullif");
  CHECK(names("SELECT CASE WHEN true THEN 1 END, CASE WHEN true THEN 1 ELSE id END FROM customers") == "case id");
  CHECK(
      names("SELECT (SELECT name FROM customers), (SELECT 1), EXISTS (SELECT 1), ARRAY(SELECT 1), ARRAY[1], ROW(1)") ==
      "name ?column? exists array array row");
  CHECK(names("SELECT extract(year FROM placed), trim(sku), current_date, (home).zip, tags[1] FROM orders, items, "
              "people") == "extract btrim current_date zip tags");
  CHECK(names("SELECT placed AT TIME ZONE 'UTC', name COLLATE \"C\", grouping(placed) FROM orders, customers "
              "GROUP BY placed, name") == "timezone name grouping");
  CHECK(names("SELECT xmlelement(name a), xmlforest(1 AS b), xmlserialize(content '' AS text)") ==
        "xmlelement xmlforest xmlserialize");
}

TEST_CASE("fields of rows are followed to where the row was built") {
  CHECK(bound("SELECT (home).zip FROM people") == "zip<-people.home");
  CHECK(bound("SELECT (home).* FROM people") == "street<-people.home; zip<-people.home");
  CHECK(bound("SELECT (works[1]).street FROM people") == "street<-people.works");
  CHECK(bound("SELECT (s.r).f2 FROM (SELECT ROW(id, name) AS r FROM customers) s") == "f2<-customers.name");
  CHECK(bound("WITH q AS (SELECT c AS r FROM customers c) SELECT (r).name FROM q") == "name<-customers.name");
  CHECK(bound("SELECT (c).region FROM customers c") == "region<-customers.region");
  CHECK(bound("SELECT (jsonb_each(doc)).key FROM orders") == "key<-orders.doc");
  CHECK(refusal("SELECT (home).nope FROM people") == "column \"nope\" not found in data type address");
  CHECK(refusal("SELECT (id).nope FROM customers") ==
        "column notation .nope applied to type integer, which is not a composite type");
  CHECK(refusal("SELECT (s.r).f3 FROM (SELECT ROW(1, 2) AS r) s") == "column \"f3\" not found in data type record");
}

TEST_CASE("f(x) and x.f are two ways to write one thing") {
  CHECK(bound("SELECT name(c) FROM customers c").find("name<-") == 0);
  CHECK(bound("SELECT region(c) FROM customers c") == "region<-customers.region");
  CHECK(bound("SELECT c.count FROM customers c") == "count<-customers.id,customers.name,customers.region");
}

TEST_CASE("a whole row feeds a call with all its columns") {
  CHECK(bound("SELECT to_jsonb(i) FROM items i") == "to_jsonb<-items.order_id,items.qty,items.sku");
  CHECK(bound("SELECT ROW(i.*) FROM items i") == "row<-items.order_id,items.qty,items.sku");
}

TEST_CASE("CASE tests steer, its results flow") {
  CHECK(bound("SELECT CASE region WHEN 'x' THEN id END FROM customers") == "case<-customers.id | customers.region");
}

TEST_CASE("types as far as they are plain") {
  CHECK(typed("SELECT id, amount, placed, tags, tags[1] FROM orders") ==
        "id integer, amount numeric, placed timestamp without time zone, tags text[], tags text");
  CHECK(typed("SELECT id = 1, id + amount, id + 1, amount::numeric(10,2), name || 'x' FROM orders, (SELECT name FROM "
              "customers) c") ==
        "?column? boolean, ?column? numeric, ?column? integer, amount numeric(10,2), ?column? text");
  CHECK(typed("SELECT count(*), max(id), sum(qty), now(), array_agg(id) FROM orders, items") ==
        "count bigint, max integer, sum numeric, now timestamp with time zone, array_agg integer[]");
  CHECK(typed("SELECT doc -> 'a', doc ->> 'a', CASE WHEN true THEN 1 ELSE 2.5 END, coalesce(id, 1) FROM orders") ==
        "?column? jsonb, ?column? text, case numeric, coalesce integer");
  CHECK(typed("SELECT 1 UNION SELECT qty FROM items") == "?column? bigint");
}

TEST_CASE("constants keep what the source says") {
  const Analysis analysis = analysed("SELECT 0, -5, 1.50, 'it''s', NULL, true");
  const auto& outputs = analysis.query()->outputs;
  REQUIRE(outputs.size() == 6);
  CHECK(outputs[0].value->text == "0");
  CHECK(outputs[1].value->text == "-5");
  CHECK(outputs[2].value->text == "1.50");
  CHECK(outputs[3].value->text == "'it's'");
  CHECK(outputs[4].value->text == "null");
  CHECK(outputs[5].value->text == "true");
}

TEST_CASE("unknown functions and types are told, and their arguments still flow") {
  const Analysis function = analysed("SELECT frobnicate(name) FROM customers");
  REQUIRE(function.problems().size() == 1);
  CHECK(function.problems()[0].kind == ProblemKind::unknown_function);
  CHECK(function.problems()[0].name == "frobnicate");
  CHECK_FALSE(function.query()->outputs[0].value->known);
  CHECK(bound("SELECT frobnicate(name)::money_ish FROM customers") == "frobnicate<-customers.name");
  const std::set<std::string, std::less<>> declared = {"frobnicate"};
  AnalysisOptions options;
  options.functions = &declared;
  CHECK(analysed("SELECT frobnicate(name) FROM customers", options).problems().empty());
  CHECK(analysed("SELECT name::nope FROM customers").problems()[0].kind == ProblemKind::unknown_type);
  CHECK(analysed("SELECT name::address FROM customers").problems().empty());
}

TEST_CASE("a wrong number of arguments is told where no overload takes it") {
  CHECK(refusal("SELECT upper(name, 'x') FROM customers") == "function upper does not take 2 arguments");
  CHECK(refusal("SELECT concat(name, 1, 2, 3), round(1.5), round(1.5, 1) FROM customers").empty());
}

TEST_CASE("expressions keep their form") {
  const Analysis analysis =
      analysed("SELECT 1 FROM customers WHERE name NOT ILIKE 'a%' AND id BETWEEN 1 AND 2 AND region IS NOT NULL");
  const Expr& where = *analysis.query()->where;
  REQUIRE(where.kind == ExprKind::logical);
  REQUIRE(where.args.size() == 3);
  CHECK(where.args[0]->form == OperationForm::not_ilike);
  CHECK(where.args[1]->form == OperationForm::between);
  CHECK(where.args[1]->args.size() == 3);
  CHECK(where.args[2]->kind == ExprKind::test);
  CHECK(where.args[2]->name == "is not null");
}
