#include "budget/audit/append.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "tests/budget/audit_remote.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using namespace tollgate::budget;
using tollgate::tests::AuditRemote;
using tollgate::tests::log_file;
using tollgate::tests::merged_draft;
using tollgate::tests::texts_of;

namespace {

Appended append_one(const AuditRemote& remote, std::int64_t number, const std::string& clone = "clone") {
  return append(remote.place(clone), {merged_draft(number)});
}

std::set<std::string> drafts_in(const Verification& log) {
  std::set<std::string> drafts;
  for (const StoredEvent& event : log.events) drafts.insert(event.draft);
  return drafts;
}

}  // namespace

TEST_CASE("events come after each other, in one chain of commits that only adds") {
  const AuditRemote remote;
  const Appended first = append_one(remote, 1);
  CHECK(first.kind == Appended::Kind::added);
  CHECK(first.attempts == 1);
  CHECK(remote.tip() == first.tip);
  const Appended second = append(remote.place(), {merged_draft(2), merged_draft(3)});
  CHECK(second.added == 2);
  const Verification log = remote.verify();
  CHECK(texts_of(log).empty());
  REQUIRE(log.events.size() == 3);
  CHECK(log.events[0].id == first.ids.at(0));
  CHECK(log.events[2].prev == std::vector<std::string>{second.ids.at(0)});
  CHECK(remote.git({"rev-list", "--count", "tollgate-audit"}) == "2\n");
  remote.git({"fsck", "--strict"});
}

TEST_CASE("what the log holds already is not added again") {
  const AuditRemote remote;
  const Appended first = append_one(remote, 1);
  const Appended again = append_one(remote, 1, "another");
  CHECK(again.kind == Appended::Kind::present);
  CHECK(again.ids == first.ids);
  CHECK(again.tip == first.tip);
  const Appended mixed = append(remote.place(), {merged_draft(2), merged_draft(1), merged_draft(2)});
  CHECK(mixed.added == 1);
  CHECK(mixed.ids.at(1) == first.ids.at(0));
  CHECK(mixed.ids.at(0) == mixed.ids.at(2));
  CHECK(remote.verify().events.size() == 2);
}

TEST_CASE("the commit holds no address and follows from the events") {
  const AuditRemote remote;
  append_one(remote, 1);
  const std::string commit = remote.git({"cat-file", "commit", "tollgate-audit"});
  CHECK(commit.find("author tollgate <> 1775034901 +0000\n") != std::string::npos);
  CHECK(commit.find('@') == std::string::npos);
  const AuditRemote other;
  append_one(other, 1);
  CHECK(other.tip() == remote.tip());
}

TEST_CASE("nothing of the user's is touched: work tree, index, branches, FETCH_HEAD, hooks") {
  const AuditRemote remote;
  const std::string clone = remote.clone();
  std::ofstream(clone + "/model.sql") << "select 1\n";
  remote.git({"add", "model.sql"}, clone);
  remote.git({"commit", "--quiet", "--message", "a model"}, clone);
  std::ofstream(clone + "/model.sql") << "select 2\n";
  std::ofstream(clone + "/staged.sql") << "select 3\n";
  remote.git({"add", "staged.sql"}, clone);
  const std::string hook = clone + "/.git/hooks/pre-push";
  fs::create_directories(clone + "/.git/hooks");
  std::ofstream(hook) << "#!/bin/sh\ntouch '" << remote.path("hooked") << "'\nexit 1\n";
  fs::permissions(hook, fs::perms::owner_all);
  fs::copy_file(hook, clone + "/.git/hooks/reference-transaction");

  const std::string status = remote.git({"status", "--porcelain=v2"}, clone);
  const std::string branches = remote.git({"for-each-ref", "refs/heads"}, clone);
  std::ifstream before(clone + "/.git/index", std::ios::binary);
  const std::string index{std::istreambuf_iterator<char>(before), {}};
  CHECK(append_one(remote, 1).kind == Appended::Kind::added);
  append_one(remote, 2, "another");
  CHECK(append_one(remote, 3).kind == Appended::Kind::added);

  std::ifstream after(clone + "/.git/index", std::ios::binary);
  CHECK(index == std::string{std::istreambuf_iterator<char>(after), {}});
  CHECK(remote.git({"status", "--porcelain=v2"}, clone) == status);
  CHECK(remote.git({"for-each-ref", "refs/heads"}, clone) == branches);
  CHECK_FALSE(fs::exists(clone + "/.git/FETCH_HEAD"));
  CHECK_FALSE(fs::exists(remote.path("hooked")));
}

