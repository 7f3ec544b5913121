#include "change/git_history.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/change/repository.hpp"

using namespace tollgate;
using change::ChangedFile;
using change::Commit;
using change::History;
using test::Repository;

namespace {

std::vector<std::string> subjects(const std::vector<Commit>& commits) {
  std::vector<std::string> all;
  for (const Commit& commit : commits) all.push_back(commit.text.message.substr(0, commit.text.message.find('\n')));
  return all;
}

using Texts = std::vector<std::string>;

/// main: one, two; feature from one.
void fork_from_one(const Repository& repository) {
  repository.commit("a.txt", "a", "one");
  repository.run({"checkout", "--quiet", "-b", "feature"});
  repository.commit("f.txt", "f", "feature 1");
  repository.run({"checkout", "--quiet", "main"});
  repository.commit("b.txt", "b", "two");
  repository.run({"checkout", "--quiet", "feature"});
}

const ChangedFile& file_of(const change::Files& files, std::string_view path) {
  for (const ChangedFile& file : files.files) {
    if (file.path == path) return file;
  }
  FAIL("no file " + std::string(path));
  return files.files.front();
}

}  // namespace

TEST_CASE("commits of head that base has not come oldest first, with people and the whole message") {
  const Repository repository;
  fork_from_one(repository);
  const std::string message = "feature 2\n\nbody, ünïcode\n\nCo-authored-by: Ada <ada@example.com>";
  repository.write("g.txt", "g");
  repository.run({"add", "--all"});
  repository.run({"-c", "user.name=Committer Person", "commit", "--quiet", "--author=Ada <ada@example.com>",
                  "--date=2026-01-02T03:04:05Z", "--message", message});
  const History history = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
  CHECK(history.problem.empty());
  CHECK(history.merge_base == repository.id("feature~2"));
  REQUIRE(subjects(history.commits) == Texts{"feature 1", "feature 2"});
  const Commit& last = history.commits.back();
  CHECK(last.id == repository.head());
  CHECK(last.parents == Texts{repository.id("feature~1")});
  CHECK(last.text.message == message + "\n");
  CHECK(last.text.author.name == "Ada");
  CHECK(last.text.author.email == "ada@example.com");
  CHECK(last.text.committer.name == "Committer Person");
  CHECK(last.committed_at.time_since_epoch().count() > 0);
  CHECK(history.fresh_heads == Texts{repository.head()});
}

TEST_CASE("merges of the base branch are not the change's commits, and an approval before them is fresh") {
  const Repository repository;
  fork_from_one(repository);
  const std::string reviewed = repository.head();
  repository.run({"merge", "--quiet", "--no-edit", "main"});
  const std::string first_merge = repository.head();
  repository.run({"checkout", "--quiet", "main"});
  repository.commit("c.txt", "c", "three");
  repository.run({"checkout", "--quiet", "feature"});
  repository.run({"merge", "--quiet", "--no-edit", "main"});
  const History history = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
  CHECK(subjects(history.commits) == Texts{"feature 1"});
  CHECK(history.merge_base == repository.id("main"));
  CHECK(history.fresh_heads == Texts{repository.head(), first_merge, reviewed});
  SECTION("a commit of its own ends that") {
    repository.commit("g.txt", "g", "feature 2");
    const History later = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
    CHECK(subjects(later.commits) == Texts{"feature 1", "feature 2"});
    CHECK(later.fresh_heads == Texts{repository.head()});
  }
  SECTION("a merge of another branch is a commit of the change") {
    repository.run({"checkout", "--quiet", "-b", "side"});
    repository.commit("s.txt", "s", "side 1");
    repository.run({"checkout", "--quiet", "feature"});
    repository.run({"merge", "--quiet", "--no-ff", "--message", "join side", "side"});
    const History later = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
    CHECK(subjects(later.commits) == Texts{"feature 1", "side 1", "join side"});
    CHECK(later.fresh_heads == Texts{repository.head()});
  }
}

