// The gate `hallucination-budget`: declarations, prompts, approvals, machines, labels and the budget's strain.
#include "gates/all.hpp"
#include "gates/hallucination_budget/prompt.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/pull_scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using forge::ReviewState;

namespace {

using Rules = std::vector<std::string>;

constexpr const char* assisted = "add a column\n\nllm: claude-code:claude-opus-4-6\n";
constexpr const char* hashed =
    "add a column\n\nllm: claude-code:claude-opus-4-6\n"
    "prompt-hash: sha256:c4c53c00fb8d621a1fad622f2cac5f9d75289067d9cbb211e1e36ebf1ff52e25\n";

GateResult judged(PullScene& scene) { return scene.run(gates::hallucination_budget); }

/// An LLM-touched change of that layer with its prompt's hash.
PullScene touched(const std::string& layer = "marts") {
  PullScene scene;
  scene.touch(layer).commit(hashed);
  return scene;
}

BudgetLine line(const std::string& verdict, const std::string& layer = "all") {
  return {layer, "rollback_rate", "2026-Q1", 5, 40, 3, 0.02, 0.0546, 0.2611, verdict, "5 of 40"};
}

GateResult pass_approved() {
  PullScene scene = touched();
  return judged(scene.review("ada"));
}

GateResult pass_declared_human() {
  PullScene scene;
  scene.pull_request.description.value = "LLM: none\n";
  return judged(scene.touch("staging"));
}

GateResult pass_pending_at_check() {
  PullScene scene = touched();
  scene.stage = Stage::check;
  return judged(scene);
}

GateResult fail_no_prompt_and_no_senior() {
  PullScene scene;
  return judged(scene.touch("marts").commit(assisted).review("bo"));
}

GateResult fail_contradiction() {
  PullScene scene;
  scene.pull_request.description.value = "LLM: none\n";
  return judged(scene.touch("staging").commit(hashed).review("ada"));
}

GateResult fail_budget_exceeded() {
  PullScene scene = touched("staging");
  scene.budget = {line("exceeded")};
  return judged(scene.review("ada").review("bo"));
}

GateResult error_commits_unknown() {
  PullScene scene;
  scene.pull_request.commits = unknown<std::vector<change::Commit>>("history is too shallow; fetch it");
  return judged(scene.touch("staging"));
}

bool holds(const Rules& rules, const std::string& rule) {
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

}  // namespace

std::vector<Case> test_gates::hallucination_budget_cases() {
  return {{"hallucination-budget", "pass-approved", pass_approved},
          {"hallucination-budget", "pass-declared-human", pass_declared_human},
          {"hallucination-budget", "pass-pending-at-check", pass_pending_at_check},
          {"hallucination-budget", "fail-no-prompt-and-no-senior", fail_no_prompt_and_no_senior},
          {"hallucination-budget", "fail-contradiction", fail_contradiction},
          {"hallucination-budget", "fail-budget-exceeded", fail_budget_exceeded},
          {"hallucination-budget", "error-commits-unknown", error_commits_unknown}};
}

TEST_CASE("what recognition found is told, with labels that the pull request lacks") {
  PullScene scene = touched();
  const PullRequestSummary told = judged(scene).pull_request;
  CHECK(told.llm_state == "declared-llm");
  CHECK(told.llm_strength == "strong");
  CHECK(told.llm_tool == "claude-code");
  CHECK(told.llm_model == "claude-opus-4-6");
  CHECK_FALSE(told.llm_signals.empty());
  CHECK(told.labels_to_add == Rules{"assisted-by:llm", "needs-senior-review", "hallucination-budget"});
  scene.label("Assisted-By:LLM");
  CHECK(judged(scene).pull_request.labels_to_add == Rules{"needs-senior-review", "hallucination-budget"});
  scene.review("ada");  // a senior
  CHECK(judged(scene).pull_request.labels_to_add == Rules{"hallucination-budget"});
}

TEST_CASE("labels have the policy's names, and a layer of peers needs no senior") {
  PullScene scene = touched("staging");
  CHECK(judged(scene).pull_request.labels_to_add == Rules{"assisted-by:llm", "hallucination-budget"});
  scene.touch("marts");
  scene.policy.llm.labels.prefix = "tg/";
  scene.policy.llm.labels.senior_review = "senior";
  CHECK(judged(scene).pull_request.labels_to_add ==
        Rules{"tg/assisted-by:llm", "tg/senior", "tg/hallucination-budget"});
}

TEST_CASE("a change without a sign of an LLM gets no label and owes a declaration alone") {
  PullScene scene;
  scene.touch("marts");
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"undeclared"});
  CHECK(result.pull_request.labels_to_add.empty());
  CHECK(result.pull_request.duties.size() == 1);
}