TEST_CASE("who is overtaken starts again at the new end") {
  const AuditRemote remote;
  append_one(remote, 1);
  // Somebody pushes between the look at the log and the push of this one.
  const LogRepository slow(remote.place("slow"));
  const std::string tip = slow.tip();
  const std::string late = slow.commit(tip, {seal(merged_draft(50), {}, 9)});
  append_one(remote, 2);
  const PushAnswer answer = slow.push(tip, late);
  CHECK(answer.kind == PushAnswer::Kind::overtaken);
  CHECK(texts_of(remote.verify()).empty());
  CHECK(append_one(remote, 3, "slow").kind == Appended::Kind::added);
  CHECK(remote.verify().events.size() == 3);
}

TEST_CASE("the first event of two jobs at once: one makes the branch, the other is overtaken") {
  const AuditRemote remote;
  const LogRepository slow(remote.place("slow"));
  const std::string late = slow.commit({}, {seal(merged_draft(1), {}, 1)});
  append_one(remote, 2);
  CHECK(slow.push({}, late).kind == PushAnswer::Kind::overtaken);
  const LogRepository local({.directory = remote.bare(), .remote = {}});
  const std::string local_late = local.commit({}, {seal(merged_draft(3), {}, 1)});
  CHECK(local.push({}, local_late).kind == PushAnswer::Kind::overtaken);
}

TEST_CASE("attempts are bounded, and waited between") {
  const AuditRemote remote;
  append_one(remote, 1);
  // A lock that nobody takes away: every attempt is overtaken.
  std::ofstream(remote.bare() + "/refs/heads/tollgate-audit.lock") << "";
  std::vector<int> waits;
  const Appended result = append({.directory = remote.bare(), .remote = {}}, {merged_draft(2)},
                                 {.attempts = 3, .wait = [&](int attempt) { waits.push_back(attempt); }});
  CHECK(result.kind == Appended::Kind::contended);
  CHECK(result.attempts == 8);
  CHECK(waits == std::vector<int>{1, 2, 3, 4, 5, 6, 7});
  CHECK(result.ids.empty());
  CHECK(result.reason.find("cannot lock ref") != std::string::npos);
}

TEST_CASE("a remote that says no is told at once") {
  const AuditRemote remote;
  append_one(remote, 1);
  const std::string hook = remote.bare() + "/hooks/pre-receive";
  fs::create_directories(remote.bare() + "/hooks");
  std::ofstream(hook) << "#!/bin/sh\necho 'the branch is protected' >&2\nexit 1\n";
  fs::permissions(hook, fs::perms::owner_all);
  const Appended result = append_one(remote, 2);
  CHECK(result.kind == Appended::Kind::refused);
  CHECK(result.attempts == 1);
  CHECK(result.reason.find("pre-receive hook declined") != std::string::npos);
  CHECK(remote.verify().events.size() == 1);
}

TEST_CASE("a remote that is not there is told without its password") {
  const AuditRemote remote;
  LogPlace place = remote.place();
  place.remote = "file://robot:secret-4711@localhost/nowhere/at/all.git";
  const Appended result = append(place, {merged_draft(1)});
  CHECK(result.kind == Appended::Kind::unreachable);
  CHECK_FALSE(result.reason.empty());
  CHECK(result.reason.find("secret-4711") == std::string::npos);
}

TEST_CASE("nothing is built on a broken log") {
  const AuditRemote remote;
  append_one(remote, 1);
  append_one(remote, 2);
  std::vector<LogFile> files = remote.files();
  files.front().bytes += " ";
  remote.rewrite(files);
  const Appended result = append_one(remote, 3);
  CHECK(result.kind == Appended::Kind::broken);
  CHECK(remote.files().size() == 2);
}

