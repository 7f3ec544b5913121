#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using tollgate::tests::Folder;
using tollgate::tests::Ran;
using tollgate::tests::run_tollgate;

namespace {

constexpr const char* merge_commit = "0123456789abcdef0123456789abcdef01234567";

/// A bare remote, and a clone in which tollgate runs.
class Log : public Folder {
 public:
  Log() {
    git({"init", "--quiet", "--bare", "--initial-branch=main", path("remote.git")});
    git({"clone", "--quiet", path("remote.git"), path("clone")});
  }
  void git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"git", "-C", path()});
    const change::ProcessResult result = change::run_process(arguments);
    INFO(result.errors);
    REQUIRE(result.exit_code == 0);
  }
  Ran audit(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment = {}) const {
    arguments.insert(arguments.begin(), "audit");
    arguments.insert(arguments.end(), {"--project-dir", path("clone")});
    return run_tollgate(arguments, environment);
  }
  Ran append(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment = {}) const {
    arguments.insert(arguments.begin(), "append");
    arguments.insert(arguments.end(), {"--pending-dir", path("kept")});
    return audit(arguments, environment);
  }
  Ran merged(int number) const {
    return append({"merged", "--pr", std::to_string(number), "--merge-sha", merge_commit, "--repo", "acme/dbt", "--at",
                   "2026-04-01T09:15:00Z"});
  }
};

bool tells(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What verify told to keep.
std::string anchor_in(const std::string& out) {
  const std::size_t at = out.find("anchor ");
  REQUIRE(at != std::string::npos);
  return out.substr(at + 7, out.find('\n', at) - at - 7);
}

}  // namespace

TEST_CASE("audit: what is appended is verified and exported") {
  const Log log;
  const Ran first = log.merged(1);
  INFO(first.err);
  CHECK(first.code == 0);
  CHECK(log.merged(2).code == 0);
  const Ran verified = log.audit({"verify"});
  CHECK(verified.code == 0);
  CHECK(tells(verified.out, "the audit log is whole: 2 events, 1 head, 0 forks, commit "));
  CHECK(log.audit({"verify", "--anchor", anchor_in(verified.out), "--anchor", first.out.substr(0, 71)}).code == 0);
  const Ran exported = log.audit({"export"});
  CHECK(exported.code == 0);
  CHECK(tells(exported.out, R"("pr":2,"prev":[")" + first.out.substr(0, 71)));
  CHECK(log.audit({"export"}).out == exported.out);
  CHECK(log.audit({"export", "--format", "csv"}).out.starts_with("id,lamport,"));
  CHECK(tells(log.audit({"export", "--format", "sql", "--table", "audit.events"}).out, "\"audit\".\"events\""));
  CHECK(log.audit({"export", "--format", "sql", "--table", "a;b"}).code == 2);
}

TEST_CASE("audit: a person confirms an outcome, by flags and the run's variables") {
  const Log log;
  const Ran confirmed = log.append({"outcome", "--pr", "41", "--outcome", "fixed_forward", "--by-commit", merge_commit,
                                    "--actor", "dana", "--reason", "wrong join", "--at", "2026-04-01T09:15:00Z"},
                                   {{"GITHUB_REPOSITORY", "acme/dbt"},
                                    {"GITHUB_RUN_ID", "99"},
                                    {"GITHUB_RUN_ATTEMPT", "2"},
                                    {"GITHUB_WORKFLOW", "outcomes"}});
  INFO(confirmed.err);
  CHECK(confirmed.code == 0);
  CHECK(log.audit({"export"}).out ==
        R"({"actor":{"attempt":2,"login":"dana","run_id":99,"workflow":"outcomes"},)"
        R"("by_commit":"0123456789abcdef0123456789abcdef01234567","lamport":1,"outcome":"fixed_forward","pr":41,)"
        R"("prev":[],"reason":"wrong join","repo":"acme/dbt","ts":"2026-04-01T09:15:00.000Z","type":"outcome","v":1})"
        "\n");
}

TEST_CASE("audit: who, why, what, where and when are asked for") {
  const Log log;
  const std::vector<std::string> all{
      "outcome", "--pr",     "41",   "--outcome",           "reverted", "--actor", "7", "--reason", "wrong",
      "--repo",  "acme/dbt", "--at", "2026-04-01T09:15:00Z"};
  CHECK(log.append(all).code == 0);
  const auto without = [&](const std::string& flag) {
    std::vector<std::string> fewer;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == flag) {
        ++i;
      } else {
        fewer.push_back(all[i]);
      }
    }
    return log.append(fewer);
  };
  for (const auto& [flag, told] : std::map<std::string, std::string>{{"--actor", "who says so?"},
                                                                     {"--reason", "why?"},
                                                                     {"--repo", "--repo owner/name"},
                                                                     {"--at", "when did it happen?"},
                                                                     {"--outcome", "--outcome is required"},
                                                                     {"--pr", "`pr` is missing"}}) {
    const Ran ran = without(flag);
    INFO(flag << ": " << ran.err);
    CHECK(ran.code == 2);
    CHECK(tells(ran.err, told));
  }
  CHECK(log.append({}).code == 2);
  CHECK(tells(log.append({"outcomee"}).err, "cannot be read"));
}

