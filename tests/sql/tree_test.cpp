#include "sql/tree.hpp"

#include <string>

#include "sql/deep_stack.hpp"
#include "tests/catch.hpp"

namespace sql = tollgate::sql;
using sql::Key;
using sql::Kind;

namespace {

template <typename Use>
void with_tree(const std::string& text, Use use) {
  sql::run_on_deep_stack(sql::stack_to_walk(text.size()), [&] {
    const auto read = sql::read_tree(text);
    REQUIRE(std::holds_alternative<sql::Tree>(read));
    use(std::get<sql::Tree>(read));
  });
}

sql::ParseError error_of(const std::string& text) {
  sql::ParseError error;
  sql::run_on_deep_stack(sql::stack_to_walk(text.size()), [&] {
    const auto read = sql::read_tree(text);
    REQUIRE(std::holds_alternative<sql::ParseError>(read));
    error = std::get<sql::ParseError>(read);
  });
  return error;
}

}  // namespace

TEST_CASE("a statement is read as PostgreSQL names its nodes and fields") {
  with_tree("select o.id, 'x' as tag from shop.orders as o (id) where o.id > 7", [](const sql::Tree& tree) {
    const sql::Node& select = *tree.statement();
    REQUIRE(select.is(Kind::SelectStmt));
    const auto targets = select.list(Key::targetList);
    REQUIRE(targets.size() == 2);
    const sql::Node& reference = *targets[0]->node(Key::val);
    CHECK(reference.is(Kind::ColumnRef));
    CHECK(reference.location() == 7);
    CHECK(sql::string_of(*reference.list(Key::fields)[1]) == "id");
    CHECK(targets[1]->text(Key::name) == "tag");
    const sql::Node& relation = *select.list(Key::fromClause)[0];
    CHECK(relation.is(Kind::RangeVar));
    CHECK(relation.text(Key::schemaname) == "shop");
    REQUIRE(relation.node(Key::alias) != nullptr);
    CHECK(relation.node(Key::alias)->is(Kind::Alias));
    CHECK(relation.node(Key::alias)->list(Key::colnames).size() == 1);
    CHECK(select.node(Key::whereClause)->is(Kind::A_Expr));
    CHECK_FALSE(select.has(Key::havingClause));
    CHECK(select.node(Key::havingClause) == nullptr);
  });
}

TEST_CASE("structs that libpg_query prints without their name have their kind") {
  with_tree("with c as (select 1) select 1 union all (select x from c window w as (order by x))",
            [](const sql::Tree& tree) {
              const sql::Node& root = *tree.statement();
              CHECK(root.text(Key::op) == "SETOP_UNION");
              CHECK(root.flag(Key::all));
              CHECK(root.node(Key::larg)->is(Kind::SelectStmt));
              CHECK(root.node(Key::rarg)->is(Kind::SelectStmt));
              CHECK(root.node(Key::withClause)->is(Kind::WithClause));
            });
  with_tree("select * from a join b using (k) as m", [](const sql::Tree& tree) {
    const sql::Node& join = *tree.statement()->list(Key::fromClause)[0];
    CHECK(join.is(Kind::JoinExpr));
    CHECK(join.node(Key::larg)->is(Kind::RangeVar));
    CHECK(join.node(Key::join_using_alias)->is(Kind::Alias));
  });
}

TEST_CASE("a plain DISTINCT is an empty cell, and comments alone are no statement") {
  with_tree("select distinct a from t", [](const sql::Tree& tree) {
    REQUIRE(tree.statement()->list(Key::distinctClause).size() == 1);
    CHECK(tree.statement()->list(Key::distinctClause)[0]->is(Kind::Nothing));
  });
  with_tree("-- nothing", [](const sql::Tree& tree) { CHECK(tree.statement() == nullptr); });
}

TEST_CASE("what is not one statement is refused with a place") {
  const auto syntax = error_of("select a\nfrom t wher b = 1 order by");
  CHECK(syntax.line == 2);
  CHECK_FALSE(syntax.message.empty());
  const auto second = error_of("select 1;\n select 2");
  CHECK(second.line == 2);
  CHECK(second.column == 2);
  CHECK(second.message.find("one statement expected, found 2") != std::string::npos);
}

TEST_CASE("deep nesting and long texts end in an answer") {
  std::string sum = "select 1";
  for (int i = 0; i < 60'000; ++i) sum += "+1";
  CHECK(error_of(sum).message.find("nested deeper than 10000 levels: write its inner parts as CTEs") !=
        std::string::npos);
  std::string unions = "select 1";
  for (int i = 0; i < 30'000; ++i) unions += " union select 1";
  CHECK(error_of(unions).message.find("nested deeper") != std::string::npos);
  CHECK_FALSE(error_of("select " + std::string(100'000, '(')).message.empty());
  CHECK(error_of(std::string(sql::longest_stripped_text + 1, ' ')).message.find("at most") != std::string::npos);
  std::string list = "select a in (1";
  for (int i = 0; i < 100'000; ++i) list += ",1";
  with_tree(list + ")", [](const sql::Tree& tree) { CHECK(tree.statement() != nullptr); });
}

TEST_CASE("places are lines and columns in code points") {
  const std::string text = "ä\nxß y\n";
  const sql::Positions positions(text);
  CHECK(positions.at(0) == sql::Positions::Place{1, 1});
  CHECK(positions.at(2) == sql::Positions::Place{1, 2});
  CHECK(positions.at(3) == sql::Positions::Place{2, 1});
  CHECK(positions.at(7) == sql::Positions::Place{2, 4});
  CHECK(positions.at(1'000) == sql::Positions::Place{3, 1});
}