TEST_CASE("weak signs only ask for a declaration, as one finding with its lack") {
  PullScene scene;
  scene.touch("staging").commit("aider: rename");
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"undeclared-signals", "undeclared"});
  CHECK(result.findings.at(0).cause == result.findings.at(1).cause);
  CHECK_FALSE(result.findings.at(0).cause.empty());
  CHECK(result.pull_request.labels_to_add.empty());
  scene.pull_request.description.value = "LLM: none";
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("a contradiction fails with both facts named, at either stage") {
  PullScene scene;
  scene.pull_request.description.value = "LLM: none";
  scene.touch("staging").commit(hashed).review("ada");
  scene.stage = GENERATE(Stage::check, Stage::merge);
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"contradiction"});
  CHECK_THAT(result.findings.at(0).message, ContainsSubstring("description") && ContainsSubstring("claude-code"));
}

TEST_CASE("the prompt or its hash is owed") {
  PullScene scene;
  scene.touch("staging").commit(assisted).review("ada");
  CHECK(rules_told(judged(scene)) == Rules{"prompt-missing"});
  scene.stage = Stage::check;
  CHECK(rules_told(judged(scene)) == Rules{"prompt-missing"});
  scene.pull_request.description.value = "## Prompt\n\n> make the column an integer\n";
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("where a prompt stands in a description") {
  using gates::hallucination::holds_prompt;
  for (const char* text :
       {"## Prompt\n\nadd a column to the orders", "**Prompt used:** add a column to the orders",
        "### The prompt\n```\nadd a column to orders\n```", "Prompt: add a column to the orders",
        "<details><summary>x</summary>\n<summary>Prompt</summary>\nadd a column to orders",
        "prompt-hash: sha256:c4c53c00fb8d621a1fad622f2cac5f9d",
        "- Prompt-Hash: hmac-sha256:c4c53c00fb8d621a1fad622f2cac5f9d", "## Prompt\r\nadd a column to the orders\r\n"}) {
    INFO(text);
    CHECK(holds_prompt(text));
  }
  for (const char* text :
       {"", "## Prompt\n\n<!-- paste the prompt that you gave -->\n",
        "## Prompt\n\nn/a\n\n## Checks\n\nall of them green", "A prompt answer is welcome, and so is a review.",
        "## Prompt\n## What it does\nadds a column to orders", "prompt-hash: sha256:zz", "prompt-hash:", "## Prompt",
        "<!-- ## Prompt\nadd a column to the orders"}) {
    INFO(text);
    CHECK_FALSE(holds_prompt(text));
  }
}

TEST_CASE("approvals for an LLM-touched change: pending at check, missing at merge, more than the layer's if asked") {
  PullScene scene = touched();
  CHECK(rules_told(judged(scene)) == Rules{"llm-approval-missing"});
  scene.stage = Stage::check;
  const GateResult pending = judged(scene);
  CHECK(pending.findings.empty());
  CHECK(duty_with(pending, "(marts)").state == DutyState::pending);
  CHECK(pending.outcomes.at(0).status == Status::skipped);
  scene.stage = Stage::merge;
  scene.review("ada");
  CHECK(rules_told(judged(scene)).empty());
  scene.options.set("approvals", std::int64_t{2});
  const GateResult more = judged(scene);
  CHECK(rules_told(more) == Rules{"llm-approval-missing"});
  CHECK_THAT(more.findings.at(0).message, ContainsSubstring("2 approvals, 1 of them by senior-data-engineer"));
  scene.review("bo");  // any person
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("neither author nor requester approves an LLM-touched change") {
  PullScene scene;
  scene.touch("staging").commit(
      "x\n\nprompt-hash: sha256:c4c53c00fb8d621a1fad622f2cac5f9d75289067d9cbb211e1e36ebf1ff52e25\n"
      "Co-authored-by: Bo Writer <9+bo@users.noreply.github.com>",
      "copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com");
  scene.review("sam-author").review("bo");
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"llm-approval-missing"});
  CHECK_THAT(result.findings.at(0).message,
             ContainsSubstring("sam-author is the author") && ContainsSubstring("bo had a hand in the change"));
}