TEST_CASE("audit: without the right to push the event is kept, and appended after the merge") {
  const Log log;
  const Ran kept = log.append({"merged", "--pr", "1", "--merge-sha", merge_commit, "--repo", "acme/dbt", "--at",
                               "2026-04-01T09:15:00Z", "--pending"});
  CHECK(kept.code == 0);
  CHECK(log.audit({"verify"}).code == 3);
  const std::vector<std::string> files = log.list("kept");
  REQUIRE(files.size() == 1);
  CHECK(log.read("kept/" + files.front()) ==
        R"({"merge_sha":"0123456789abcdef0123456789abcdef01234567","pr":1,"repo":"acme/dbt",)"
        R"("ts":"2026-04-01T09:15:00.000Z","type":"pr_merged","v":1})"
        "\n");
  const Ran appended = log.append({log.path("kept/" + files.front())});
  CHECK(appended.code == 0);
  CHECK(log.append({log.path("kept/" + files.front())}).out == appended.out);  // the same event, not another one
  CHECK(tells(log.audit({"verify"}).out, "1 events"));
}

TEST_CASE("audit: a push that is refused fails loudly and keeps the event") {
  const Log log;
  log.git({"-C", log.path("remote.git"), "config", "receive.denyCurrentBranch", "refuse"});
  log.git({"-C", log.path("remote.git"), "config", "transfer.hideRefs", "refs/heads/tollgate-audit"});
  const Ran refused = log.merged(1);
  CHECK(refused.code == 3);
  CHECK(tells(refused.err, "the audit log was not extended: the remote refuses the push"));
  CHECK(tells(refused.err, "append later with: tollgate audit append "));
  CHECK(log.list("kept").size() == 1);
  CHECK(refused.out.empty());
}

