#include "warehouse/read_rights.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;

TEST_CASE("what keeps a role from reading relations is told relation by relation") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate rights");
  const test::Role role("tollgate_reader", "");
  schema.admin().run("create table " + schema("mine") + " (id int); create table " + schema("theirs") +
                     " (id int); grant select on " + schema("mine") + " to tollgate_reader");
  const std::vector<std::string> relations{schema("mine"), schema("theirs"), schema("gone"),
                                           R"("tollgate nowhere"."t")", R"("tollgate elsewhere"."public"."t")"};
  const auto pool = connect(test::target("user=tollgate_reader"), test::target("user=tollgate_reader"), {}, {});
  const auto rights = [&] { return read_rights_in(test::ask(*pool, read_rights_sql(relations)), relations.size()); };
  using enum Readable;
  CHECK(rights() == std::vector{no_usage, no_usage, no_usage, no_schema, other_database});
  schema.admin().run(R"(grant usage on schema "tollgate rights" to tollgate_reader)");
  CHECK(rights() == std::vector{yes, no_select, no_relation, no_schema, other_database});
}

TEST_CASE("an answer about rights that is none of ours is refused") {
  Answer answer;
  answer.rows = {{"yes"}, {"maybe"}};
  CHECK_THROWS_AS(read_rights_in(answer, 2), Error);
  answer.rows = {{"yes"}};
  CHECK_THROWS_AS(read_rights_in(answer, 2), Error);
  CHECK(read_rights_in(answer, 1) == std::vector{Readable::yes});
}
