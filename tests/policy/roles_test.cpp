// tollgate-roles.yml: who is what, what is refused, and what a head gives away.
#include "policy/roles.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;
using policy::load_roles;

namespace {

std::string problems_in(const std::string& text) {
  std::string all;
  for (const Diagnostic& problem : load_roles(text, "tollgate-roles.yml").problems) all += to_text(problem) + "\n";
  return all;
}

Roles roles_of(const std::string& text) {
  const auto loaded = load_roles(text, "tollgate-roles.yml");
  REQUIRE(loaded.problems.empty());
  return loaded.roles;
}

}  // namespace

TEST_CASE("roles name people, compared without case and without the at sign") {
  const Roles roles = roles_of("senior-data-engineer: [ada, '@Grace']\ndata-pm: pam\n");
  CHECK(roles.has("Ada", "senior-data-engineer"));
  CHECK(roles.has("grace", "senior-data-engineer"));
  CHECK(roles.has("pam", "data-pm"));
  CHECK_FALSE(roles.has("pam", "senior-data-engineer"));
  CHECK_FALSE(roles.has("ada", "owner"));
  CHECK(roles.has("anybody", "peer"));
  CHECK(roles_of("").members.empty());
  CHECK(roles_of("# nobody yet\n").members.empty());
}

TEST_CASE("what is wrong with a roles file is told with its place, all at once, and gives nobody a role") {
  const std::string text =
      "peer: [ada]\nsenior engineer: [ada]\nlead: []\nowner: [a b, ada@shop.test, bo, Bo]\ndata-pm: {x: y}\nok: "
      "[ada]\n";
  const std::string problems = problems_in(text);
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:1:1: roles.peer"));
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:2:1: roles.\"senior engineer\""));
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:3:7: roles.lead: expected a login or a list of logins"));
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:4:9: roles.owner: \"a b\" is no login"));
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:4:14: roles.owner: a mail address"));
  CHECK_THAT(problems, !ContainsSubstring("shop.test"));
  CHECK_THAT(problems, ContainsSubstring("\"Bo\" is here twice"));
  CHECK_THAT(problems, ContainsSubstring("tollgate-roles.yml:5:10"));
  CHECK(load_roles(text, "tollgate-roles.yml").roles.members.empty());
  CHECK_THAT(problems_in("- ada\n"), ContainsSubstring("expected a mapping"));
  CHECK_THAT(problems_in("lead: [ada]\nlead: [bo]\n"), ContainsSubstring("twice"));
}

TEST_CASE("each role that gets more people is told; fewer are not") {
  const Roles base = roles_of("lead: [ada]\ndata-pm: [pam, pit]\n");
  const auto findings =
      policy::loosened_roles(base, roles_of("lead: [Ada, eve]\ndata-pm: [pam]\nowner: [eve]\n"), "tollgate-roles.yml");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule == "policy-loosened");
  CHECK(findings[0].subject.id == change_subject);
  CHECK(findings[0].subject.relation == "roles.lead");
  CHECK_THAT(findings[0].message, ContainsSubstring("gives eve the role lead"));
  CHECK(findings[1].subject.relation == "roles.owner");
}

TEST_CASE("a role that a layer asks for and nobody has is told, with what may be meant") {
  const Policy policy = policy_of(
      "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n"
      "    review: {approvals: 2, by: [peer, senior-enginer, data-pm]}\n");
  const auto gaps = policy::roles_without_people(policy, roles_of("senior-engineer: [ada]\ndata-pm: [pam]\n"));
  REQUIRE(gaps.size() == 1);
  CHECK_THAT(gaps[0], ContainsSubstring("nobody is senior-enginer, whose approval marts asks for") &&
                          ContainsSubstring("did you mean \"senior-engineer\"?"));
}

TEST_CASE("the schema of the roles file refuses what the reader refuses") {
  const auto schema = nlohmann::json::parse(policy::roles_json_schema());
  CHECK(schema.at("propertyNames").at("not").at("const") == "peer");
  CHECK(schema.at("additionalProperties").at("anyOf").size() == 2);
}