TEST_CASE("audit: files hold one event, or one per line; what is wrong is told with its line") {
  const Log log;
  const auto event = [](int number) {
    return R"({"type":"pr_merged","pr":)" + std::to_string(number) +
           R"(,"repo":"a/b","merge_sha":"0123456789abcdef0123456789abcdef01234567"})";
  };
  log.write("two.jsonl", event(1) + "\n\n" + event(2) + "\n");
  log.write("pretty.json", "{\n  \"type\": \"pr_merged\", \"pr\": 3,\n  \"repo\": \"a/b\",\n  \"merge_sha\": \"" +
                               std::string(merge_commit) + "\"\n}\n");
  const Ran ran = log.append({log.path("two.jsonl"), log.path("pretty.json"), "--at", "2026-04-01T09:15:00Z"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(tells(log.audit({"verify"}).out, "3 events"));
  log.write("wrong.jsonl", event(4) + "\n" + R"({"type":"pr_merged","prompt":"secret words"})" + "\n");
  const Ran wrong = log.append({log.path("wrong.jsonl"), "--at", "2026-04-01T09:15:00Z"});
  CHECK(wrong.code == 2);
  CHECK(tells(wrong.err, "wrong.jsonl:2: the event may not be logged: the field `prompt` is not logged"));
  CHECK_FALSE(tells(wrong.err, "secret words"));
  CHECK(tells(log.audit({"verify"}).out, "3 events"));
}

TEST_CASE("audit: an event removed, or the end cut off, fails verify") {
  const Log log;
  for (int i = 1; i <= 3; ++i) CHECK(log.merged(i).code == 0);
  const std::string out = log.audit({"verify"}).out;
  const std::string anchor = anchor_in(out);
  const std::string head = out.substr(out.find("commit ") + 7, 40);
  log.git({"-C", log.path("remote.git"), "update-ref", "refs/heads/tollgate-audit", "refs/heads/tollgate-audit~1"});
  CHECK(log.audit({"verify"}).code == 0);  // nobody can see that without an anchor
  const Ran cut = log.audit({"verify", "--anchor", anchor, "--anchor", head});
  CHECK(cut.code == 1);
  CHECK(tells(cut.out, anchor + ": the anchor is not in the log"));
  CHECK(tells(cut.out, "commit " + head + ": the anchor is not in the log"));
  CHECK(tells(cut.out, "the audit log is NOT whole: 2 problems"));
  CHECK(log.audit({"verify", "--anchor", "sha256:12"}).code == 2);
  log.git({"-C", log.path("remote.git"), "update-ref", "-d", "refs/heads/tollgate-audit"});
  CHECK(log.audit({"verify", "--anchor", anchor}).code == 1);
  CHECK(log.audit({"verify"}).code == 3);
  CHECK(log.audit({"export"}).code == 3);
}

TEST_CASE("audit: a log that is not whole is not exported") {
  const Log log;
  CHECK(log.merged(1).code == 0);
  log.git({"-C", log.path("clone"), "fetch", "--quiet", "origin"});
  log.git({"-C", log.path("clone"), "switch", "--quiet", "tollgate-audit"});
  log.write("clone/README.md", "hello\n");
  log.git({"-C", log.path("clone"), "add", "README.md"});
  log.git(
      {"-C", log.path("clone"), "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", "x"});
  log.git({"-C", log.path("clone"), "push", "--quiet"});
  CHECK(log.audit({"verify"}).code == 1);
  const Ran exported = log.audit({"export"});
  CHECK(exported.code == 3);
  CHECK(exported.out.empty());
  CHECK(log.merged(2).code == 3);
}

TEST_CASE("audit: the log of a repository without a remote is its own branch") {
  const Folder folder;
  const std::string head = folder.commit();
  const Ran ran = run_tollgate({"audit", "append", "merged", "--pr", "1", "--merge-sha", head, "--repo", "a/b", "--at",
                                "2026-04-01T09:15:00Z", "--project-dir", folder.path()});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(run_tollgate({"audit", "verify", "--project-dir", folder.path()}).code == 0);
  CHECK(run_tollgate({"audit", "verify", "--local", "--project-dir", folder.path()}).code == 0);
  CHECK(run_tollgate({"audit", "verify", "--project-dir", folder.path("nowhere")}).code == 2);
}

TEST_CASE("audit: from a folder within the repository it is the same log") {
  const Log log;
  REQUIRE(log.merged(1).code == 0);
  std::filesystem::create_directories(log.path("clone/dbt"));
  const auto inside = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.insert(arguments.end(), {"--project-dir", log.path("clone/dbt")});
    return run_tollgate(arguments);
  };
  REQUIRE(inside({"append", "merged", "--pr", "2", "--merge-sha", merge_commit, "--repo", "acme/dbt", "--at",
                  "2026-04-01T09:16:00Z"})
              .code == 0);
  CHECK(tells(inside({"verify"}).out, "the audit log is whole: 2 events, 1 head, 0 forks"));
  CHECK(tells(log.audit({"verify"}).out, "the audit log is whole: 2 events, 1 head, 0 forks"));
}