TEST_CASE("what the base branch got after the base commit that the CI knows is not the change's") {
  const Repository repository;
  fork_from_one(repository);
  const std::string base_of_the_event = repository.id("main~1");
  repository.run({"update-ref", "refs/remotes/origin/main", repository.id("main")});
  repository.run({"merge", "--quiet", "--no-edit", "main"});
  const std::string head = repository.head();
  const History unaware = change::history_between(repository.path(), base_of_the_event, head, "");
  CHECK(subjects(unaware.commits).size() == 3);
  const History history = change::history_between(repository.path(), base_of_the_event, head, "main");
  CHECK(subjects(history.commits) == Texts{"feature 1"});
  CHECK(history.merge_base == repository.id("main"));
  SECTION("unless the change is merged already") {
    repository.run({"update-ref", "refs/remotes/origin/main", head});
    CHECK_FALSE(change::history_between(repository.path(), base_of_the_event, head, "main").commits.empty());
  }
}

TEST_CASE("a shallow checkout says how to get the history that is missing") {
  const Repository origin;
  fork_from_one(origin);
  origin.commit("g.txt", "g", "feature 2");
  const Repository shallow;
  shallow.run({"fetch", "--quiet", "--depth=1", "file://" + origin.path(), "main", "feature"});
  const std::string base = origin.id("main");
  const std::string head = origin.id("feature");
  const History none = change::history_between(shallow.path(), base, head, "");
  CHECK(none.merge_base.empty());
  CHECK_THAT(none.problem, ContainsSubstring("fetch-depth: 0") && ContainsSubstring("shallow"));
  CHECK(none.commits.empty());
  SECTION("also where a common commit is there, but not all ways to it") {
    // head merges a branch whose beginning is cut off.
    origin.run({"checkout", "--quiet", "-b", "long", origin.id("main~1")});
    for (const char* text : {"1", "2", "3"}) origin.commit("long.txt", text, std::string("long ") + text);
    origin.run({"checkout", "--quiet", "-b", "joined", "main"});
    origin.run({"merge", "--quiet", "--no-edit", "long"});
    const Repository cut;
    cut.run({"fetch", "--quiet", "--depth=2", "file://" + origin.path(), "joined"});
    const History some = change::history_between(cut.path(), base, origin.head(), "");
    CHECK(some.merge_base == base);
    CHECK_THAT(some.problem, ContainsSubstring("fetch-depth: 0"));
    CHECK(some.commits.empty());
  }
}

TEST_CASE("unrelated branches are told apart from a shallow checkout") {
  const Repository repository;
  repository.commit("a.txt", "a", "one");
  repository.run({"checkout", "--quiet", "--orphan", "other"});
  repository.commit("b.txt", "b", "other");
  const History history = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
  CHECK_THAT(history.problem, ContainsSubstring("unrelated"));
}

TEST_CASE("git-ai notes are read with their commits, up to 4 MiB") {
  const Repository repository;
  fork_from_one(repository);
  repository.commit("g.txt", "g", "feature 2");
  repository.commit("h.txt", "h", "feature 3");
  const std::string small = "src/a.sql\n  s_0123456789abcd::t_0123456789abcd 1-2\n---\n{}\n";
  repository.run({"notes", "--ref=ai", "add", "--message", small, "feature~2"});
  std::string large(std::size_t{5} << 20U, 'x');
  large[0] = 'y';
  repository.write("note", large);
  repository.run({"notes", "--ref=ai", "add", "--file", repository.path() + "/note", "feature~1"});
  repository.run({"notes", "--ref=ai", "add", "--message", "after", "feature"});
  repository.run({"notes", "--ref=ai", "add", "--message", "not ours", "main"});
  History history = change::history_between(repository.path(), repository.id("main"), repository.head(), "");
  REQUIRE(history.commits.size() == 3);
  change::read_ai_notes(repository.path(), history.commits);
  CHECK(history.commits[0].text.notes == small);
  CHECK(history.commits[1].text.notes == large.substr(0, std::size_t{4} << 20U));
  CHECK(history.commits[2].text.notes == "after\n");
}

