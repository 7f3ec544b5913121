#include "change/pull_request.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace tollgate;
using change::Commit;
using change::FactSource;
using change::ProvenanceState;
using change::PullRequest;
using change::PullRequestProvenance;
using change::SignalStrength;

namespace {

Commit commit(const std::string& message, const std::string& name = "Dana",
              const std::string& email = "dana@example.com") {
  Commit one;
  one.id = "0123456789abcdef0123456789abcdef01234567";
  one.text.message = message;
  one.text.author = {name, email};
  return one;
}

PullRequest with(std::vector<Commit> commits, const std::string& description = {}) {
  PullRequest pull_request;
  pull_request.exists = true;
  pull_request.forge = forge::Kind::github;
  pull_request.commits = {std::move(commits), FactSource::git, "git log", {}};
  pull_request.description = {description, FactSource::ci, "GitHub event", {}};
  return pull_request;
}

const std::string claude = "\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>";

}  // namespace

TEST_CASE("one commit of many makes the pull request LLM-touched") {
  const PullRequestProvenance all = recognise(with({commit("a"), commit("b" + claude), commit("c" + claude)}));
  CHECK(all.state == ProvenanceState::declared_llm);
  CHECK(all.strength == SignalStrength::strong);
  CHECK(all.tool == "claude-code");
  CHECK(all.model == "claude-opus-4-6");
  CHECK(all.signals.size() == 1);
}

TEST_CASE("the strongest signal of all sources comes first") {
  PullRequest pull_request = with({commit("a\n\nAssisted by AI"), commit("b" + claude)},
                                  "🤖 Generated with [Firebender](https://firebender.com)");
  pull_request.head_branch = {"codex/thing", FactSource::ci, {}, {}};
  const PullRequestProvenance all = recognise(pull_request);
  REQUIRE(all.signals.size() == 4);
  CHECK(all.signals[0].strength == SignalStrength::strong);
  CHECK(all.signals[1].tool == "firebender");
  CHECK(all.signals[2].strength == SignalStrength::weak);
  CHECK(all.tool == "claude-code");
}

TEST_CASE("the account that opened it, a label, and the branch count as they do for a commit") {
  PullRequest by_agent = with({commit("a")});
  by_agent.author = {{"198982749", "Copilot", false}, FactSource::ci, {}, {}};
  CHECK(recognise(by_agent).tool == "github-copilot-coding-agent");
  CHECK(recognise(by_agent).strength == SignalStrength::strong);

  PullRequest devin = with({commit("a")});
  devin.author = {{"", "devin-ai-integration[bot]", false}, FactSource::ci, {}, {}};
  CHECK(recognise(devin).tool == "devin");

  for (const char* login : {"claude", "devin", "cursor", "Claudia"}) {  // people's accounts
    PullRequest person = with({commit("a")});
    person.author = {{"77", login, true}, FactSource::ci, {}, {}};
    CHECK(recognise(person).strength == SignalStrength::none);
    person.forge = forge::Kind::gitlab;
    CHECK(recognise(person).strength == SignalStrength::none);
  }

  PullRequest labelled = with({commit("a")});
  labelled.labels = {{{"assisted-by:llm", {}}}, FactSource::ci, {}, {}};
  CHECK(recognise(labelled).strength == SignalStrength::medium);

  PullRequest branch = with({commit("a")});
  branch.head_branch = {"claude/fix", FactSource::ci, {}, {}};
  CHECK(recognise(branch).strength == SignalStrength::weak);
  CHECK(recognise(branch).state == ProvenanceState::undeclared);
}

TEST_CASE("the description declares by trailer or ticked box") {
  for (const char* text : {"Fixes orders\n\nllm: claude-code:claude-opus-4-6", "- [x] LLM: claude-code",
                           "* [X] **LLM:** claude-code", "**Assisted-by:** Claude Code:claude-opus-4-6"}) {
    INFO(text);
    CHECK(recognise(with({commit("a")}, text)).state == ProvenanceState::declared_llm);
  }
  for (const char* text : {"LLM: none", "- [x] LLM: none\n- [ ] LLM: claude-code", "**LLM:** none"}) {
    INFO(text);
    const PullRequestProvenance all = recognise(with({commit("a")}, text));
    CHECK(all.state == ProvenanceState::declared_human);
    CHECK(all.human_declarations == std::vector<std::string>{"description"});
  }
}

TEST_CASE("a box that is not ticked and a template's comment declare nothing") {
  for (const char* text : {"- [ ] LLM: none\n- [ ] LLM: claude-code", "<!-- LLM: none -->", "<!--\nllm: claude-code\n",
                           "text <!-- a --> more <!-- \nLLM: none\n-->", ""}) {
    INFO(text);
    const PullRequestProvenance all = recognise(with({commit("a")}, text));
    CHECK(all.state == ProvenanceState::undeclared);
    CHECK(all.human_declarations.empty());
  }
}