TEST_CASE("whom an agent's pull request is assigned to asked for it") {
  PullScene scene;
  scene.touch("staging").commit(
      "x\n\nprompt-hash: sha256:c4c53c00fb8d621a1fad622f2cac5f9d75289067d9cbb211e1e36ebf1ff52e25",
      "copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com");
  scene.pull_request.author = known(forge::Account{"198982749", "Copilot", false});
  scene.review("bo");
  CHECK(rules_told(judged(scene)).empty());
  scene.pull_request.assignees = known(std::vector<forge::Account>{{"9", "Bo", true}});
  CHECK(rules_told(judged(scene)) == Rules{"llm-approval-missing"});
  scene.pull_request.author = known(forge::Account{"5", "sam-author", true});
  CHECK(rules_told(judged(scene)).empty());
}

TEST_CASE("an approval by a machine and auto-merge fail at either stage") {
  PullScene scene = touched("staging");
  scene.review("ada");
  scene.stage = GENERATE(Stage::check, Stage::merge);
  SECTION("bot") {
    scene.review("claude[bot]");
    CHECK(rules_told(judged(scene)) == Rules{"machine-approval"});
  }
  SECTION("auto-merge") {
    scene.pull_request.auto_merge = known(true);
    CHECK(rules_told(judged(scene)) == Rules{"auto-merge-on"});
  }
}

TEST_CASE("a budget that is exceeded or at risk raises the bar") {
  PullScene scene = touched();
  scene.review("ada");
  SECTION("within or unresolved") {
    scene.budget = {line("within"), line("unresolved")};
    CHECK(rules_told(judged(scene)).empty());
  }
  SECTION("exceeded") {
    scene.budget = {line("exceeded")};
    const GateResult result = judged(scene);
    CHECK(rules_told(result) == Rules{"llm-approval-missing", "budget-exceeded"});
    CHECK_THAT(result.findings.at(1).message,
               ContainsSubstring("rollback_rate (all, 2026-Q1): 5/40, 95 % interval 5.5 % to 26 %, target 2 %"));
    scene.review("bo");
    CHECK(rules_told(judged(scene)) == Rules{"budget-exceeded"});
  }
  SECTION("at risk in the layer that is touched") {
    scene.budget = {line("at-risk", "marts")};
    CHECK(rules_told(judged(scene)) == Rules{"llm-approval-missing", "budget-at-risk"});
  }
  SECTION("exceeded in another layer") {
    scene.budget = {line("exceeded", "staging")};
    CHECK(rules_told(judged(scene)).empty());
  }
  SECTION("told in the report") {
    scene.budget = {line("within"), line("within", "marts"), line("within", "staging")};
    CHECK(judged(scene).pull_request.budget.size() == 2);
  }
}