TEST_CASE("changed files know their hunks of head, moves, additions, removals and odd names") {
  const Repository repository;
  repository.write("mo ved.sql", "1\n2\n3\n4\n5\n6\n7\n8\n");
  repository.write("models/\"ü\"\tx.sql", "a\nb\nc\n");
  repository.write("gone.sql", "x\ny\n");
  repository.write("binary", std::string("a\0b", 3));
  repository.write("turns", "text\n");
  repository.commit("same.sql", "same\n", "one");
  const std::string base = repository.head();
  repository.run({"mv", "mo ved.sql", "new place.sql"});
  repository.write("new place.sql", "1\n2\n3\n4\n5\n6\n7\n8\n@@ -1 +1 @@\n");
  repository.write("models/\"ü\"\tx.sql", "A\nb\nd\n");
  repository.run({"rm", "--quiet", "gone.sql", "turns"});
  repository.run({"update-index", "--add", "--cacheinfo", "120000," + repository.id("HEAD:same.sql") + ",turns"});
  repository.write("binary", std::string("a\0c", 3));
  repository.write("added.sql", "one\ntwo\n");
  repository.run({"add", "new place.sql", "models", "binary", "added.sql"});
  repository.run({"commit", "--quiet", "--message", "two"});
  const change::Files files = change::changed_files(repository.path(), base, repository.head());
  CHECK(files.problem.empty());
  REQUIRE(files.files.size() == 6);

  const ChangedFile& moved = file_of(files, "new place.sql");
  CHECK(moved.base_path == "mo ved.sql");
  REQUIRE(moved.hunks.size() == 1);
  CHECK(moved.hunks[0].first == 9);
  CHECK(moved.hunks[0].count == 1);

  const ChangedFile& odd = file_of(files, "models/\"ü\"\tx.sql");
  CHECK(odd.base_path == odd.path);
  REQUIRE(odd.hunks.size() == 2);
  CHECK(odd.hunks[0].first == 1);
  CHECK(odd.hunks[1].first == 3);

  const ChangedFile& gone = file_of(files, "gone.sql");
  CHECK(gone.removed);
  CHECK(gone.base_path == "gone.sql");
  REQUIRE(gone.hunks.size() == 1);
  CHECK(gone.hunks[0].first == 1);
  CHECK(gone.hunks[0].count == 0);

  const ChangedFile& added = file_of(files, "added.sql");
  CHECK(added.base_path.empty());
  REQUIRE(added.hunks.size() == 1);
  CHECK(added.hunks[0].count == 2);
  CHECK(file_of(files, "binary").hunks.empty());
  CHECK(file_of(files, "turns").hunks.size() == 2);
  CHECK(std::is_sorted(files.files.begin(), files.files.end(),
                       [](const ChangedFile& a, const ChangedFile& b) { return a.path < b.path; }));
}

TEST_CASE("a diff does not depend on what a person set for git") {
  const Repository repository;
  repository.commit("a.sql", "1\n2\n3\n", "one");
  const std::string base = repository.head();
  repository.commit("sub/b.sql", "b\n", "two");
  repository.commit("a.sql", "1\n2\n4\n", "three");
  for (const char* setting : {"diff.noprefix", "diff.mnemonicPrefix", "diff.relative", "color.ui"}) {
    repository.run({"config", setting, setting == std::string("color.ui") ? "always" : "true"});
  }
  repository.run({"config", "diff.external", "false"});
  repository.run({"config", "log.showSignature", "true"});
  const change::Files files = change::changed_files(repository.path(), base, repository.head());
  REQUIRE(files.files.size() == 2);
  CHECK(files.files[0].hunks.size() == 1);
  CHECK(files.files[1].hunks.size() == 1);
}
