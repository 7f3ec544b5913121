// The gate `review`: whose approval counts, for which layer, at which stage.
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/pull_scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using forge::ReviewState;

namespace {

using Rules = std::vector<std::string>;

GateResult judged(PullScene& scene) { return scene.run(gates::review); }

Status status_of(const GateResult& result) { return result.outcomes.at(0).status; }

GateResult pass_approved() {
  PullScene scene;
  return judged(scene.touch("staging").touch("metrics").review("ada").review("pam"));
}

GateResult pass_pending_at_check() {
  PullScene scene;
  scene.stage = Stage::check;
  return judged(scene.touch("marts"));
}

GateResult fail_missing_role() {
  PullScene scene;
  return judged(scene.touch("metrics").review("ada").review("grace"));
}

GateResult fail_nobody() {
  PullScene scene;
  return judged(
      scene.touch("staging").touch("marts").review("sam-author").review("ada", ReviewState::approved, old_commit));
}

GateResult fail_changes_requested() {
  PullScene scene;
  return judged(scene.touch("staging").review("ada").review("bo", ReviewState::changes_requested, old_commit));
}

GateResult error_forge_not_asked() {
  PullScene scene;
  scene.pull_request.reviews = unknown<std::vector<forge::Review>>("GITHUB_TOKEN is not set");
  return judged(scene.touch("marts"));
}

}  // namespace

std::vector<Case> test_gates::review_cases() {
  return {{"review", "pass-approved", pass_approved},
          {"review", "pass-pending-at-check", pass_pending_at_check},
          {"review", "fail-missing-role", fail_missing_role},
          {"review", "fail-nobody", fail_nobody},
          {"review", "fail-changes-requested", fail_changes_requested},
          {"review", "error-forge-not-asked", error_forge_not_asked}};
}

TEST_CASE("an approval that is missing is pending at check and fails at merge") {
  PullScene scene;
  scene.touch("marts");
  SECTION("check") {
    scene.stage = Stage::check;
    const GateResult result = judged(scene);
    CHECK(duty_with(result, "(marts)").state == DutyState::pending);
    CHECK(result.findings.empty());
    CHECK(status_of(result) == Status::skipped);
    CHECK_THAT(result.outcomes.at(0).reason, ContainsSubstring("pending: 1 approval by senior-data-engineer (marts)"));
  }
  SECTION("merge") {
    const GateResult result = judged(scene);
    CHECK(duty_with(result, "(marts)").state == DutyState::missing);
    CHECK(rules_told(result) == Rules{"approval-missing"});
    CHECK(result.findings.at(0).subject.id == change_subject);
    CHECK_THAT(result.findings.at(0).message, ContainsSubstring("senior-data-engineer: ada, grace"));
  }
}

TEST_CASE("only people of the role count, and each role is needed") {
  PullScene scene;
  scene.touch("metrics");
  SECTION("nobody of the second role") { scene.review("ada").review("grace"); }
  SECTION("enough roles, not enough people") {
    scene.roles.members["data-pm"] = {"ada"};
    scene.review("ada").review("bo");
  }
  SECTION("without a roles file nobody has a role") {
    scene.without_roles = true;
    scene.review("ada").review("pam");
  }
  CHECK(rules_told(judged(scene)) == Rules{"approval-missing"});
}

