// Synthetic commits of the shapes that tools publish and people write. Addresses of tools are their own.
#include "change/provenance.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace tollgate::change;

namespace {

const Person dana{"Dana Writer", "dana@example.com"};

Provenance judged(const std::string& message, const Person& author = dana) {
  CommitText commit;
  commit.message = message;
  commit.author = author;
  commit.committer = dana;
  return recognise(commit);
}

// strength/tool/model
std::string short_text(const Provenance& provenance) {
  return std::string(to_string(provenance.strength)) + "/" + provenance.tool + "/" + provenance.model;
}

std::string of_trailer(const std::string& line) { return short_text(judged("fix: sum by day\n\nWhy.\n\n" + line)); }

std::string revert_text(const std::string& message) {
  const std::optional<Revert> revert = judged(message).revert;
  return revert ? std::string(to_string(revert->kind)) + " " + revert->target : "none";
}

}  // namespace

TEST_CASE("co-authors by their published addresses") {
  CHECK(of_trailer("Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>") == "strong/claude-code/claude-opus-4-6");
  CHECK(of_trailer("Co-authored-by: Claude <noreply@anthropic.com>") == "strong/claude-code/");
  CHECK(of_trailer("Co-Authored-By: Claude Sonnet 4.5 (1M context) <noreply@anthropic.com>") ==
        "strong/claude-code/claude-sonnet-4-5");
  CHECK(of_trailer("Co-authored-by: aider (openrouter/vendor/some-model-2.5) <aider@aider.chat>") ==
        "strong/aider/some-model-2-5");
  CHECK(of_trailer("Co-authored-by: ChatGPT <noreply@openai.com>") == "strong/chatgpt/");
  CHECK(of_trailer("Co-authored-by: OpenAI GPT 5.5 <noreply@openai.com>") == "strong/codex/gpt-5-5");
  CHECK(of_trailer("Co-authored-by: Gemini CLI <gemini-cli@google.com>") == "strong/gemini-cli/");
  CHECK(of_trailer("Co-authored-by: OpenCode openrouter/vendor/kimi-k2@default <noreply@opencode.ai>") ==
        "strong/opencode/kimi-k2");
  CHECK(of_trailer("Co-authored-by: Firebender <help@firebender.com>") == "strong/firebender/");
}

TEST_CASE("co-authors by account: the login first, then the id, never that of github-actions") {
  CHECK(of_trailer("Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>") == "strong/github-copilot/");
  CHECK(of_trailer("Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>") ==
        "strong/github-copilot-cli/");
  CHECK(of_trailer("Co-authored-by: Copilot App <223556219+Copilot@users.noreply.github.com>") ==
        "strong/github-copilot-app/");
  CHECK(of_trailer("Co-authored-by: Copilot Autofix powered by AI "
                   "<62310815+github-advanced-security[bot]@users.noreply.github.com>") ==
        "strong/github-copilot-autofix/");
  CHECK(of_trailer("Co-authored-by: claude[bot] <41898282+claude[bot]@users.noreply.github.com>") ==
        "strong/claude-code/");
  CHECK(of_trailer("Co-authored-by: renamed <158243242+renamed@users.noreply.github.com>") == "strong/devin/");
  CHECK(of_trailer("Co-authored-by: github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>") ==
        "//");
}

TEST_CASE("an editor that signs every commit is only asked about") {
  const Provenance provenance = judged("fix\n\nCo-authored-by: Copilot <copilot@github.com>");
  CHECK(short_text(provenance) == "weak/github-copilot/");
  CHECK(provenance.state == ProvenanceState::undeclared);
}

TEST_CASE("people are not matched by domain, part of a name or part of an address") {
  for (const char* const who : {"Claudia Roe <claudia@example.com>", "Claude Monet <claude.monet@example.com>",
                                "Devin Marsh <devin@corp.example>", "Ann Lee <ann@anthropic.com>",
                                "Bo Chen <bo@openai.com>", "Piotr Nowak <pi@example.org>", "Dana <aider@example.org>",
                                "Cody <cody@example.com>", "Cline <cline@example.com>"}) {
    CHECK(of_trailer(std::string("Co-authored-by: ") + who) == "//");
    CHECK(of_trailer(std::string("Assisted-by: ") + who) == "//");
  }
}

