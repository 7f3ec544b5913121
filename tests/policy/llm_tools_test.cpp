// `llm.tools`: who a team's own tools are.
#include <string>

#include "policy/compare.hpp"
#include "policy/schema.hpp"
#include "policy/show.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

std::string policy_with(const std::string& tools) {
  return "version: 1\nlayers:\n  marts: {select: {path: models/marts}, gates: {parse: }}\nllm:\n  tools: " + tools +
         "\n";
}

}  // namespace

TEST_CASE("a team names its own tools by addresses, names and accounts") {
  const Policy policy = policy_of(policy_with(
      "{acme-coder: {emails: coder@acme.example, names: [Acme Coder]}, helper: {accounts: ['helper[bot]']}}"));
  REQUIRE(policy.llm.tools.size() == 2);
  CHECK(policy.llm.tools[0].id == "acme-coder");
  CHECK(policy.llm.tools[0].emails == std::vector<std::string>{"coder@acme.example"});
  CHECK(policy.llm.tools[0].names == std::vector<std::string>{"Acme Coder"});
  CHECK(policy.llm.tools[1].accounts == std::vector<std::string>{"helper[bot]"});
  CHECK(policy_of(policy::show(policy, gates)).llm.tools == policy.llm.tools);
}

TEST_CASE("what would take people for tools is refused, with the place") {
  for (const char* tools :
       {"{a: {emails: '*'}}", "{a: {emails: '*@*'}}", "{a: {emails: '*@gmail.com'}}", "{a: {emails: coder}}",
        "{a: {emails: '*@users.noreply.github.com'}}", "{a: {names: 'Acme *'}}", "{a: {accounts: '*'}}", "{a: {}}",
        "{A: {names: x}}", "[a]", "{a: {mail: x@y.z, names: n}}"}) {
    INFO(tools);
    const std::string problems = problems_of(policy_with(tools));
    CHECK_THAT(problems, ContainsSubstring(":5:") && ContainsSubstring("llm.tools"));
  }
  CHECK(problems_of(policy_with("{a: {emails: '*@agents.acme.example'}}")).empty());
}

TEST_CASE("a change that lets a tool go is told") {
  const Policy base = policy_of(policy_with("{a: {names: A}, b: {names: B}}"));
  const auto told = policy::loosened(base, policy_of(policy_with("{b: {names: [B, C]}}")), gates, "tollgate.yml");
  REQUIRE(told.size() == 2);
  CHECK_THAT(told[0].message + told[1].message, ContainsSubstring("how the tool a is recognised is no longer told"));
  CHECK_THAT(told[0].message + told[1].message, ContainsSubstring("how the tool b is recognised changes"));
}