TEST_CASE("a removed or edited event is found in the history, also when a commit does it") {
  const AuditRemote remote;
  for (std::int64_t i = 1; i <= 3; ++i) append_one(remote, i);
  const std::vector<LogFile> files = remote.files();
  const std::string clone = remote.clone("editor");
  remote.git({"switch", "--quiet", "tollgate-audit"}, clone);
  const std::string last = remote.verify().events.back().path;
  remote.git({"rm", "--quiet", last}, clone);
  remote.git({"commit", "--quiet", "--message", "tidy"}, clone);
  remote.git({"push", "--quiet"}, clone);
  CHECK(remote.files().size() == 2);
  const std::vector<std::string> problems = texts_of(remote.verify());
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().starts_with(last + ": commit "));
  CHECK(problems.front().ends_with(" deletes it"));
}

TEST_CASE("a shallow clone is not the whole history") {
  const AuditRemote remote;
  append_one(remote, 1);
  append_one(remote, 2);
  const std::string shallow = remote.path("shallow");
  remote.git({"clone", "--quiet", "--depth", "1", "--branch", "tollgate-audit", "file://" + remote.bare(), shallow});
  const LogRepository repository({.directory = shallow, .remote = {}});
  CHECK(repository.history(repository.tip()).cut);
  // Appending from a shallow clone of another branch works: CI checks out like that.
  CHECK(append({.directory = shallow, .remote = "origin"}, {merged_draft(3)}).kind == Appended::Kind::added);
  CHECK(texts_of(remote.verify()).empty());
}

TEST_CASE("a place that is none is wrong usage") {
  const AuditRemote remote;
  CHECK_THROWS_AS(LogRepository({.directory = remote.path(""), .remote = {}}), Error);
  CHECK_THROWS_AS(LogRepository({.directory = remote.bare(), .remote = {}, .ref = "refs/heads/a b"}), Error);
  CHECK_THROWS_AS(LogRepository({.directory = remote.bare(), .remote = "--upload-pack=x"}), Error);
  CHECK(ref_of("audit") == "refs/heads/audit");
  CHECK(ref_of("refs/tollgate/audit") == "refs/tollgate/audit");
  CHECK(default_remote(remote.clone()) == "origin");
  CHECK(default_remote(remote.bare()).empty());
}

TEST_CASE("a ref outside of the branches holds the log as well") {
  const AuditRemote remote;
  LogPlace place = remote.place();
  place.ref = "refs/tollgate/audit";
  CHECK(append(place, {merged_draft(1)}).kind == Appended::Kind::added);
  CHECK(append(place, {merged_draft(2)}).kind == Appended::Kind::added);
  CHECK(remote.git({"for-each-ref", "--format=%(refname)"}) == "refs/tollgate/audit\n");
}

TEST_CASE("processes that append at once lose nothing: one chain, every event once") {
  const AuditRemote remote;
  constexpr int processes = 4;
  constexpr int each = 10;
  for (int p = 0; p < processes; ++p) remote.clone("clone" + std::to_string(p));
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      int failed = 0;
      for (int i = 0; i < each; ++i) {
        const Appended result = append_one(remote, p * 100 + i, "clone" + std::to_string(p));
        if (result.kind != Appended::Kind::added) ++failed;
      }
      _exit(failed);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  const Verification log = remote.verify();
  CHECK(texts_of(log).empty());
  CHECK(log.events.size() == processes * each);
  CHECK(drafts_in(log).size() == processes * each);
  CHECK(log.heads.ids.size() == 1);
  CHECK(log.heads.lamport == processes * each);
}

TEST_CASE("kill -9 at any point leaves a log that is whole, and the next run goes on") {
  const AuditRemote remote;
  append_one(remote, 0);
  std::mt19937 random(20260401);
  std::uniform_int_distribution<int> microseconds(0, 200'000);
  for (int run = 1; run <= 12; ++run) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      setpgid(0, 0);
      append_one(remote, run);
      _exit(0);
    }
    setpgid(child, child);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
    kill(-child, SIGKILL);  // git and the receiving side with it
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    const std::vector<std::string> problems = texts_of(remote.verify());
    REQUIRE(problems.empty());
    // The receiving git died, too: its lock stays, as on a server that lost its power.
    fs::remove(remote.bare() + "/refs/heads/tollgate-audit.lock");
  }
  for (int run = 1; run <= 12; ++run) REQUIRE_FALSE(append_one(remote, run).ids.empty());
  const Verification log = remote.verify();
  CHECK(texts_of(log).empty());
  CHECK(drafts_in(log).size() == 13);
  CHECK(log.events.size() == 13);
}