TEST_CASE("a tool's name without an address, or with a placeholder, is medium") {
  CHECK(of_trailer("Co-Authored-By: Claude") == "medium/claude-code/");
  CHECK(of_trailer("Co-Authored-By: OpenAI Codex <noreply@example.com>") == "medium/codex/");
  CHECK(of_trailer("Co-Authored-By: Devin") == "//");
}

TEST_CASE("agents as authors, and the person who asked them") {
  const Provenance provenance = judged("Add a model\n\nCo-authored-by: Robin Asker <robin@example.com>",
                                       {"copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"});
  CHECK(short_text(provenance) == "strong/github-copilot-coding-agent/");
  CHECK(provenance.requesters == std::vector<std::string>{"Robin Asker"});
  CHECK(short_text(judged("Add", {"Dana (aider)", "dana@example.com"})) == "strong/aider/");
  CHECK(short_text(judged("Add", {"devin-ai-integration[bot]", ""})) == "strong/devin/");
  CHECK(judged("x\n\nCo-authored-by: Robin Asker <robin@example.com>").requesters.empty());
}

TEST_CASE("the committer alone never makes a change LLM-touched") {
  CommitText commit;
  commit.message = "Add a file";
  commit.author = dana;
  commit.committer = {"Dana (aider)", "noreply@anthropic.com"};
  CHECK(recognise(commit).signals.empty());
}

TEST_CASE("a bot is LLM-touched with an LLM beside it, and not without") {
  const Person bot{"dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"};
  CHECK(short_text(judged("Bump x\n\nCo-authored-by: Claude <noreply@anthropic.com>", bot)) == "strong/claude-code/");
  CHECK(short_text(judged("Bump x\n\nSigned-off-by: dependabot[bot] <support@github.com>", bot)) == "//");
}

TEST_CASE("Assisted-by in the shapes that people write") {
  CHECK(of_trailer("Assisted-by: Kiro:claude-opus-4.8") == "strong/kiro/claude-opus-4-8");
  CHECK(of_trailer("Assisted-by: Kiro: Claude Opus 4.8") == "strong/kiro/claude-opus-4-8");
  CHECK(of_trailer("Assisted-by: Claude Code:claude-sonnet-4-6 [Gastown] [Kiro]") ==
        "strong/claude-code/claude-sonnet-4-6");
  CHECK(of_trailer("Assisted-by: OpenCode (Claude claude-opus-4-6)") == "strong/opencode/claude-opus-4-6");
  CHECK(of_trailer("Assisted-by: OpenCode(Opus 4.6)") == "strong/opencode/claude-opus-4-6");
  CHECK(of_trailer("Assisted-by: OpenCode.ai <Opus 4.6>") == "strong/opencode/claude-opus-4-6");
  CHECK(of_trailer("Assisted-by: Cursor (Auto)") == "strong/cursor/");
  CHECK(of_trailer("Assisted-by: Gemini CLI+gemini-2.5-pro") == "strong/gemini-cli/gemini-2-5-pro");
  CHECK(of_trailer("Assisted-by: claude-opus-4.8") == "strong/claude-code/claude-opus-4-8");
  CHECK(of_trailer("Assisted-by: Claude:claude-3-opus coccinelle sparse") == "strong/claude-code/claude-opus-3");
  CHECK(of_trailer("Generated-by: AI (with a few tweaks)") == "medium//");
  CHECK(of_trailer("Assisted-by: https://example.com/team/policy#llms") == "medium//");
  CHECK(of_trailer("Assited-by: Claude Code") == "weak/claude-code/");
  CHECK(of_trailer("Generated-by: protoc-gen-go") == "//");
  CHECK(of_trailer("Generated-by: https://example.com/generator") == "//");
  CHECK(of_trailer("Assisted-by: Robin Asker") == "//");
  CHECK(of_trailer("Co-developed-by: Jules Verne <jules@example.com>") == "//");
}

TEST_CASE("tools' own trailers, footers and links") {
  CHECK(of_trailer("Made-with: Cursor") == "strong/cursor/");
  CHECK(of_trailer("Claude-Session: https://claude.ai/code/session_0123456789abcdefghijklmn") == "strong/claude-code/");
  CHECK(of_trailer("https://claude.ai/code/session_0123456789abcdefghijklmn") == "strong/claude-code/");
  CHECK(of_trailer("https: //claude.ai/code/session_0123456789abcdefghijklmn") == "strong/claude-code/");
  CHECK(of_trailer("Agent-Logs-Url: https://github.com/o/r/sessions/1") == "strong/github-copilot-coding-agent/");
  CHECK(of_trailer("Copilot-Session: 00000000-0000-0000-0000-000000000000") == "strong/github-copilot-app/");
  CHECK(of_trailer("\xF0\x9F\xA4\x96 Generated with [Claude Code](https://claude.com/claude-code)") ==
        "medium/claude-code/");
  CHECK(of_trailer("Generated with Claude Code") == "medium/claude-code/");
  CHECK(of_trailer("Generated with [protobuf](https://example.com)") == "//");
  CHECK(of_trailer("Files are generated with our own templates") == "//");
  CHECK(of_trailer("AI-Assisted: yes\nAI-Tools: SomeThing, OpenCode") == "strong/opencode/");
  CHECK(of_trailer("AI-Assisted: no") == "//");
}

