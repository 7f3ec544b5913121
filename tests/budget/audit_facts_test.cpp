// What the audit log tells of pull requests.
#include "budget/audit_facts.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "budget/audit/append.hpp"
#include "budget/outcomes.hpp"
#include "tests/budget/team.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using budget::PullRequestFacts;
using budget::StoredEvent;

namespace {

const std::string commit(40, 'a');

/// Events in the order given, each with an id that tells its place.
std::vector<StoredEvent> log(const std::vector<std::string>& events) {
  std::vector<StoredEvent> all;
  for (const std::string& fields : events) {
    StoredEvent event;
    event.id = "sha256:" + std::to_string(all.size());
    event.bytes = "{" + fields + "}";
    all.push_back(event);
  }
  return all;
}

std::string at(const std::string& day, const std::string& fields) {
  return "\"ts\":\"" + day + "T12:00:00.000Z\",\"pr\":41," + fields;
}

PullRequestFacts only(const std::vector<std::string>& events) {
  const std::vector<PullRequestFacts> facts = budget::facts_of(log(events));
  REQUIRE(facts.size() == 1);
  CHECK(facts.front().number == 41);
  return facts.front();
}

}  // namespace

TEST_CASE("events tell when it began, that an LLM helped, and the merge") {
  const PullRequestFacts facts =
      only({at("2026-01-07", R"("type":"pr_tagged","llm":{"state":"declared-llm","tools":["claude-code"]})"),
            at("2026-01-05", R"("type":"pr_tagged","llm":{"state":"undeclared","touched":false})"),
            at("2026-01-09", R"("type":"pr_merged","merge_sha":")" + commit + "\"")});
  CHECK(facts.begun_at == on("2026-01-05"));
  CHECK(facts.llm_touched == true);
  CHECK(facts.tool == "claude-code");
  CHECK(facts.merge_commit == commit);
  CHECK_FALSE(only({at("2026-01-05", R"("type":"pr_tagged","llm":{"touched":false})")}).llm_touched);
}

TEST_CASE("a person's word that no LLM helped outranks what was recognised, unless it is superseded") {
  const std::string tagged = at("2026-01-07", R"("type":"pr_tagged","llm":{"touched":true})");
  const std::string word = at("2026-01-06", R"("type":"override","rule":"not-llm","reason":"typed by hand")");
  CHECK(only({word, tagged}).llm_touched == false);
  CHECK(only({word, tagged, R"("type":"supersedes","supersedes":"sha256:0","reason":"wrong number")"}).llm_touched ==
        true);
}

TEST_CASE("a gate that looks at the change has caught it; what people still had to do has not") {
  const auto judged = [](const std::string& gates) {
    return only({at("2026-01-07", R"("type":"pr_judged","gates_failed":[)" + gates + "]")}).judged.at(0).failed;
  };
  CHECK(judged("\"row-count-diff\""));
  CHECK(judged("\"review\",\"row-count-diff\""));
  CHECK_FALSE(judged(""));
  CHECK_FALSE(judged("\"review\",\"merge-window\",\"hallucination-budget\""));
}

TEST_CASE("only what gates said before the merge counts, and nothing said is not known") {
  const Team team;
  team.push({"Add views (#41)"}, "2026-01-06");
  const auto caught = [&](const std::vector<std::string>& events) {
    return team.history(budget::facts_of(log(events))).landings.back().caught;
  };
  const std::string failed = R"("type":"pr_judged","gates_failed":["references"])";
  const std::string passed = R"("type":"pr_judged","gates_failed":[])";
  CHECK(caught({at("2026-01-05", failed), at("2026-01-06", passed)}) == budget::Caught::yes);
  CHECK(caught({at("2026-01-05", passed), at("2026-01-07", failed)}) == budget::Caught::no);
  CHECK(caught({at("2026-01-07", failed)}) == budget::Caught::unknown);
  CHECK(team.history({{.number = 41, .labels = {"hallucination:confirmed"}}}).landings.back().caught ==
        budget::Caught::yes);
}

TEST_CASE("outcomes come with their time, and a reapplied one closes what was open") {
  const Team team;
  team.push({by_llm("Add views (#41)")}, "2026-01-06");
  const auto events = [&](const std::vector<std::string>& logged) {
    return budget::outcomes_of(team.history(budget::facts_of(log(logged)))).events;
  };
  const auto stated = events({at("2026-03-05", R"("type":"outcome","outcome":"rolled_back","lag_s":3600)")});
  REQUIRE(stated.size() == 1);
  CHECK(stated.front().at == on("2026-01-06") + std::chrono::hours(1));
  CHECK(within_window(stated.front(), team.history().landings.back()));
  CHECK(events({at("2026-01-08", R"("type":"outcome","outcome":"nonsense")")}).empty());
  team.push({"Revert \"Add views (#41)\" (#42)"}, "2026-01-07");
  CHECK_FALSE(events({}).front().closed_at);
  CHECK(events({at("2026-01-08", R"("type":"outcome","outcome":"reapplied")")}).front().closed_at == on("2026-01-08"));
}

TEST_CASE("events that make no sense are left out") {
  CHECK(budget::facts_of(log({"", R"("pr":"41","type":"outcome")", R"("pr":-1)", R"("type":7)"})).empty());
  std::vector<StoredEvent> broken = log({""});
  broken.front().bytes = "{";
  CHECK(budget::facts_of(broken).empty());
  CHECK(only({R"("pr":41,"type":"outcome","outcome":"reverted","ts":"yesterday")"}).outcomes.empty());
}

TEST_CASE("the log is read as this repository has it; one that is not whole tells nothing") {
  const Team team;
  team.push({"Add views (#41)"}, "2026-01-06");
  CHECK_FALSE(budget::read_local_log(team.path(), "tollgate-audit").found);
  budget::AuditEvent event;
  event.type = "outcome";
  event.ts = "2026-01-08T12:00:00.000Z";
  event.repo = "acme/dbt";
  event.pr = 41;
  event.outcome = "rolled_back";
  const budget::LogPlace place{team.path(), "", "refs/heads/tollgate-audit"};
  append(place, {to_draft(event)});
  const budget::LocalLog log = budget::read_local_log(team.path(), "tollgate-audit");
  CHECK(log.found);
  CHECK(log.problem.empty());
  REQUIRE(budget::facts_of(log.events).size() == 1);
  CHECK(budget::facts_of(log.events).front().outcomes.size() == 1);
  CHECK(budget::read_local_log(team.path(), "refs/heads/tollgate-audit").events.size() == 1);
  team.git({"checkout", "--quiet", "tollgate-audit"});
  team.push({"spoil it", "events/2026/01/" + std::string(64, '0') + ".json"}, "2026-01-09");
  const budget::LocalLog spoilt = budget::read_local_log(team.path(), "tollgate-audit");
  CHECK(spoilt.events.empty());
  CHECK(spoilt.problem.find("tollgate audit verify") != std::string::npos);
}
