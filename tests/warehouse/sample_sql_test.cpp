// The statements that sample a relation, and how much of it they read.
#include "warehouse/sample_sql.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"
#include "warehouse/sample_guard.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;

namespace {

SampleFacts facts(char kind, std::int64_t pages, double density) {
  SampleFacts made;
  made.found = true;
  made.kind = kind;
  made.pages = pages;
  made.rows_per_page = density;
  return made;
}

SampleColumn column(std::string name, SampleForm form = SampleForm::plain) {
  return {std::move(name), "text", form, true};
}

}  // namespace

TEST_CASE("one statement samples all columns of a table by pages") {
  const SampleSize size = sample_size(facts('r', 80'000, 62.5), 2'000);
  CHECK_FALSE(size.whole);
  CHECK(sample_sql(R"("s"."t")", {column("a"), column("we\"ird"), column("list", SampleForm::structured)}, size, 42) ==
        R"(select pg_catalog.left(t."a"::pg_catalog.text, 4096), pg_catalog.left(t."we""ird"::pg_catalog.text, 4096), )"
        R"(pg_catalog.left(pg_catalog.to_jsonb(t."list")::pg_catalog.text, 4096) from "s"."t" t )"
        R"(tablesample system (0.04) repeatable (42) limit 4000)");
}

TEST_CASE("the sample of a table does not grow with the table") {
  const double pages = 80'000 * sample_size(facts('r', 80'000, 62.5), 2'000).percent;
  const double more_pages = 8'000'000 * sample_size(facts('p', 8'000'000, 62.5), 2'000).percent;
  CHECK(pages == more_pages);
  // Never fewer than sixteen pages: of two or three, chance may take none.
  CHECK(100'000 * sample_size(facts('m', 100'000, 226), 500).percent / 100 == 16);
}

TEST_CASE("small tables are read whole") {
  const SampleSize size = sample_size(facts('r', 60, 62.5), 2'000);
  CHECK(size.whole);
  CHECK(sample_sql(R"("s"."t")", {column("a")}, size, 42) ==
        R"(select pg_catalog.left(t."a"::pg_catalog.text, 4096) from "s"."t" t limit 4000)");
  CHECK(sample_size(facts('r', 0, 0), 2'000).whole);
  CHECK_FALSE(sample_size(facts('r', 65, 62.5), 2'000).whole);
}

TEST_CASE("views and foreign tables are read by a limit") {
  for (const char kind : {'v', 'f'}) {
    const SampleSize size = sample_size(facts(kind, 0, 60), 2'000);
    CHECK(size.by_limit);
    CHECK_FALSE(size.whole);
    CHECK_THAT(sample_sql(R"("s"."v")", {column("a")}, size, 1), !ContainsSubstring("tablesample"));
    CHECK(sparse_sample_sql(R"("s"."v")", column("a"), size, 1, 200) ==
          R"(select pg_catalog.left(t."a"::pg_catalog.text, 4096) from (select t."a" from "s"."v" t limit 80000) t )"
          R"(where t."a"::pg_catalog.text <> '' limit 200)");
  }
}

TEST_CASE("a sparse column is looked for in twenty times the pages") {
  const SampleSize size = sample_size(facts('r', 80'000, 62.5), 2'000);
  CHECK(sparse_sample_sql(R"("s"."t")", column("a"), size, 42, 200) ==
        R"(select pg_catalog.left(t."a"::pg_catalog.text, 4096) from "s"."t" t tablesample system (0.8) )"
        R"(repeatable (42) where t."a"::pg_catalog.text <> '' limit 200)");
  const SampleSize most = sample_size(facts('r', 200, 62.5), 2'000);
  CHECK_THAT(sparse_sample_sql(R"("s"."t")", column("a"), most, 42, 200), !ContainsSubstring("tablesample"));
}

TEST_CASE("facts that are none of ours are refused") {
  Answer answer;
  CHECK_FALSE(sample_facts_in(answer).found);
  answer.rows = {{"r", "1", "1"}};
  CHECK_THROWS_AS(sample_facts_in(answer), Error);
  answer.rows = {{"r", "x", "1", "a", "text", "p", "t"}};
  CHECK_THROWS_AS(sample_facts_in(answer), Error);
  answer.rows = {{"r", "3", "12.5", "a", "text", "p", "f"}, {"r", "3", "12.5", "b", "e", "e", "t"}};
  const SampleFacts read = sample_facts_in(answer);
  REQUIRE(read.columns.size() == 2);
  CHECK(read.pages == 3);
  CHECK_FALSE(read.columns[0].readable);
  CHECK(read.columns[1].form == SampleForm::closed_set);
}

TEST_CASE("cells keep their order, their nulls and their bytes") {
  SampleCells cells(2, 2, 7);
  cells.add("abc");
  cells.add(std::nullopt);
  cells.add("");
  cells.add(std::string_view("d\0e!", 4));
  CHECK(cells.rows() == 2);
  CHECK(cells.at(0, 0) == "abc");
  CHECK_FALSE(cells.at(0, 1));
  CHECK(cells.at(1, 0) == "");
  CHECK(cells.column(1).back() == std::string_view("d\0e!", 4));
  CHECK_THROWS_AS(cells.add("f"), Error);  // it never grows: growing would leave a copy behind
  const SampleCells copy = cells;
  const SampleCells moved = std::move(cells);
  CHECK(copy == moved);
  CHECK(cells.rows() == 0);  // NOLINT(bugprone-use-after-move): that is what is asked
}

TEST_CASE("what held a cell is overwritten") {
  std::string text = "jane.canary@example.org";
  wipe(text.data(), text.size());
  CHECK(text == std::string(23, '\0'));
  wipe(nullptr, 0);
}