TEST_CASE("every line counts, however it is laid out") {
  const std::string claude = "Co-Authored-By: Claude <noreply@anthropic.com>";
  CHECK(short_text(judged("fix\n\n" + claude + "\n\nMore words after it.\n")) == "strong/claude-code/");
  CHECK(short_text(judged("fix\r\n\r\n  " + claude + "\r\nSigned-off-by: D <d@example.com>")) == "strong/claude-code/");
  CHECK(short_text(judged("fix\\n\\n" + claude)) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\n* one\n* " + claude)) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\n> " + claude)) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\nCo-Authored-By:\xC2\xA0"
                          "Claude\xC2\xA0<noreply@anthropic.com>")) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\nCo authored by: Claude <noreply@anthropic.com>")) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\nCo-Authored-By: Claude noreply@anthropic.com")) == "strong/claude-code/");
  CHECK(short_text(judged("fix\n\nCo-authored-by: Claude Opus 4.6\n <noreply@anthropic.com>")) ==
        "strong/claude-code/claude-opus-4-6");
}

TEST_CASE("words and branches only make one ask") {
  for (const char* const message :
       {"aider: Add a view", "chore: tidy [CLAUDE]", "Merge pull request #7 from owner/codex/tidy-up",
        "Merge branch 'claude/tidy'", "x\n\nGenerated with the help of AI.",
        "x\n\nUnit tests written by ClaudeCode (Opus)", "x\n\nThis was mostly AI generated.",
        "chore: adopt gemini code suggestions"}) {
    const Provenance provenance = judged(message);
    INFO(message);
    CHECK(provenance.strength == SignalStrength::weak);
    CHECK(provenance.state == ProvenanceState::undeclared);
  }
  for (const char* const message :
       {"fix: address Copilot review feedback", "Fix copilot suggestions", "feat: cursor pagination for orders",
        "feat: add AI-generated descriptions to the catalogue", "docs: how to use Claude Code with this repository",
        "The spans generated by the Python parser", "Merge branch 'feature/claude-docs'"}) {
    INFO(message);
    CHECK(judged(message).signals.empty());
  }
  CommitText commit;
  commit.message = "Add a view";
  commit.branch = "devin/1700000000-add-view";
  CHECK(short_text(recognise(commit)) == "weak/devin/");
}

TEST_CASE("our own trailers, and a contradiction") {
  const Provenance said = judged("x\n\nllm: claude-code:opus-4.6\nprompt-hash: hmac-sha256:0aFF\nreviewer: robin");
  CHECK(short_text(said) == "strong/claude-code/claude-opus-4-6");
  CHECK(said.prompt_hash == "hmac-sha256:0aff");
  CHECK(said.reviewers == std::vector<std::string>{"robin"});
  CHECK(judged("x\n\nprompt-hash: a sentence").prompt_hash.empty());
  const Provenance none = judged("x\n\nLLM: none");
  CHECK(none.state == ProvenanceState::declared_human);
  CHECK_FALSE(none.contradiction);
  const Provenance both = judged("x\n\nllm: none\nCo-authored-by: Claude <noreply@anthropic.com>");
  CHECK(both.state == ProvenanceState::declared_llm);
  CHECK(both.contradiction);
  CHECK(judged("- [x] LLM: none").state == ProvenanceState::declared_human);
  CHECK(judged("- [ ] LLM: none").state == ProvenanceState::undeclared);
  CHECK(short_text(judged("x\n\nllm: our-inhouse-bot")) == "strong//");
}

TEST_CASE("a label declares") {
  CommitText commit;
  commit.message = "Add a view";
  commit.labels = {"bug", "Assisted-by:LLM"};
  CHECK(recognise(commit).state == ProvenanceState::declared_llm);
}

