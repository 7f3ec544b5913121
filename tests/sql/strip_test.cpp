#include <string>
#include <thread>
#include <vector>

#include "sql/parse.hpp"
#include "tests/catch.hpp"

using tollgate::sql::RelationNames;
using tollgate::sql::strip;
using tollgate::sql::strip_all;
using tollgate::sql::StrippedTree;

namespace {

RelationNames shop() {
  return {{{"prod.shop.orders", "model.shop.orders"},
           {"shop.orders", "model.shop.orders"},
           {"ci.pr_12.orders", "model.shop.orders"},
           {"pr_12.orders", "model.shop.orders"},
           {"ci.pr_12.refunds", "model.shop.refunds"}},
          {{"prod.shop", "shop"}, {"ci.pr_12", "shop"}, {"shop", "shop"}, {"pr_12", "shop"}}};
}

StrippedTree tree(std::string_view sql, const RelationNames& names = shop()) {
  auto stripped = strip(sql, names);
  INFO(sql);
  REQUIRE(stripped);
  return *stripped;
}

bool same(std::string_view a, std::string_view b, const RelationNames& names = shop()) {
  return tree(a, names) == tree(b, names);
}

bool same_skeleton(std::string_view a, std::string_view b) { return tree(a).skeleton == tree(b).skeleton; }

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("layout, comments, keyword case and needless quotes leave the tree alone") {
  CHECK(same("select a,b from t where a=1", "SELECT a,\n  \"b\" -- both\nFROM t /* here */ WHERE (a = 1)"));
  CHECK(same("select a::int from t", "select cast(a as integer) from t"));
  CHECK(same("select 1", "select 1;\n"));
  CHECK(same("", "-- nothing"));
}

TEST_CASE("what a statement says is in the tree") {
  CHECK_FALSE(same("select a from t", "select b from t"));
  CHECK_FALSE(same("select a, b from t", "select b, a from t"));
  CHECK_FALSE(same("select a from t", "select a as b from t"));
  CHECK_FALSE(same("select a from t", "select distinct a from t"));
  CHECK_FALSE(same("select a from t", "select a from t x"));
  CHECK_FALSE(same("select a from t join u on t.a = u.a", "select a from t left join u on t.a = u.a"));
  CHECK_FALSE(same("select 1 union select 2", "select 1 union all select 2"));
  CHECK_FALSE(same("select 'ab', 'c'", "select 'a', 'bc'"));
}

TEST_CASE("a negative integer is read from the source text") {
  for (const auto* statement :
       {"select a from t where a > {}", "select a from t where a in ({}, 5)", "select a from t where a in (5, {})",
        "select a from t limit {}", "select ({})::bigint from t", "select cast({} as text)",
        "select a from t offset {}", "select round(a, {}) from t", "select a from t order by a + {}",
        "select case when a = 1 then {} end from t", "select a::numeric(10, {}) from t",
        "select sum(a) over (rows between {} preceding and current row) from t",
        "with x as (select {} as y) select y from x", "values ({})"}) {
    const auto with = [&](std::string_view number) {
      std::string text = statement;
      return text.replace(text.find("{}"), 2, number);
    };
    INFO(statement);
    CHECK_FALSE(same(with("0"), with("-1")));
    CHECK_FALSE(same(with("-1"), with("-2")));
    CHECK_FALSE(same(with("0"), with("1")));
    CHECK(same(with("-1"), with("- 1")));
    CHECK(same_skeleton(with("0"), with("-1")));
  }
}

TEST_CASE("the literals are listed as written, in order") {
  CHECK(tree("select 1, -1, 0, - -7, 1.50, 'a''b', E'a\\nb', '' from t limit 10").literals ==
        std::vector<std::string>{"1", "-1", "0", "7", "1.50", "'a'b'", "'a\nb'", "''", "10"});
}

TEST_CASE("strings are compared by value, numbers as written") {
  CHECK(same("select 'a''b'", "select E'a\\'b'"));
  CHECK(same("select 'ab'", "select $$ab$$"));
  CHECK_FALSE(same("select 1.0", "select 1.00"));
  CHECK_FALSE(same("select 'a '", "select 'a'"));
}

TEST_CASE("the kind of a literal, and true, false and null, belong to the skeleton") {
  CHECK(same_skeleton("select 1", "select 2"));
  CHECK(same_skeleton("select '2024-12-01'::date", "select '2025-01-01'::date"));
  CHECK_FALSE(same_skeleton("select 1", "select '1'"));
  CHECK_FALSE(same_skeleton("select 1", "select 1.0"));
  CHECK_FALSE(same_skeleton("select true", "select false"));
  CHECK_FALSE(same_skeleton("select 1", "select null"));
}

TEST_CASE("array bounds have no location, and do not make a tree unreadable") {
  CHECK(same("select a::int[] from t", "select a :: int [] from t"));
  CHECK(same("select a::int[] from t", "select a::int[0] from t"));
  CHECK(same("select a::int[3] from t", "select a::int[4] from t"));
  CHECK_FALSE(same("select a::int[] from t", "select a::int from t"));
}

TEST_CASE("relations are compared by what they are, not by where they are") {
  CHECK(same(R"(select o.id from "prod"."shop"."orders" as o)", R"(select o.id from ci.pr_12.orders as o)"));
  CHECK(same("select o.id from shop.orders as o", "select o.id from pr_12.orders as o"));
  CHECK_FALSE(same("select 1 from ci.pr_12.orders as o", "select 1 from ci.pr_12.refunds as o"));
  CHECK_FALSE(same("select o.id from prod.shop.orders as o", "select p.id from prod.shop.orders as p"));
  CHECK(same(R"(select "prod"."shop"."orders".id from "prod"."shop"."orders")",
             R"(select "ci"."pr_12"."orders".id from "ci"."pr_12"."orders")"));
  CHECK(same("select prod.shop.orders.* from prod.shop.orders", "select ci.pr_12.orders.* from ci.pr_12.orders"));
}

TEST_CASE("a relation that dbt does not know keeps its name; a known schema is replaced") {
  CHECK(same("select 1 from prod.shop.legacy", "select 1 from ci.pr_12.legacy"));
  CHECK_FALSE(same("select 1 from prod.shop.legacy", "select 1 from ci.pr_12.other"));
  CHECK_FALSE(same("select 1 from raw.legacy", "select 1 from attic.legacy"));
  CHECK_FALSE(same("select 1 from legacy", "select 1 from shop.legacy"));
  CHECK(same("select shop.cents(a) from t", "select pr_12.cents(a) from t"));
  CHECK_FALSE(same("select shop.cents(a) from t", "select pr_12.euros(a) from t"));
  CHECK_FALSE(same("select raw.cents(a) from t", "select attic.cents(a) from t"));
}

TEST_CASE("without a manifest, schemas may be renamed one to one") {
  CHECK(same("select 1 from prod.a, prod.b", "select 1 from pr_12.a, pr_12.b", {}));
  CHECK(same("select prod.a.x from prod.a", "select pr_12.a.x from pr_12.a", {}));
  CHECK_FALSE(same("select 1 from raw.a, prod.b", "select 1 from pr_12.a, pr_12.b", {}));
}

TEST_CASE("a name in a string or an alias is no relation") {
  CHECK_FALSE(same("select 'prod.shop.orders'", "select 'ci.pr_12.orders'"));
  CHECK_FALSE(same("select 1 as shop", "select 1 as pr_12"));
}

TEST_CASE("what does not parse to one statement has no tree") {
  CHECK_FALSE(strip("select from from", {}));
  CHECK_FALSE(strip("select 1; select 2", {}));
  CHECK_FALSE(strip(std::string_view("select 1\0", 9), {}));
  CHECK_FALSE(strip("select '\xff'", {}));
  CHECK_FALSE(strip("select '" + std::string(tollgate::sql::longest_stripped_text, 'x') + "'", {}));
}

TEST_CASE("deep trees end in an answer") {
  CHECK_FALSE(strip("select " + repeated("(", 100'000) + "1" + repeated(")", 100'000), {}));
  CHECK(strip("select " + repeated("(", 4'000) + "1" + repeated(")", 4'000), {}));
  CHECK(strip("select " + repeated("not ", 4'000) + "a", {}));
  CHECK(strip("select a" + repeated(" and b", 50'000), {}));
  CHECK(strip("select 1" + repeated("+1", 60'000), {}));
  CHECK(strip("select 1" + repeated(" union all select 1", 10'000), {}));
  CHECK(strip("select 1 from a" + repeated(" natural join a", 10'000), {}));
  CHECK_FALSE(same("select 1" + repeated("+1", 20'000), "select 1" + repeated("+1", 19'999) + "+2"));
}

TEST_CASE("many texts are stripped in one go, each for itself") {
  const std::vector<std::string_view> texts{"select 1", "select from from", "select 1", ""};
  const auto trees = strip_all(texts, {});
  REQUIRE(trees.size() == 4);
  CHECK(trees[0]);
  CHECK_FALSE(trees[1]);
  CHECK(trees[0] == trees[2]);
  CHECK(trees[3]);
  CHECK(strip_all({}, {}).empty());
}

TEST_CASE("several threads may strip at once") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  const auto expected = tree("select a from t where a > -1");
  for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        if (strip("select a from t where a > -1", shop()) != expected) ++wrong[thread];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
