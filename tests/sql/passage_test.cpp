// What the steps of a statement leave of a base column: least along a way, most of several ways.
#include <fmt/format.h>

#include <string>

#include "sql/deep_stack.hpp"
#include "sql/lineage.hpp"
#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using namespace tollgate::sql;
using tollgate::sql::tests::analysed;

namespace {

/// f leaves 9, g leaves 5, h nothing of its first argument; whatever else, all.
Passage sample(const Expr& through, std::size_t argument) {
  if (argument > 0) return whole_passage;
  if (through.name == "f") return 9;
  if (through.name == "g") return 5;
  if (through.name == "h" || through.name == "count") return no_passage;
  return whole_passage;
}

std::string passed(std::string_view text) {
  const Analysis analysis = analysed(text);
  const StatementLineage lineage = lineage_of(analysis, sample);
  std::string told;
  for (const ColumnLineage& column : lineage.columns) {
    for (const Source& source : column.sources) {
      const std::string left = source.passage == whole_passage ? "all" : std::to_string(source.passage);
      told += fmt::format("{}{}<-{} {}", told.empty() ? "" : ", ", column.name,
                          lineage.base_columns[source.column].column, left);
    }
  }
  return told;
}

}  // namespace

TEST_CASE("passage: the least of a way counts") {
  CHECK(passed("select name as n from customers") == "n<-name all");
  CHECK(passed("select f(name) as n from customers") == "n<-name 9");
  CHECK(passed("select f(g(name)) as n from customers") == "n<-name 5");
  CHECK(passed("select g(lower(f(name || 'x'))::text) as n from customers") == "n<-name 5");
  CHECK(passed("select f(h(name)) as n from customers") == "n<-name 0");
}

TEST_CASE("passage: the highest of several ways counts") {
  CHECK(passed("select f(name) || g(name) as n from customers") == "n<-name 9");
  CHECK(passed("select case when id = 1 then f(name) else name end as n from customers") == "n<-name all, n<-id 0");
  CHECK(passed("select g(name) as n from customers union all select f(name) from customers") == "n<-name 9");
  CHECK(passed("select coalesce(g(name), f(region)) as n from customers") == "n<-name 5, n<-region 9");
}

TEST_CASE("passage: it is folded through CTEs, sub-queries, LATERAL, whole rows and recursion") {
  CHECK(passed("with c as (select f(name) as n from customers) select g(n) as n from c") == "n<-name 5");
  CHECK(passed("with c as (select f(name) as n from customers) select n from c join c d using (n)") == "n<-name 9");
  CHECK(passed("select l.n from customers c, lateral (select f(c.name) as n) l") == "n<-name 9");
  CHECK(passed("select (select max(f(name)) from customers) as n") == "n<-name 9");
  CHECK(passed("select f(c) as n from customers c") == "n<-id 9, n<-name 9, n<-region 9");
  CHECK(passed("with recursive r as (select f(name) as n from customers union all select g(n) from r) "
               "select n from r") == "n<-name 9");
  CHECK(passed("with recursive r as (select g(name) as n, name as m from customers union all select f(m), m from r) "
               "select n from r") == "n<-name 9");
}

TEST_CASE("passage: what only steers a value passes nothing") {
  CHECK(passed("select case when name = 'x' then 1 end as n from customers") == "n<-name 0");
  CHECK(passed("select row_number() over (order by name) as n from customers") == "n<-name 0");
  CHECK(passed("select id as n from customers except select id from orders") == "n<-id 0, n<-id all");
}

TEST_CASE("passage: aggregates, windows and the keys of WITHIN GROUP are asked as well") {
  CHECK(passed("select count(name) as n from customers") == "n<-name 0");
  CHECK(passed("select count(name) over () as n from customers") == "n<-name 0");
  CHECK(passed("select min(name) as n from customers") == "n<-name all");
  const auto second = [](const Expr& through, std::size_t argument) {
    return through.within_group && argument == 1 ? no_passage : whole_passage;
  };
  const Analysis analysis = analysed("select percentile_cont(0.5) within group (order by amount) as n from orders");
  const StatementLineage lineage = lineage_of(analysis, second);
  REQUIRE(lineage.columns.size() == 1);
  REQUIRE(lineage.columns[0].sources.size() == 1);
  CHECK(lineage.columns[0].sources[0].passage == no_passage);
}

TEST_CASE("passage: without a callback every direct way is whole") {
  const Analysis analysis = analysed("select f(name) as n from customers");
  const StatementLineage lineage = lineage_of(analysis);
  REQUIRE(lineage.columns.size() == 1);
  CHECK(lineage.columns[0].sources[0].passage == whole_passage);
}