TEST_CASE("a description that says none beside a signal is a contradiction; a commit's none is about that commit") {
  const PullRequestProvenance all = recognise(with({commit("a" + claude)}, "LLM: none"));
  CHECK(all.state == ProvenanceState::declared_llm);
  CHECK(all.contradiction);
  CHECK(all.human_declarations == std::vector<std::string>{"description"});

  CHECK_FALSE(recognise(with({commit("a\n\nllm: none"), commit("b" + claude)})).contradiction);
  CHECK(recognise(with({commit("a\n\nllm: none" + claude.substr(1)), commit("b")})).contradiction);
}

TEST_CASE("a person declares the whole change in the description or in every commit") {
  CHECK(recognise(with({commit("a\n\nllm: none"), commit("b\n\nllm: none")})).state == ProvenanceState::declared_human);
  CHECK(recognise(with({commit("a\n\nllm: none"), commit("b")})).state == ProvenanceState::undeclared);
  CHECK(recognise(with({})).state == ProvenanceState::undeclared);
}

TEST_CASE("prompt hashes and requesters of all commits are kept, each once") {
  const std::string by_agent = "\n\nCo-authored-by: Ada <ada@example.com>\nprompt-hash: hmac-sha256:00ff";
  const std::string mail = "158243242+devin-ai-integration[bot]@users.noreply.github.com";
  const PullRequestProvenance all = recognise(with(
      {commit("a" + by_agent, "Devin AI", mail), commit("b" + by_agent, "Devin AI", mail)}, "prompt-hash: sha256:aa"));
  CHECK(all.requesters == std::vector<std::string>{"Ada"});
  CHECK(all.prompt_hashes == std::vector<std::string>{"hmac-sha256:00ff", "sha256:aa"});
}

TEST_CASE("Agent Trace records, one per line") {
  PullRequest pull_request = with({commit("a")});
  const auto record = [](const std::string& type) {
    return R"({"version":"0.1.0","tool":{"name":"cursor"},"files":[{"conversations":[{"contributor":{"type":")" + type +
           R"(","model_id":"openai/gpt-5"}}]}]})";
  };
  pull_request.agent_trace = {record("human") + "\n" + record("ai") + "\n", FactSource::flag, {}, {}};
  CHECK(recognise(pull_request).tool == "cursor");
  pull_request.agent_trace.value = record("ai");
  CHECK(recognise(pull_request).tool == "cursor");
  pull_request.agent_trace.value = record("human") + "\n" + record("unknown") + "\n{";
  CHECK(recognise(pull_request).strength == SignalStrength::none);
}

TEST_CASE("of a file of all Agent Trace records only those of this change count") {
  PullRequest pull_request = with({commit("a")});
  pull_request.base_commit = {std::string(40, 'b'), FactSource::git, {}, {}};
  pull_request.files = {{{"models/a.sql", "models/a.sql", false, {}}}, FactSource::git, {}, {}};
  const auto strength = [&](const std::string& revision, const std::string& path) {
    pull_request.agent_trace = {R"({"version":"0.1","vcs":{"type":"git","revision":")" + revision +
                                    R"("},"files":[{"path":")" + path +
                                    R"(","conversations":[{"contributor":{"type":"ai"}}]}]})",
                                FactSource::flag,
                                {},
                                {}};
    return recognise(pull_request).strength;
  };
  CHECK(strength(commit("a").id, "models/x.sql") == SignalStrength::strong);
  CHECK(strength(commit("a").id.substr(0, 12), "models/x.sql") == SignalStrength::strong);
  CHECK(strength(std::string(40, 'c'), "models/a.sql") == SignalStrength::none);
  CHECK(strength(std::string(40, 'b'), "models/a.sql") == SignalStrength::strong);
  CHECK(strength(std::string(40, 'b'), "models/x.sql") == SignalStrength::none);
  CHECK(strength("", "models/a.sql") == SignalStrength::strong);
  CHECK(strength("", "models/x.sql") == SignalStrength::none);
  pull_request.commits = {};  // not known: nothing is explained away
  CHECK(strength(std::string(40, 'c'), "models/x.sql") == SignalStrength::strong);
}

TEST_CASE("accounts of the team's own tools are no people") {
  change::TeamSigns team;
  team.tools.push_back({"acme-coder", {}, {}, {"acme-bot"}});
  PullRequest pull_request = with({});
  pull_request.author = {{"7", "Acme-Bot", true}, FactSource::forge, {}, {}};
  pull_request.reviews.value = {{{"7", "acme-bot", true}, forge::ReviewState::approved, {}, {}},
                                {{"8", "ada", true}, forge::ReviewState::approved, {}, {}}};
  tell_machines(team, pull_request);
  CHECK_FALSE(pull_request.author.value.is_person);
  CHECK_FALSE(pull_request.reviews.value[0].by.is_person);
  CHECK(pull_request.reviews.value[1].by.is_person);
  CHECK(recognise(pull_request, team).state == ProvenanceState::declared_llm);
  CHECK(recognise(pull_request).state == ProvenanceState::undeclared);
}
