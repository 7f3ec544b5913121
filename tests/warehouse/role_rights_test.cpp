// What `tollgate doctor` warns of: rights that a reader does not need.
#include "warehouse/role_rights.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;

namespace {

using Words = std::vector<std::string>;

Words rights_of(const std::string& user) {
  const auto target = test::target(user.empty() ? "" : "user=" + user);
  const auto theirs = connect(target, target, {}, {});
  const Answer answer = test::ask(*theirs, role_rights_sql());
  INFO(answer.explanation);
  REQUIRE(answer.ok());
  return excess_rights_in(answer);
}

}  // namespace

TEST_CASE("a role that can only read has nothing too much") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_rights");
  const test::Role role("tollgate_reader", "");
  schema.admin().run("create table " + schema("t") +
                     " (a int); grant usage on schema tollgate_rights to tollgate_reader; "
                     "grant select on " +
                     schema("t") + " to tollgate_reader");
  CHECK(rights_of("tollgate_reader").empty());
}

TEST_CASE("each right beyond reading is told") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_rights");
  const test::Role role("tollgate_writer", "bypassrls createdb");
  schema.admin().run("create table " + schema("t") + " (a int); create table " + schema("u") +
                     " (a int); grant create on schema tollgate_rights to tollgate_writer; alter table " + schema("t") +
                     " owner to tollgate_writer; grant truncate on " + schema("u") + " to tollgate_writer");
  CHECK(rights_of("tollgate_writer") == Words{"bypasses row security", "may create roles or databases",
                                              "owns 1 relation", "may write to 2 relations",
                                              "may create objects in 1 schema"});
}

TEST_CASE("a superuser is told as one, and not by all that follows from it") {
  NEEDS_POSTGRES();
  CHECK(rights_of("") == Words{"is superuser"});
}

TEST_CASE("an answer about another thing is refused") {
  Answer answer;
  CHECK_THROWS_AS(excess_rights_in(answer), Error);
  answer.rows = {{"0", "0", "0", "0", "0", std::nullopt}};
  CHECK_THROWS_AS(excess_rights_in(answer), Error);
}
