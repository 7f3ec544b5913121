// Merged pull requests, read from real histories.
#include "budget/history.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "tests/budget/team.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using budget::History;
using budget::Landing;

namespace {

std::vector<std::string> names(const History& history) {
  std::vector<std::string> all;
  for (const Landing& landing : history.landings) {
    if (landing.pull_request) all.push_back(landing.name() + " " + landing.title);
  }
  return all;
}

const Landing& last(const History& history) { return history.landings.back(); }

}  // namespace

TEST_CASE("merges, squashes and merge requests are pull requests; what was pushed is not") {
  const Team team;
  team.push({"Add a seed"}, "2026-01-05");
  team.merge("Merge pull request #3 from acme/add-orders\n\nAdd orders", {{"one"}, {"two"}}, "2026-01-06");
  team.push({"Add customers (#12) (#4)"}, "2026-01-07");
  team.merge("Merged in add-views (pull request #5)\n\nAdd views", {{"three"}}, "2026-01-08");
  team.push({"Merged PR 6: Add a metric"}, "2026-01-09");
  team.merge("Merge branch 'by-hand'", {{"four"}}, "2026-01-10");
  team.merge("Merge branch 'main' of git.example.com:acme/dbt", {{"pulled"}}, "2026-01-11");
  const History history = team.history();
  const std::string by_hand = history.landings.at(6).commit.substr(0, 9);
  CHECK(names(history) == std::vector<std::string>{"#3 Add orders", "#4 Add customers (#12)", "#5 Add views",
                                                   "#6 Add a metric", by_hand + " Merge branch 'by-hand'"});
  CHECK(history.landings.size() == 9);
  CHECK(history.landings.at(2).branch == "add-orders");
  CHECK(history.landings.at(2).merged_at == on("2026-01-06"));
  REQUIRE(history.notes.size() == 1);
  CHECK(history.notes.front().starts_with("4 of 9 commits of the base branch came without a pull request"));
}

TEST_CASE("in a repository of GitLab's the number in a subject is an issue's") {
  const Team team;
  team.push({"Add a seed (#1)"}, "2026-01-05");
  team.merge("Merge branch 'add-orders' into 'main'\n\nAdd orders\n\nSee merge request acme/dbt!7", {{"one"}},
             "2026-01-06");
  team.push({"Mend the seed (#2)"}, "2026-01-07");
  team.push({"Add views\n\nSee merge request acme/dbt!8"}, "2026-01-08");
  CHECK(names(team.history()) == std::vector<std::string>{"#1 Add a seed", "!7 Add orders", "!8 Add views"});
}

TEST_CASE("who merges the base branch into a branch and pushes that does not hide what it had") {
  const Team team;
  const auto pushed_over = [&](const std::string& message) {
    INFO(message);
    team.git({"checkout", "--quiet", "-B", "mine"});
    team.push({"Mine, not pushed yet", "mine.txt"}, "2026-01-05");
    team.git({"checkout", "--quiet", "main"});
    team.push({"Add views (#3)"}, "2026-01-06");
    team.git({"checkout", "--quiet", "mine"});
    team.git({"merge", "--quiet", "--no-ff", "--message", message, "main"}, "2026-01-07");
    team.git({"branch", "--force", "before", "main~1"});
    team.git({"checkout", "--quiet", "-B", "main"});
    CHECK(names(team.history()) == std::vector<std::string>{"#3 Add views"});
    CHECK(last(team.history()).pull_request == false);
    team.git({"reset", "--quiet", "--hard", "before"});
  };
  pushed_over("Merge branch 'main' of git.example.com:acme/dbt");
  pushed_over("Merge branch 'main' into mine");
  pushed_over("Merge remote-tracking branch 'origin/main' into mine");
  team.merge("Merge branch 'release' into main", {{"work"}}, "2026-01-08");
  CHECK(last(team.history()).pull_request);
  CHECK(last(team.history()).branch == "release");
}

TEST_CASE("a title that was cut goes on in the body") {
  const Team team;
  team.push({"Add a very long\xE2\x80\xA6 (#3)\n\n\xE2\x80\xA6 title"}, "2026-01-05");
  CHECK(last(team.history()).number == 3);
  team.push({"Add a very long title th\xE2\x80\xA6\n\n\xE2\x80\xA6"
             "at goes on (#4)"},
            "2026-01-06");
  CHECK(last(team.history()).title == "Add a very long title that goes on");
  CHECK(last(team.history()).number == 4);
}

