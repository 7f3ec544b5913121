#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "change/process.hpp"
#include "change/provenance.hpp"
#include "core/digest.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using tollgate::tests::Folder;
using tollgate::tests::Ran;
using tollgate::tests::run_tollgate;

namespace {

constexpr const char* key = "0123456789abcdef-a-secret";

bool tells(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Ran trailers(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment = {},
             const std::string& input = {}) {
  arguments.insert(arguments.begin(), "trailers");
  return run_tollgate(arguments, environment, input);
}

}  // namespace

TEST_CASE("trailers: tool, model under its one name, reviewer") {
  const Ran ran = trailers({"--llm", "claude-code:Claude Opus 4.6", "--reviewer", "dana", "--reviewer", "lee"});
  CHECK(ran.code == 0);
  CHECK(ran.out ==
        "llm: claude-code:claude-opus-4-6\n"
        "Assisted-by: claude-code:claude-opus-4-6\n"
        "reviewer: dana\n"
        "reviewer: lee\n");
  CHECK(trailers({}, {{"TOLLGATE_LLM", "cursor:auto"}}).out == "llm: cursor\nAssisted-by: cursor\n");
  CHECK(trailers({"--llm", "none"}).out == "llm: none\n");
}

TEST_CASE("trailers: what is printed is recognised") {
  change::CommitText commit;
  commit.message = "a subject\n\n" + trailers({"--llm", "claude-code:opus-4.6", "--prompt", "-", "--reviewer", "dana"},
                                              {{"TOLLGATE_PROMPT_KEY", key}}, "make it fast")
                                         .out;
  const change::Provenance found = change::recognise(commit);
  CHECK(found.state == change::ProvenanceState::declared_llm);
  CHECK(found.tool == "claude-code");
  CHECK(found.model == "claude-opus-4-6");
  CHECK(found.prompt_hash == "hmac-sha256:" + hmac_sha256_hex(key, "make it fast"));
  CHECK(found.reviewers == std::vector<std::string>{"dana"});
  commit.message = "a subject\n\n" + trailers({"--llm", "none"}).out;
  CHECK(change::recognise(commit).state == change::ProvenanceState::declared_human);
}

TEST_CASE("trailers: the prompt is told by its keyed digest alone, however its lines end") {
  const Folder folder;
  folder.write("prompt.txt", "first line\r\nsecond line\r");
  const Ran ran = trailers({"--llm", "aider", "--prompt", folder.path("prompt.txt")}, {{"TOLLGATE_PROMPT_KEY", key}});
  CHECK(ran.code == 0);
  CHECK(tells(ran.out, "prompt-hash: hmac-sha256:" + hmac_sha256_hex(key, "first line\nsecond line\n") + "\n"));
  CHECK_FALSE(tells(ran.out + ran.err, "line"));
  CHECK(trailers({}, {{"TOLLGATE_PROMPT_KEY", key},
                      {"TOLLGATE_LLM", "aider"},
                      {"TOLLGATE_PROMPT_FILE", folder.path("prompt.txt")}})
            .out == ran.out);
}

TEST_CASE("trailers: a digest without a key, a tool without a name, an empty prompt are refused") {
  for (const char* secret : {"", "short"}) {
    const Ran ran = trailers({"--llm", "aider", "--prompt", "-"}, {{"TOLLGATE_PROMPT_KEY", secret}}, "x");
    CHECK(ran.code == 2);
    CHECK(tells(ran.err, "TOLLGATE_PROMPT_KEY"));
    CHECK(ran.out.empty());
  }
  CHECK(trailers({"--llm", "aider", "--prompt", "-"}, {{"TOLLGATE_PROMPT_KEY", key}}).code == 2);
  CHECK(trailers({"--llm", "aider", "--prompt", "/nowhere/at/all"}, {{"TOLLGATE_PROMPT_KEY", key}}).code == 2);
  CHECK(trailers({}).code == 2);
  CHECK(trailers({"--llm", "two words"}).code == 2);
  CHECK(trailers({"--llm", "aider\nllm: none"}).code == 2);
  CHECK(trailers({"--llm", "aider:a\nllm:none"}).code == 2);
  CHECK(trailers({"--llm", "aider", "--reviewer", "dana@example.com"}).code == 2);
  CHECK(trailers({"--llm", "none", "--prompt", "-"}, {{"TOLLGATE_PROMPT_KEY", key}}, "x").code == 2);
}

TEST_CASE("trailers: the digest is RFC 4231's") {
  CHECK(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("trailers: the hook adds them once, and a hook that is there stays") {
  const Folder folder;
  folder.commit();
  const Ran installed = trailers({"--install-hook", "--project-dir", folder.path()});
  INFO(installed.err);
  CHECK(installed.code == 0);
  const std::string hook = folder.path(".git/hooks/prepare-commit-msg");
  CHECK(access(hook.c_str(), X_OK) == 0);
  CHECK(trailers({"--install-hook", "--project-dir", folder.path()}).code == 0);

  // The hook finds `tollgate` on PATH: here one that says what the true one does.
  folder.write("bin/tollgate", "#!/bin/sh\necho 'llm: aider'\necho 'Assisted-by: aider'\n");
  fs::permissions(folder.path("bin/tollgate"), fs::perms::owner_all);
  folder.write("message", "a subject\n\nCo-authored-by: Lee <lee@example.com>\n");
  const auto run_hook = [&](const std::string& llm, const std::string& source) {
    const change::ProcessResult ran = change::run_process(
        {hook, folder.path("message"), source},
        {.text = {}, .environment = {"TOLLGATE_LLM=" + llm, "PATH=" + folder.path("bin") + ":" + std::getenv("PATH")}});
    INFO(ran.errors);
    CHECK(ran.exit_code == 0);
    return folder.read("message");
  };
  CHECK_FALSE(tells(run_hook("", "message"), "llm:"));
  CHECK_FALSE(tells(run_hook("aider", "merge"), "llm:"));
  const std::string once = "a subject\n\nCo-authored-by: Lee <lee@example.com>\nllm: aider\nAssisted-by: aider\n";
  CHECK(run_hook("aider", "message") == once);
  CHECK(run_hook("aider", "commit") == once);

  folder.write(".git/hooks/prepare-commit-msg", "#!/bin/sh\n# mine\n");
  const Ran refused = trailers({"--install-hook", "--project-dir", folder.path()});
  CHECK(refused.code == 2);
  CHECK(tells(refused.err, "it stays as it is"));
  CHECK(folder.read(".git/hooks/prepare-commit-msg") == "#!/bin/sh\n# mine\n");
  CHECK(trailers({"--install-hook", "--project-dir", folder.path("nowhere")}).code == 2);
}