TEST_CASE("what a revert quotes is not its own") {
  CHECK(short_text(judged(
            "Revert \"aider: Add a view\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.")) == "//");
  CHECK(short_text(judged("Revert \"chore: tidy [CLAUDE]\"")) == "//");
  CHECK(short_text(judged("Revert \"x\"\n\nCo-authored-by: Claude <noreply@anthropic.com>")) == "strong/claude-code/");
}

TEST_CASE("git-ai notes: attested lines are strong, sessions without lines weak, people's lines nothing") {
  const auto of_note = [](const std::string& note) {
    CommitText commit;
    commit.message = "x";
    commit.author = dana;
    commit.notes = note;
    return short_text(recognise(commit));
  };
  const std::string session =
      R"({"schema_version":"authorship/3.0.0","sessions":{"s_0123456789abcd":{"agent_id":{"tool":"cursor","id":"1","model":"claude-4.5-opus-high-thinking"}}},"humans":{}})";
  CHECK(of_note("models/a.sql\n  s_0123456789abcd::t_0123456789abcd 1,5-9\n---\n" + session) ==
        "strong/cursor/claude-opus-4-5");
  CHECK(of_note("---\n" + session) == "weak/cursor/claude-opus-4-5");
  CHECK(of_note("\"a b.sql\"\n  h_0123456789abcd 1\n---\n{\"humans\":{}}") == "//");
  CHECK(of_note("a.sql\n  0123456 3\n---\n{\"prompts\":{}}") == "strong//");
  CHECK(of_note("a.sql\n  0123456 3\n---\n{\"prompts\":") == "strong//");  // cut off
  CHECK(of_note("---\n{}") == "//");
}

TEST_CASE("Agent Trace records") {
  const auto of_type = [](const std::string& type) {
    CommitText commit;
    commit.message = "x";
    commit.notes =
        R"({"version":"0.1","tool":{"name":"opencode"},"files":[{"path":"a","conversations":[{"contributor":)"
        R"({"type":")" +
        type + R"(","model_id":"vendor/claude-sonnet-4-5-20250929"}}]}]})";
    return short_text(recognise(commit));
  };
  CHECK(of_type("ai") == "strong/opencode/claude-sonnet-4-5");
  CHECK(of_type("mixed") == "strong/opencode/claude-sonnet-4-5");
  CHECK(of_type("human") == "//");
}

TEST_CASE("models under one name") {
  CHECK(normalised_model("Opus 4.6") == "claude-opus-4-6");
  CHECK(normalised_model("openrouter/anthropic/claude-sonnet-4:free") == "claude-sonnet-4");
  CHECK(normalised_model("claude-4.5-opus-high-thinking") == "claude-opus-4-5");
  CHECK(normalised_model("claude-haiku-4-5@20251001") == "claude-haiku-4-5");
  CHECK(normalised_model("claude-sonnet-4-20250514") == "claude-sonnet-4");
  CHECK(normalised_model("Claude Opus 4.6 (1M context)") == "claude-opus-4-6");
  CHECK(normalised_model("gpt-5.1-mini@default") == "gpt-5-1-mini");
  for (const char* const none : {"auto", "default", "unknown", "<synthetic>", "", "Claude"}) {
    CHECK(normalised_model(none).empty());
  }
}

TEST_CASE("reverts and what they name") {
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(revert_text("Revert \"Add a view\"\n\nThis reverts commit " + sha + ".") == "revert " + sha);
  CHECK(revert_text("Revert \"Merge branch 'x'\"\n\nThis reverts commit " + sha + ", reversing\nchanges made to " +
                    std::string(40, 'a') + ".") == "revert " + sha);
  CHECK(revert_text("Revert \"Add a view (#12)\" (#15)") == "revert #12");
  CHECK(revert_text("Revert \"Add a view\" (#15)") == "revert Add a view");
  CHECK(revert_text("Revert \"A long title that was c\xE2\x80\xA6 (#15)") ==
        "revert A long title that was c\xE2\x80\xA6");
  CHECK(revert_text("[marts] Revert \"Add a view\"") == "revert Add a view");
  CHECK(revert_text("fix: Revert \"Add a view (#12)\" (#15)") == "revert #12");
  CHECK(revert_text("Revert \"x\"\n\nReverts owner/repo#12") == "revert owner/repo#12");
  CHECK(revert_text("Revert \"x\"\n\nThis reverts merge request !12") == "revert !12");
  CHECK(revert_text("Merge pull request #15 from owner/revert-12-add-view\n\nRevert \"Add a view\"") == "revert #12");
  CHECK(revert_text("Revert #223") == "revert #223");
  CHECK(revert_text("reverted 1a2b3c4") == "revert 1a2b3c4");
  CHECK(revert_text("Reverting the commit range: 1a2b3c4..5d6e7f8") == "revert 1a2b3c4..5d6e7f8");
  CHECK(revert_text("revert(marts): Add a view (#12) (#15)") == "revert #12");
  CHECK(revert_text("Remove the view\n\nThis reverts commit " + sha + ".") == "revert " + sha);
}

