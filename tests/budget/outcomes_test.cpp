// What came of pull requests: V1 to V6, on real histories.
#include "budget/outcomes.hpp"

#include <string>
#include <vector>

#include "tests/budget/team.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using budget::History;
using budget::OutcomeEvent;

namespace {

std::string told(const History& history, const OutcomeEvent& event) {
  std::string text(to_string(event.kind));
  text += " " + history.landings.at(event.target).name();
  if (event.by) text += " by " + history.landings.at(*event.by).name();
  text += ": " + std::string(to_string(event.found));
  if (event.closed_at) text += ", closed";
  if (event.candidate) text += "?";
  return text;
}

std::vector<std::string> outcomes(const History& history) {
  std::vector<std::string> all;
  for (const OutcomeEvent& event : budget::outcomes_of(history).events) all.push_back(told(history, event));
  return all;
}

std::vector<std::string> unresolved(const History& history) {
  std::vector<std::string> all;
  for (const auto& one : budget::outcomes_of(history).unresolved) {
    all.push_back(history.landings.at(one.landing).name() + " " + std::string(to_string(one.kind)) + " " + one.named);
  }
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a rollback means the first of what it names that was merged before") {
  const Team team;
  const std::string views = team.push({"Add views (#3)"}, "2026-01-06");
  team.merge("Merge pull request #4 from acme/add-orders\n\nAdd orders", {{"Write orders"}}, "2026-01-07");
  const std::string orders = team.merged_head();
  const std::string nowhere(40, 'f');
  const auto revert = [&](const std::string& message, const Texts& expected) {
    INFO(message);
    team.git({"branch", "--force", "keep"});
    team.push({message}, "2026-01-09");
    CHECK(outcomes(team.history()) == expected);
    team.git({"reset", "--quiet", "--hard", "keep"});
  };
  revert("Revert \"Add views (#3)\" (#9)\n\nThis reverts commit " + views + ".", {"reverted #3 by #9: commit id"});
  revert("Revert \"Write orders\" (#9)\n\nThis reverts commit " + orders + ".", {"reverted #4 by #9: commit id"});
  revert("Revert it (#9)\n\nThis reverts commit " + views.substr(0, 10) + ".", {"reverted #3 by #9: short commit id"});
  revert("Undo views (#9)\n\nReverts acme/dbt#3", {"reverted #3 by #9: number"});
  revert("Revert \"Write orders\" (#9)\n\nThis reverts commit " + nowhere + ".", {"reverted #4 by #9: exact title"});
  revert("Revert \"Old title (#3)\" (#9)\n\nThis reverts commit " + nowhere + ".",
         {"reverted #3 by #9: number in the quoted title"});
  revert("Revert \"Add orders\" (#9)", {"reverted #4 by #9: exact title"});
  revert("Merge pull request #9 from acme/revert-4-add-orders (#9)\n\nTake it back",
         {"reverted #4 by #9: branch name"});
  revert("revert: Write orders (#9)", {"reverted #4 by #9: exact title"});
  revert("Reverting the commit range: " + views + ".." + orders + " (#9)", {"reverted #4 by #9: range of commits"});
  revert("Revert \"Add views (#30)\" (#9)", {});
  revert("Revert \"Write\" (#9)", {});
}

TEST_CASE("a number of another repository is not ours") {
  const Team team;
  team.git({"remote", "add", "origin", "git@git.example.com:acme/dbt.git"});
  team.push({"Add views (#3)"}, "2026-01-06");
  team.push({"Undo views (#4)\n\nReverts Acme/DBT#3"}, "2026-01-07");
  team.push({"Undo theirs (#5)\n\nReverts other/dbt#3"}, "2026-01-08");
  CHECK(team.history().repository == "acme/dbt");
  CHECK(outcomes(team.history()) == Texts{"reverted #3 by #4: number"});
}

TEST_CASE("a merge request is named by its own mark, and by the whole number") {
  const Team team;
  for (const char* number : {"12", "120"}) {
    team.merge(
        std::string("Merge branch 'x' into 'main'\n\nAdd ") + number + "\n\nSee merge request acme/dbt!" + number,
        {{"work"}}, "2026-01-06");
  }
  team.merge("Merge branch 'revert' into 'main'\n\nTake it back\n\nSee merge request acme/dbt!121",
             {{"Revert \"lost\"\n\nThis reverts merge request !12"}}, "2026-01-07");
  CHECK(outcomes(team.history()) == Texts{"reverted !12 by !121: number"});
}

TEST_CASE("only what was merged earlier can be meant: the latest of a title, and no commit from elsewhere") {
  const Team team;
  team.push({"Update seeds (#3)"}, "2026-01-05");
  team.push({"Update seeds (#4)"}, "2026-01-06");
  team.push({"Revert \"Update seeds\" (#5)"}, "2026-01-07");
  team.push({"Update seeds (#6)"}, "2026-01-08");
  CHECK(outcomes(team.history()) == Texts{"reverted #4 by #5: exact title"});
  team.git({"checkout", "--quiet", "-b", "elsewhere"});
  const std::string elsewhere = team.push({"Add orders"}, "2026-01-09");
  team.git({"checkout", "--quiet", "main"});
  team.push({"Revert \"Add orders\" (#7)\n\nThis reverts commit " + elsewhere + "."}, "2026-01-10");
  CHECK(outcomes(team.history()).size() == 1);
  CHECK(unresolved(team.history()) == Texts{"#7 revert " + elsewhere});
}

TEST_CASE("what a pull request takes back of its own is no outcome") {
  const Team team;
  team.push({"Try it (#2)"}, "2026-01-05");
  team.merge("Merge pull request #3 from acme/x\n\nAdd orders", {{"Try it"}, {"Revert \"Try it\""}}, "2026-01-06");
  const History replayed = team.history();
  CHECK(outcomes(replayed).empty());
  CHECK(unresolved(replayed).empty());
  CHECK(budget::outcomes_of(replayed).within_itself == 1);
  // The commits of a squash are nowhere.
  team.push({"Add views (#4)\n\nThis reverts commit " + std::string(40, 'e') + ".\n"}, "2026-01-07");
  team.push({"Add more (#5)\n\n* Add more\n\n* Revert \"Try it\"\n\nThis reverts commit " +
             team.git({"rev-parse", "HEAD~2"}) + ".\n"},
            "2026-01-07");
  CHECK(outcomes(team.history()).empty());
  CHECK(unresolved(team.history()).empty());
}

TEST_CASE("what takes a rollback back closes it, and is no failure of its own") {
  const Team team;
  team.push({"Add views (#3)"}, "2026-01-05");
  const std::string undone = team.push({"Revert \"Add views (#3)\" (#4)"}, "2026-01-06");
  const auto again = [&](const std::string& message) {
    INFO(message);
    team.git({"branch", "--force", "keep"});
    team.push({message}, "2026-01-07");
    CHECK(outcomes(team.history()) == Texts{"reverted #3 by #4: number in the quoted title, closed"});
    CHECK(budget::outcomes_of(team.history()).events.front().closed_at == on("2026-01-07"));
    team.git({"reset", "--quiet", "--hard", "keep"});
  };
  again("Reapply \"Add views (#3)\" (#5)");
  again("Revert \"Revert \"Add views (#3)\"\" (#5)");
  again("Revert \"Revert \"Add views (#3)\" (#4)\" (#5)");
  again("Take the views in again (#5)\n\nThis reverts commit " + undone + ".");
  again("Merge pull request #5 from acme/revert-4-revert-3-views");
}

TEST_CASE("what was taken in again and is taken back again is out") {
  const Team team;
  team.push({"Add views (#3)"}, "2026-01-05");
  team.push({"Revert \"Add views (#3)\" (#4)"}, "2026-01-06");
  team.push({"Revert \"Revert \"Add views (#3)\" (#4)\" (#5)"}, "2026-01-07");
  team.push({"Revert \"Revert \"Revert \"Add views (#3)\" (#4)\" (#5)\" (#6)"}, "2026-01-08");
  CHECK(outcomes(team.history()) ==
        Texts{"reverted #3 by #4: number in the quoted title", "reverted #5 by #6: number in the quoted title"});
}

TEST_CASE("one rollback may be told by a merge and by its commit") {
  const Team team;
  team.merge("Merge pull request #3 from acme/x\n\nAdd orders", {{"Write orders"}}, "2026-01-05");
  const std::string merge = team.git({"rev-parse", "HEAD"});
  team.merge("Merge pull request #4 from acme/revert-3-x\n\nRevert \"Add orders\"",
             {{"Revert \"Merge pull request #3 from acme/x\"\n\nThis reverts commit " + merge +
               ", reversing\nchanges made to " + std::string(40, 'a') + "."}},
             "2026-01-06");
  CHECK(outcomes(team.history()) == Texts{"reverted #3 by #4: branch name"});
  // Closing it closes that one and no other.
  const std::string undone = team.git({"rev-parse", "HEAD"});
  team.push({"Add views (#5)"}, "2026-01-07");
  team.push({"Revert \"Add views (#5)\" (#6)"}, "2026-01-08");
  team.push({"Take orders in again (#7)\n\nThis reverts commit " + undone + "."}, "2026-01-09");
  CHECK(outcomes(team.history()) ==
        Texts{"reverted #3 by #4: branch name, closed", "reverted #5 by #6: number in the quoted title"});
}

TEST_CASE("a hotfix counts for the pull request that it names, and is asked about where it names none") {
  const Team team;
  team.push({"Add views (#3)"}, "2026-01-05");
  team.push({"Mend the views (#4)\n\nFixes-Escape: #3"}, "2026-01-06");
  team.merge("Merge pull request #5 from acme/hotfix/orders\n\nMend orders", {{"hotfix: orders"}}, "2026-01-07");
  team.merge("Merge pull request #6 from acme/y\n\nMore", {{"hotfix of my own typo"}}, "2026-01-08");
  CHECK(outcomes(team.history()) == Texts{"hotfixed #3 by #4: number"});
  CHECK(unresolved(team.history()) == Texts{"#5 hotfix "});
}

TEST_CASE("the audit log tells outcomes, and that an undo was planned") {
  const Team team;
  team.push({"Add views (#3)"}, "2026-01-05");
  team.push({"Add orders (#4)"}, "2026-01-06");
  const std::string undo = team.push({"Revert \"Add orders (#4)\" (#5)"}, "2026-01-07");
  using budget::OutcomeKind;
  const History history = team.history(
      {{.number = 3,
        .outcomes = {{OutcomeKind::rolled_back, on("2026-01-08"), {}}, {OutcomeKind::merged, on("2026-01-05"), {}}}},
       {.number = 4, .outcomes = {{OutcomeKind::planned_undo, on("2026-01-07"), undo}}}});
  CHECK(outcomes(history) == Texts{"rolled_back #3: audit log", "planned_undo #4 by #5: audit log"});
  CHECK(outcomes(team.history({{.number = 5, .labels = {"planned-undo"}}})) ==
        Texts{"planned_undo #4 by #5: number in the quoted title"});
}

TEST_CASE("a failure counts within 30 days of the merge") {
  budget::Landing landing;
  landing.merged_at = on("2026-01-01");
  OutcomeEvent event;
  event.at = on("2026-01-31");
  CHECK(within_window(event, landing));
  event.at += std::chrono::seconds(1);
  CHECK_FALSE(within_window(event, landing));
  event.at = on("2026-01-02");
  event.candidate = true;
  CHECK_FALSE(within_window(event, landing));
  event.candidate = false;
  event.kind = budget::OutcomeKind::reapplied;
  CHECK_FALSE(within_window(event, landing));
}

TEST_CASE("names of outcomes are those of the audit log") {
  for (const char* name :
       {"merged", "reverted", "rolled_back", "hotfixed", "fixed_forward", "reapplied", "planned_undo"}) {
    const auto kind = budget::outcome_from(name);
    REQUIRE(kind);
    CHECK(to_string(*kind) == name);
  }
  CHECK_FALSE(budget::outcome_from("rolled back"));
}

namespace {

std::vector<std::string> fixes(const Team& team, std::vector<budget::PullRequestFacts> facts = {}) {
  const History history = team.history(std::move(facts));
  budget::Outcomes outcomes = budget::outcomes_of(history);
  add_fixes(team.path(), history, on("2026-01-01"), outcomes);
  std::vector<std::string> all;
  for (const OutcomeEvent& event : outcomes.events) all.push_back(told(history, event));
  return all;
}

}  // namespace

TEST_CASE("a fix that deletes somebody's lines is a candidate until a person confirms it") {
  const Team team;
  team.write_file("models/marts/orders.sql", "select id\nfrom orders\n");
  team.push({"Add orders (#3)", "other.txt"}, "2026-01-02");
  team.write_file("models/marts/views.sql", "select id\nfrom views\n");
  team.push({"Add views (#4)", "other.txt"}, "2026-01-03");
  team.write_file("models/marts/orders.sql", "select id\nfrom orders\nwhere id > 0\n");
  team.push({"Only add a line (#5)\n\nhttps://status.example.com/incidents/7", "other.txt"}, "2026-01-04");
  team.write_file("models/marts/orders.sql", "select id\nfrom all_orders\nwhere id > 0\n");
  team.push({"Mend orders (#6)", "other.txt"}, "2026-01-05");
  CHECK(fixes(team).empty());
  CHECK(fixes(team, {{.number = 6, .labels = {"bug"}}}) == Texts{"fixed_forward #3 by #6: blame?"});
  CHECK(fixes(team, {{.number = 6, .labels = {"bug", "fixed-forward:confirmed"}}}) ==
        Texts{"fixed_forward #3 by #6: blame"});
  team.write_file("models/marts/views.sql", "select 1 as id\n");
  team.push({"Mend views (#7)\n\nSee https://status.example.com/incidents/8.", "other.txt"}, "2026-01-17");
  CHECK(fixes(team) == Texts{"fixed_forward #4 by #7: blame?"});
  team.write_file("models/marts/orders.sql", "select 2 as id\n");
  team.push({"hotfix: orders (#8)", "other.txt"}, "2026-01-18");
  CHECK(fixes(team) ==
        Texts{"fixed_forward #4 by #7: blame?", "fixed_forward #5 by #8: blame?", "fixed_forward #6 by #8: blame?"});
}