TEST_CASE("a budget that is not known is told, and unjudged where it was asked for") {
  PullScene scene = touched("staging");
  scene.review("ada");
  const GateResult quiet = judged(scene);
  CHECK(quiet.outcomes.at(0).status == Status::passed);
  CHECK_THAT(quiet.notes.at(0).text, ContainsSubstring("not known"));
  scene.budget_problem = "history is too shallow";
  const GateResult result = judged(scene);
  CHECK(result.outcomes.at(0).status == Status::errored);
  CHECK_THAT(result.outcomes.at(0).reason, ContainsSubstring("history is too shallow"));
}

TEST_CASE("what is not known is not judged, at either stage, for hallucination-budget") {
  PullScene scene;
  scene.touch("staging");
  scene.stage = GENERATE(Stage::check, Stage::merge);
  std::string reason;
  SECTION("commits") {
    scene.pull_request.commits = unknown<std::vector<change::Commit>>("too shallow");
    reason = "the commits are not known: too shallow";
  }
  SECTION("description") {
    scene.pull_request.description = unknown<std::string>("no token");
    reason = "the description is not known: no token";
  }
  SECTION("labels") {
    scene.pull_request.labels = unknown<std::vector<forge::Label>>("no token");
    reason = "the labels are not known: no token";
  }
  SECTION("several for one reason, told once") {
    scene.pull_request.description = unknown<std::string>("no token");
    scene.pull_request.labels = unknown<std::vector<forge::Label>>("no token");
    reason = "say whether an LLM helped: the description, the labels are not known: no token; give a token";
  }
  SECTION("description, for the prompt") {
    scene.commit(assisted).review("ada");
    scene.pull_request.description = unknown<std::string>("no token");
    reason = "the prompt, or its hash: the description is not known";
  }
  SECTION("auto-merge") {
    scene.commit(hashed).review("ada");
    scene.pull_request.auto_merge = unknown<bool>("no token");
    reason = "auto-merge is off: whether it is on is not known: no token";
  }
  SECTION("reviews") {
    scene.commit(hashed);
    scene.pull_request.reviews = unknown<std::vector<forge::Review>>("no token");
    reason = "the reviews of the pull request are not known: no token";
  }
  const GateResult result = judged(scene);
  CHECK(result.outcomes.at(0).status == Status::errored);
  CHECK_THAT(result.outcomes.at(0).reason, ContainsSubstring(reason));
}

TEST_CASE("a person's label sets recognition aside, with a reason and by somebody else") {
  PullScene scene;
  scene.touch("staging").commit(assisted);
  scene.label("not-llm", "ada");
  CHECK(holds(rules_told(judged(scene)), "prompt-missing"));
  scene.pull_request.description.value = "not-llm: the trailer came with a template";
  const GateResult result = judged(scene);
  CHECK(rules_told(result) == Rules{"recognition-overridden"});
  CHECK(result.pull_request.labels_to_add.empty());
  CHECK_THAT(result.findings.at(0).message, ContainsSubstring("ada says") && ContainsSubstring("came with a template"));
  scene.pull_request.labels.value.at(0).added_by->login = "sam-author";
  CHECK(holds(rules_told(judged(scene)), "prompt-missing"));
}

TEST_CASE("a change that touches no layer is recognised and labelled all the same") {
  PullScene scene;
  scene.commit(assisted);
  const GateResult result = judged(scene);
  CHECK(result.findings.empty());
  CHECK(result.outcomes.at(0).status == Status::skipped);
  CHECK(result.pull_request.labels_to_add == Rules{"assisted-by:llm", "hallucination-budget"});
}

TEST_CASE("no address of a person and no word of a prompt is told by hallucination-budget") {
  PullScene scene;
  scene.pull_request.description.value = "## Prompt\n\nplease add the secret column\n";
  scene.touch("marts").commit("x\n\nllm: claude-code\nCo-authored-by: Bo <bo@shop.test>").review("bo").review("sam");
  const GateResult result = judged(scene);
  std::string all = people_text(result);
  for (const Finding& finding : result.findings) all += finding.message;
  CHECK_THAT(all, !ContainsSubstring("shop.test"));
  CHECK_THAT(all, !ContainsSubstring("secret column"));
}
