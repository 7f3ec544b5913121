#include "cli/page_text.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;

TEST_CASE("explain lists every gate and rule, and knows each by name") {
  const Ran list = run_tollgate({"explain"});
  CHECK(list.code == 0);
  for (const Gate* gate : gates::all) {
    CHECK_THAT(list.out, ContainsSubstring(std::string(gate->id)));
    const Ran page = run_tollgate({"explain", std::string(gate->id)});
    CHECK(page.code == 0);
    CHECK(page.out.size() > 500);  // the whole page, not a line
    for (const Rule& rule : gate->rules) {
      const Ran text = run_tollgate({"explain", std::string(rule.id)});
      CHECK(text.code == 0);
      CHECK_THAT(text.out, ContainsSubstring(std::string(rule.advice)));
    }
  }
  CHECK(run_tollgate({"explain", "policy-loosened"}).code == 0);
}

TEST_CASE("explain says how a finding is waived that is right and meant, before any limit of the policy") {
  const std::string growth = run_tollgate({"explain", "row-count-growth"}).out;
  CHECK_THAT(growth,
             ContainsSubstring("tollgate waivers add --rule row-count-diff/row-count-growth --subject SUBJECT"));
  CHECK(growth.find("waive it") < growth.find("raise max_growth_pct"));
  CHECK_THAT(run_tollgate({"explain", "re-sourced"}).out, ContainsSubstring("If the new source is meant, waive it"));
  CHECK_THAT(run_tollgate({"explain", "added-column"}).out, !ContainsSubstring("waivers add"));
  CHECK_THAT(run_tollgate({"explain", "approval-missing"}).out, !ContainsSubstring("waivers add"));
}

TEST_CASE("a gate's page is text for a terminal, not Markdown") {
  for (const Gate* gate : gates::all) {
    INFO(gate->id);
    const std::string page = run_tollgate({"explain", std::string(gate->id)}).out;
    CHECK(page.starts_with(std::string(gate->id) + "\n" + std::string(gate->id.size(), '=') + "\n"));
    for (const char* sign : {"<!--", "\n|", "|---", "](", "**", "\n#"}) CHECK_THAT(page, !ContainsSubstring(sign));
  }
  CHECK_THAT(run_tollgate({"explain", "row-count-diff"}).out,
             ContainsSubstring("  max_growth_pct (unit %, default 10, tighter lower)\n"
                               "      Largest growth that is let through, relative to base.\n") &&
                 ContainsSubstring("  zero-rows (severity error)\n") && ContainsSubstring("      what to do: "));
}

TEST_CASE("pages are wrapped, their lists hang, their code stands as it is") {
  CHECK(cli::page_text("# A\n\none two three four five six seven eight nine ten\n\n* a [b](c.md) and **d** and so on, "
                       "and so on, and on and on\n\n```sql\nselect  1\n```\n",
                       40) ==
        "A\n=\n\none two three four five six seven eight\nnine ten\n\n* a b and d and so on, and so "
        "on, and on\n  and on\n\n    select  1\n");
}

TEST_CASE("explain of something unknown suggests what was meant") {
  const Ran ran = run_tollgate({"explain", "zero-row"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("did you mean \"zero-rows\"?"));
}

TEST_CASE("explain knows a rule as the reports write it, gate/rule, and the headings of its list") {
  for (const Gate* gate : gates::all) {
    for (const Rule& rule : gate->rules) {
      const Ran text = run_tollgate({"explain", std::string(gate->id) + "/" + std::string(rule.id)});
      CHECK(text.code == 0);
      CHECK_THAT(text.out, ContainsSubstring("gate " + std::string(gate->id) + ","));
      CHECK_THAT(text.out, ContainsSubstring(std::string(rule.advice)));
    }
  }
  CHECK_THAT(run_tollgate({"explain", "waiver/expired"}).out, ContainsSubstring("past its day"));
  CHECK(run_tollgate({"explain", "policy/policy-loosened"}).code == 0);
  CHECK_THAT(run_tollgate({"explain", "waiver"}).out, ContainsSubstring("- expires-soon (warning)"));
  CHECK_THAT(run_tollgate({"explain", "policy"}).out, ContainsSubstring("- policy-loosened (warning)"));
  CHECK(run_tollgate({"explain", "waiver/zero-rows"}).code == 2);
  CHECK_THAT(run_tollgate({"explain", "row-count-diff/row-count-growh"}).err,
             ContainsSubstring("did you mean \"row-count-diff/row-count-growth\"?"));
}