TEST_CASE("one person may have both roles when another approves as well") {
  PullScene scene;
  scene.roles.members["data-pm"] = {"Ada"};
  scene.touch("metrics").review("ada").review("grace");
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("who had a hand in the change does not approve it") {
  PullScene scene;
  scene.touch("staging");
  std::string who;
  SECTION("who opened it") { who = "Sam-Author"; }
  SECTION("the author of a commit, by the local part of the address") {
    scene.commit("more", "B. Writer", "bwriter@shop.test");
    who = "bwriter";
  }
  SECTION("the author of a commit, by name") {
    scene.commit("more", "Bo Writer", "x@shop.test");
    who = "bo-writer";
  }
  SECTION("a committer, by the forge's own address") {
    scene.commit("more");
    scene.pull_request.commits.value.back().text.committer = {"Somebody", "123+bo@users.noreply.github.com"};
    who = "bo";
  }
  SECTION("a co-author") {
    scene.commit("more\n\nCo-authored-by: Bo <bo@shop.test>\n");
    who = "bo";
  }
  SECTION("who asked an agent") {
    scene.commit("more\n\nCo-authored-by: Bo Writer <9+bo@users.noreply.github.com>", "copilot-swe-agent[bot]",
                 "198982749+Copilot@users.noreply.github.com");
    who = "bo";
  }
  scene.review(who);
  const GateResult refused = judged(scene);
  CHECK(rules_told(refused) == Rules{"approval-missing"});
  CHECK_THAT(refused.findings.at(0).message, ContainsSubstring("does not count: " + who));
  scene.layer("staging").review.author_may_review = true;
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("the web editor as committer makes nobody a maker") {
  PullScene scene;
  scene.touch("staging").review("ada");
  scene.pull_request.commits.value.back().text.committer = {"GitHub", "noreply@github.com"};
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("machines do not approve, and their objections do not stand") {
  PullScene scene;
  scene.touch("staging");
  SECTION("an app") { scene.review("reviewer", ReviewState::approved, head_commit, false); }
  SECTION("a bot by name") { scene.review("dependabot[bot]"); }
  SECTION("an AI tool's account") { scene.review("copilot-swe-agent[bot]"); }
  SECTION("an AI tool's account that calls itself a person") { scene.review("devin-ai-integration[bot]"); }
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"approval-missing"});
  CHECK_THAT(result.findings.at(0).message, ContainsSubstring("is no person"));
  PullScene other;
  other.touch("staging").review("ada").review("coderabbitai[bot]", ReviewState::changes_requested);
  CHECK(rules_told(judged(other)).empty());
}

TEST_CASE("an approval is of one commit, and stays fresh over merges of the base branch only") {
  PullScene scene;
  scene.touch("staging").review("ada", ReviewState::approved, old_commit);
  CHECK_THAT(judged(scene).findings.at(0).message, ContainsSubstring("ada approved an older commit (111111111111)"));
  scene.pull_request.fresh_heads.push_back(old_commit);
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("an approval that names no commit counts where a person states it, or the forge takes stale ones away") {
  PullScene scene;
  scene.touch("staging").review("ada", ReviewState::approved, "");
  CHECK_THAT(judged(scene).findings.at(0).message, ContainsSubstring("a commit that the forge does not name"));
  SECTION("flag") { scene.pull_request.reviews.source = change::FactSource::flag; }
  SECTION("policy") { scene.layer("staging").review.approvals_follow_head = true; }
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("the last review of a person counts, comments aside") {
  PullScene scene;
  scene.touch("staging");
  SECTION("a comment after an approval") {
    scene.review("ada").review("ada", ReviewState::commented).review("ada", ReviewState::pending);
    CHECK(rules_told(judged(scene)).empty());
  }
  SECTION("an approval that was dismissed") {
    scene.review("ada").review("ada", ReviewState::dismissed);
    CHECK(rules_told(judged(scene)) == Rules{"approval-missing"});
  }
  SECTION("changes requested after an approval") {
    scene.review("ada").review("Ada", ReviewState::changes_requested);
    CHECK(rules_told(judged(scene)) == Rules{"approval-missing", "changes-requested"});
  }
  SECTION("an approval after changes were requested") {
    scene.review("ada", ReviewState::changes_requested, old_commit).review("ada");
    CHECK(rules_told(judged(scene)).empty());
  }
}

TEST_CASE("changes that somebody requests block, of whatever commit; at check they are pending") {
  PullScene scene;
  scene.touch("staging").review("ada").review("bo", ReviewState::changes_requested, old_commit);
  CHECK(rules_told(judged(scene)) == Rules{"changes-requested"});
  scene.stage = Stage::check;
  const GateResult result = judged(scene);
  CHECK(result.findings.empty());
  CHECK(duty_with(result, "requests changes").state == DutyState::pending);
}

TEST_CASE("what is not known is not judged, at either stage") {
  PullScene scene;
  scene.touch("staging").review("ada");
  scene.stage = GENERATE(Stage::check, Stage::merge);
  std::string reason;
  SECTION("reviews") {
    scene.pull_request.reviews = unknown<std::vector<forge::Review>>("the forge said 403");
    reason = "the forge said 403";
  }
  SECTION("author") {
    scene.pull_request.author = unknown<forge::Account>("no token");
    reason = "who opened the pull request is not known: no token";
  }
  SECTION("commits") {
    scene.pull_request.commits = unknown<std::vector<change::Commit>>("history is too shallow");
    reason = "history is too shallow";
  }
  SECTION("head commit") {
    scene.pull_request.head_commit = unknown<std::string>("no repository");
    scene.pull_request.fresh_heads.clear();
    reason = "the head commit is not known: no repository";
  }
  const GateResult result = judged(scene);
  CHECK(status_of(result) == Status::errored);
  CHECK_THAT(result.outcomes.at(0).reason, ContainsSubstring(reason));
  CHECK(duty_with(result, "(staging)").state == DutyState::unknown);
}

TEST_CASE("a layer that asks for nobody, and a change of no layer, owe nothing") {
  PullScene scene;
  CHECK(status_of(judged(scene)) == Status::skipped);
  scene.layer("staging").review.approvals = 0;
  scene.touch("staging");
  const GateResult result = judged(scene);
  CHECK(status_of(result) == Status::passed);
  CHECK(result.pull_request.duties.empty());
}

TEST_CASE("models that no layer selects ask for what the strictest layers ask for") {
  PullScene scene;
  scene.touch("unknown").review("ada");
  CHECK_THAT(judged(scene).findings.at(0).message,
             ContainsSubstring("2 approvals by senior-data-engineer and data-pm (unknown)"));
}

TEST_CASE("no address of a person is told by the review gate") {
  PullScene scene;
  scene.touch("staging").commit("x\n\nCo-authored-by: Bo <bo@shop.test>").review("bo").review("sam");
  const GateResult result = judged(scene);
  CHECK_THAT(people_text(result) + result.findings.at(0).message, !ContainsSubstring("shop.test"));
}
