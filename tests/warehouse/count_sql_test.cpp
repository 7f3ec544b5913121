// The SQL of counts: its text where injection is the matter, its answers on a real server for the rest.
#include "warehouse/count_sql.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::ask;
using test::cell;

namespace {

using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

}  // namespace

TEST_CASE("conditions that cannot leave their parentheses") {
  for (const std::string_view text :
       {"a > 1", "(a) or (b)", "a in (1, (2))", "note = ')'", R"x("x)" = 1)x", "a > 1 -- all )",
        "a /* ) /* ) */ ( */ > 1", "note = $$)$$", "note = $t$) $$ ( $t$", "note = E'\\')'", "note = 'it''s )'",
        "a$1$ = 2", "note ~ '\\)'", "e'x' = note", "note like '%;%'", "f$x = 1", "x = 'a\\'' ) union select (1 --'"}) {
    INFO(text);
    CHECK(is_closed_expression(text));
  }
}

TEST_CASE("conditions that could") {
  for (const std::string_view text :
       {"1=1) union select 1 --", "1=1) or (1=1", ")", "(", "a > 1; select 2", ";", "note = 'open", R"("open)",
        "a /* open", "/* /* */", "note = $$open", "note = $t$open$$", "E'\\' = 1", "a = 1) /* (",
        "x = E'a'\n'\\'' ) union select (1 --'", "a $1$ ) $1$"}) {
    INFO(text);
    CHECK(!is_closed_expression(text));
  }
  CHECK(!is_closed_expression(std::string_view("a\0b", 3)));
}

TEST_CASE("a condition that is not closed is refused before it is asked") {
  const Scope scope{R"("marts"."orders")", "1=1) union select 1 --", {}};
  try {
    count_rows(scope);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), ContainsSubstring(R"(the `where` of "marts"."orders" is not one SQL condition)"));
    CHECK_THAT(error.what(), ContainsSubstring("balance its parentheses and quotes"));
  }
  CHECK_THROWS_AS(count_by_period(scope, "a", "", 10), Error);
  CHECK_THROWS_AS(event_time_range(scope, "a"), Error);
}

TEST_CASE("rows are counted in the scope asked for") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_counts");
  const auto orders = schema("orders");
  schema.admin().run("create table " + orders + R"( (id int, "At" timestamptz, day date, state text);
    insert into )" + orders +
                     R"( select i, timestamptz '2025-01-01 00:00Z' + i * interval '1 day', date '2025-01-01' + i,
    case when i % 10 = 0 then null when i % 2 = 0 then 'Open' else 'done' end from generate_series(0, 99) i)");
  const auto pool = test::pool(2);
  const auto count = [&](const std::string& where, const Window& window) {
    return cell(ask(*pool, count_rows({orders, where, window})));
  };
  CHECK(count("", {}) == "100");
  CHECK(count("id < 10", {}) == "10");
  CHECK(count("id < 10 or id > 90 -- both ends", {}) == "19");
  CHECK(count("", {"At", "2025-01-02 00:00:00+00", "2025-01-11 00:00:00+00"}) == "10");
  CHECK(count("", {"day", "2025-01-02", ""}) == "99");
  CHECK(count("", {"day", "", "2025-01-02"}) == "2");
  // The window holds for the whole condition, whatever its operators.
  CHECK(count("id = 1 or id = 50", {"day", "2025-01-01", "2025-01-10"}) == "1");

  CHECK(ask(*pool, event_time_range({orders, "", {}}, "At")).rows ==
        Rows{{"2025-01-01 00:00:00+00", "2025-04-10 00:00:00+00", "100"}});
  CHECK(ask(*pool, event_time_range({orders, "false", {}}, "day")).rows == Rows{{std::nullopt, std::nullopt, "0"}});

  CHECK(ask(*pool, count_by_period({orders, "", {}}, "state", "", 10)).rows ==
        Rows{{"Open", "40"}, {"done", "50"}, {std::nullopt, "10"}});
  CHECK(ask(*pool, count_by_period({orders, "", {}}, "state", "", 2)).rows == Rows{{"Open", "40"}, {"done", "50"}});
  CHECK(ask(*pool, count_by_period({orders, "", {}}, "At", "month", 10)).rows ==
        Rows{{"2025-01-01 00:00:00+00", "31"},
             {"2025-02-01 00:00:00+00", "28"},
             {"2025-03-01 00:00:00+00", "31"},
             {"2025-04-01 00:00:00+00", "10"}});
  CHECK(ask(*pool, count_by_period({orders, "id < 31", {}}, "day", "year", 10)).rows ==
        Rows{{"2025-01-01 00:00:00+00", "31"}});
  CHECK(ask(*pool, count_by_period({orders, "", {}}, "id", "month", 10)).problem == Problem::syntax);
}

TEST_CASE("the planner's estimate and the kind of a relation") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_estimates");
  schema.admin().run("create table " + schema("plain") + " as select generate_series(1, 1000) a; create table " +
                     schema("fresh") + " as select 1 a; create view " + schema("v") +
                     " as select 1 a; create materialized view " + schema("m") + " as select 1 a; create table " +
                     schema("parts") + " (a int) partition by range (a)");
  for (const std::string from : {"0", "100"}) {
    schema.admin().run("create table " + schema("part" + from) + " partition of " + schema("parts") +
                       " for values from (" + from + ") to (" + from + "::int + 100)");
  }
  schema.admin().run("create table " + schema("empty") + " (a int) partition by range (a)");
  schema.admin().run("insert into " + schema("parts") + " select generate_series(0, 149); analyze " + schema("plain"));
  const auto pool = test::pool(2);
  const auto estimate = [&](const std::string& name) { return ask(*pool, estimate_rows(schema(name))).rows; };
  CHECK(estimate("plain") == Rows{{"1000", "r", "f"}});
  CHECK(estimate("fresh") == Rows{{"-1", "r", "f"}});
  CHECK(estimate("parts") == Rows{{"-1", "p", "f"}});
  schema.admin().run("analyze " + schema("part0"));
  CHECK(estimate("parts") == Rows{{"-1", "p", "f"}});  // part100 was never analysed
  schema.admin().run("analyze " + schema("parts"));
  CHECK(estimate("parts") == Rows{{"150", "p", "f"}});
  CHECK(estimate("part0") == Rows{{"100", "r", "t"}});
  CHECK(estimate("v") == Rows{{"-1", "v", "f"}});
  CHECK(estimate("empty") == Rows{{"-1", "p", "f"}});
  CHECK(estimate("nothing").empty());
  CHECK(ask(*pool, relation_kind(schema("v"))).rows == Rows{{"v"}});
  CHECK(ask(*pool, relation_kind(schema("m"))).rows == Rows{{"m"}});
  CHECK(ask(*pool, relation_kind(schema("nothing"))).rows.empty());
}

TEST_CASE("two connections to one database have one identity, another database has its own") {
  NEEDS_POSTGRES();
  const auto here = ask(*test::pool(2), database_identity());
  REQUIRE(here.rows.size() == 1);
  CHECK(ask(*test::pool(2), database_identity()).rows == here.rows);
  ConnectionTarget other = test::target();
  other.conninfo += " dbname=template1";
  const auto there = ask(*connect(other, other, {}, {.connections = 1}), database_identity());
  REQUIRE(there.rows.size() == 1);
  CHECK(there.rows != here.rows);
}
