#include "budget/audit/log.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/budget/audit_remote.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;
using tollgate::tests::log_file;
using tollgate::tests::merged_draft;
using tollgate::tests::texts_of;

namespace {

std::string id_of(const LogFile& file) { return stored_event(file.path, file.bytes).id; }

/// n events, one after the other.
std::vector<LogFile> chain(int n) {
  std::vector<LogFile> files;
  std::vector<std::string> heads;
  for (int i = 1; i <= n; ++i) {
    files.push_back(log_file(merged_draft(i), heads, i));
    heads = {id_of(files.back())};
  }
  return files;
}

std::vector<std::string> problems_of(const std::vector<LogFile>& files) {
  return texts_of(read_events({.tip = "t", .files = files}));
}

}  // namespace

TEST_CASE("a whole log has no problems, in whatever order its files are told") {
  std::vector<LogFile> files = chain(9);
  std::ranges::reverse(files);
  const Verification log = read_events({.tip = "t", .files = files});
  CHECK(texts_of(log).empty());
  REQUIRE(log.events.size() == 9);
  CHECK(log.events.front().lamport == 1);
  CHECK(log.heads.ids == std::vector<std::string>{id_of(files.front())});
  CHECK(log.heads.lamport == 9);
  CHECK(log.forks == 0);
}

TEST_CASE("two jobs may fork, and the next event joins them") {
  const LogFile first = log_file(merged_draft(1), {}, 1);
  const LogFile left = log_file(merged_draft(2), {id_of(first)}, 2);
  const LogFile right = log_file(merged_draft(3), {id_of(first)}, 2);
  std::vector<std::string> both{id_of(left), id_of(right)};
  std::ranges::sort(both);
  const Verification forked = read_events({.tip = "t", .files = {first, left, right}});
  CHECK(texts_of(forked).empty());
  CHECK(forked.heads.ids == both);
  CHECK(forked.forks == 1);
  const LogFile joined = log_file(merged_draft(4), both, 3);
  const Verification log = read_events({.tip = "t", .files = {first, left, right, joined}});
  CHECK(texts_of(log).empty());
  CHECK(log.heads.ids == std::vector<std::string>{id_of(joined)});
}

TEST_CASE("any event but the last that is removed is missed by the one that follows it") {
  const std::vector<LogFile> files = chain(20);
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    std::vector<LogFile> fewer = files;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const std::vector<std::string> problems = problems_of(fewer);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front() == files[i + 1].path + ": the event follows " + id_of(files[i]) + ", which is missing");
  }
}

TEST_CASE("any byte of any event that is edited is found") {
  const std::vector<LogFile> files = chain(3);
  for (std::size_t file = 0; file < files.size(); ++file) {
    for (std::size_t at = 0; at < files[file].bytes.size(); ++at) {
      std::vector<LogFile> edited = files;
      edited[file].bytes[at] = static_cast<char>(edited[file].bytes[at] ^ 1);
      REQUIRE_FALSE(problems_of(edited).empty());
    }
  }
}

TEST_CASE("an edited event under its own new name is missed under the old one") {
  std::vector<LogFile> files = chain(3);
  files[1] = log_file(merged_draft(99), {id_of(files[0])}, 2);
  CHECK(problems_of(files).size() == 1);
}

TEST_CASE("the end cut off takes an anchor to be seen") {
  const std::vector<LogFile> files = chain(5);
  const std::string anchor = id_of(files[4]);
  Verification whole = read_events({.tip = "t", .files = files});
  check_anchors({anchor, id_of(files[2])}, whole);
  CHECK(texts_of(whole).empty());
  Verification cut = read_events({.tip = "t", .files = {files[0], files[1], files[2], files[3]}});
  CHECK(texts_of(cut).empty());
  check_anchors({anchor, id_of(files[2])}, cut);
  CHECK(texts_of(cut) == std::vector<std::string>{anchor + ": the anchor is not in the log: its end was cut off, or "
                                                           "another log was put in its place"});
}

TEST_CASE("there is one first event, and lamport counts from it") {
  const LogFile first = log_file(merged_draft(1), {}, 1);
  const LogFile other = log_file(merged_draft(2), {}, 1);
  CHECK(problems_of({first, other}).size() == 2);
  CHECK(problems_of({log_file(merged_draft(1), {}, 2)}).front().find("lamport is 2 instead of 1") != std::string::npos);
  const LogFile early = log_file(merged_draft(2), {id_of(first)}, 1);
  CHECK(problems_of({first, early}).front().find("lamport is 1 instead of 2") != std::string::npos);
}

TEST_CASE("what is no event does not belong to the log") {
  std::vector<LogFile> files = chain(1);
  files.push_back({.path = "README.md", .mode = "100644", .bytes = "hello"});
  CHECK(problems_of(files).size() == 1);
  files = chain(1);
  files.front().mode = "120000";
  CHECK(problems_of(files).front().find("no plain file") != std::string::npos);
  files = chain(1);
  files.front().bytes.clear();
  files.front().too_large = true;
  CHECK(problems_of(files).front().find("larger than") != std::string::npos);
  CHECK(problems_of({log_file(merged_draft(1), {"sha256:b", "sha256:a"}, 1)}).front().find("not sorted") !=
        std::string::npos);
}

TEST_CASE("the branch only ever adds, and has one beginning") {
  Verification log = read_events({.tip = "t", .files = chain(2)});
  check_history({.changes = {{"c1", 'A', "x"},
                             {"c2", 'D', "events/a.json"},
                             {"c3", 'M', "events/b.json"},
                             {"c4", 'T', "events/c.json"}},
                 .roots = {"c1"}},
                log);
  CHECK(texts_of(log) == std::vector<std::string>{"events/a.json: commit c2 deletes it",
                                                  "events/b.json: commit c3 edits it",
                                                  "events/c.json: commit c4 changes the kind of it"});
  Verification two = read_events({.tip = "t", .files = chain(2)});
  check_history({.changes = {}, .roots = {"c1", "c2"}}, two);
  CHECK(texts_of(two).size() == 2);
}