TEST_CASE("a pull request is LLM-touched when one of its commits is, before squash too") {
  const Team team;
  team.merge("Merge pull request #3 from acme/x\n\nAdd orders", {{"one"}, {by_llm("two")}, {"three"}}, "2026-01-06");
  CHECK(last(team.history()).llm_touched());
  CHECK(last(team.history()).tool == "claude-code");
  CHECK(last(team.history()).begun_at == on("2026-01-06"));
  team.merge("Merge pull request #4 from acme/y\n\nAdd views", {{"four"}}, "2026-01-07");
  CHECK_FALSE(last(team.history()).llm_touched());
  // A squash that lost the trailer, and the head of the pull request that still has it.
  team.git({"checkout", "--quiet", "-b", "lost"});
  const std::string head = team.push({by_llm("five")}, "2026-01-08");
  team.git({"update-ref", "refs/pull/5/head", head});
  team.git({"checkout", "--quiet", "main"});
  team.push({"Add a metric (#5)"}, "2026-01-09");
  CHECK(last(team.history()).llm_touched());
  CHECK(last(team.history()).begun_at == on("2026-01-08"));
}

TEST_CASE("attested lines of a note make a pull request LLM-touched, whatever its message says") {
  const Team team;
  team.merge("Merge pull request #3 from acme/x\n\nAdd orders", {{"one"}, {"two"}}, "2026-01-06");
  team.git(
      {"notes", "--ref=ai", "add", "--message",
       "models/marts/orders.sql\n  0123456789abcdef 1-2\n---\n"
       R"({"schema_version":"authorship/3.0.0","prompts":{"0123456789abcdef":{"agent_id":{"tool":"cursor","id":"x",)"
       R"("model":"gpt-5"}}}})",
       team.merged_head()});
  CHECK(last(team.history()).llm_touched());
  CHECK(last(team.history()).tool == "cursor");
  budget::HistoryInput input = team.input();
  input.files_since = on("2026-01-07");
  CHECK_FALSE(last(budget::read_history(input)).llm_touched());
}

TEST_CASE("layers are those of the paths that a pull request changes") {
  const Team team;
  team.merge("Merge pull request #3 from acme/x\n\nAdd",
             {{"one", "models/staging/stg_orders.sql"}, {"two", "models/marts/orders.sql"}, {"docs", "docs/index.md"}},
             "2026-01-06");
  CHECK(last(team.history()).layers == std::vector<std::string>{"marts", "staging"});
  team.push({"Tell more (#4)", "docs/index.md"}, "2026-01-07");
  CHECK(last(team.history()).layers.empty());
  CHECK(last(team.history()).in_project);
  budget::HistoryInput input = team.input();
  input.prefix = "models/";
  CHECK_FALSE(last(budget::read_history(input)).in_project);
  input.files_since = on("2026-01-07");
  CHECK(budget::read_history(input).landings.at(1).layers.empty());
}

TEST_CASE("what the audit log tells is laid over what git shows") {
  const Team team;
  const std::string merged = team.push({"Add views (#3)"}, "2026-01-06");
  const std::string rebased = team.push({"Add orders"}, "2026-01-07");
  team.push({by_llm("Add a metric (#5)")}, "2026-01-08");
  budget::PullRequestFacts views{.number = 3,
                                 .llm_touched = true,
                                 .labels = {"z", "hotfix"},
                                 .judged = {{on("2026-01-05"), true}, {on("2026-01-06"), false}}};
  budget::PullRequestFacts orders{.number = 4, .merge_commit = rebased, .begun_at = on("2026-01-02")};
  budget::PullRequestFacts metric{.number = 5, .llm_touched = false};
  const History history = team.history({views, orders, metric, {.number = 99}});
  CHECK(names(history) == std::vector<std::string>{"#3 Add views", "#4 Add orders", "#5 Add a metric"});
  CHECK(history.landings.at(1).llm_touched());
  CHECK(history.landings.at(1).caught == budget::Caught::yes);
  CHECK(history.landings.at(1).labels == std::vector<std::string>{"hotfix", "z"});
  CHECK(history.landings.at(1).claims.size() == 1);
  CHECK(history.landings.at(2).begun_at == on("2026-01-02"));
  CHECK(history.landings.at(2).caught == budget::Caught::unknown);
  CHECK_FALSE(history.landings.at(3).llm_touched());
}

TEST_CASE("no repository, no such revision and a cut history are told with what to do") {
  const Team team;
  team.push({"Add views (#3)"}, "2026-01-06");
  budget::HistoryInput input = team.input();
  input.tip = "release";
  CHECK_THROWS_WITH(budget::read_history(input), ContainsSubstring("git knows no commit `release`") &&
                                                     ContainsSubstring("--base-branch origin/main"));
  input.root.clear();
  CHECK_THROWS_WITH(budget::read_history(input), ContainsSubstring("there is no git repository here"));
  CHECK_FALSE(team.history().whole_since);
  const Team clone;
  clone.git({"fetch", "--quiet", "--depth=1", "file://" + team.path(), "main:refs/heads/cut"});
  input = clone.input();
  input.tip = "cut";
  CHECK(budget::read_history(input).whole_since == on("2026-01-06"));
}