TEST_CASE("everything that a revert names, in the order in which it is looked up") {
  using Named = Revert::Named;
  using Kind = Named::Kind;
  const auto named = [](const std::string& message) { return judged(message).revert.value().named; };
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(
      named("Merge pull request #15 from owner/revert-12-x\n\nRevert \"Add a view (#11)\"\n\nReverts owner/repo#12") ==
      std::vector<Named>{{Kind::number, "owner/repo#12"},
                         {Kind::branch_number, "#12"},
                         {Kind::title_number, "#11"},
                         {Kind::title, "Add a view (#11)"}});
  CHECK(named("Revert \"Add a view\" (#15)\n\nThis reverts commit " + sha + ".\nThis reverts commit 1a2b3c4.") ==
        std::vector<Named>{{Kind::commit, sha}, {Kind::commit, "1a2b3c4"}, {Kind::title, "Add a view"}});
  CHECK(named("Revert \"Merge pull request #9 from owner/add-view\"") ==
        std::vector<Named>{{Kind::title_number, "#9"}, {Kind::title, "Merge pull request #9 from owner/add-view"}});
  CHECK(named("revert: feat: add a view (#15)") == std::vector<Named>{{Kind::title, "feat: add a view"}});
  CHECK(named("Reverting the commit range: 1a2b3c4..5d6e7f8") == std::vector<Named>{{Kind::range, "1a2b3c4..5d6e7f8"}});
  CHECK(named("Revert \"x\"\n\n* Revert \"y\"\n\nThis reverts commit " + sha + ".") ==
        std::vector<Named>{{Kind::title, "x"}});
  CHECK(named("Mend it\n\nFixes-Escape: #12") == std::vector<Named>{{Kind::number, "#12"}});
}

TEST_CASE("what closes a revert, and what only looks like one") {
  CHECK(revert_text("Reapply \"Add a view (#12)\"") == "reapply #12");
  CHECK(revert_text("Revert \"Revert \"Add a view\"\"") == "reapply Revert \"Add a view\"");
  CHECK(revert_text("Revert \"Merge pull request #9 from owner/revert-7-x\"") ==
        "reapply Merge pull request #9 from owner/revert-7-x");
  const std::string sha = "0123456789abcdef0123456789abcdef01234567";
  CHECK(revert_text("Add views (#9)\n\n* one\n\n* Revert \"one\"\n\nThis reverts commit " + sha + ".") == "none");
  CHECK(revert_text("Fix x\n\n(cherry picked from commit " + sha + ")") == "none");
  CHECK(revert_text("feat: roll back the transaction on error") == "none");
  CHECK(revert_text("fix: revert to the old plan") == "none");
  CHECK(revert_text("Add a view") == "none");
  CHECK(revert_text("") == "none");
}

TEST_CASE("hotfixes") {
  CHECK(revert_text("hotfix: orders lost rows") == "hotfix ");
  CHECK(revert_text("Merge pull request #9 from owner/hotfix/orders") == "hotfix ");
  CHECK(revert_text("fix: orders\n\nFixes-Escape: #41") == "hotfix #41");
  CHECK(revert_text("docs(release): notes for the hotfix") == "none");
  CommitText commit;
  commit.message = "Mend orders";
  commit.labels = {"Hotfix"};
  REQUIRE(recognise(commit).revert.has_value());
  CHECK(recognise(commit).revert->kind == RevertKind::hotfix);
}

TEST_CASE("no address of a person is in any signal") {
  const Provenance provenance =
      judged("x\n\nCo-authored-by: Claude <noreply@anthropic.com>\nAssisted-by: Robin <r@example.com>",
             {"Dana (aider)", "dana@example.com"});
  REQUIRE(provenance.signals.size() == 2);
  for (const Signal& signal : provenance.signals) CHECK(signal.text.find("example.com") == std::string::npos);
}
