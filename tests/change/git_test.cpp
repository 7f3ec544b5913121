#include "change/git.hpp"

#include <string>

#include "change/process.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/change/repository.hpp"

using namespace tollgate;
using test::Repository;

TEST_CASE("a file is read at a commit, byte for byte") {
  const Repository repository;
  const std::string text = "version: 1\n\n# ünïcode\r\n";
  repository.commit("shop/tollgate.yml", text);
  repository.commit("shop/tollgate.yml", "version: 2\n");
  CHECK(change::show_file(repository.path(), "HEAD~1", "shop/tollgate.yml") == text);
  CHECK(change::show_file(repository.path(), "HEAD", "shop/tollgate.yml") == "version: 2\n");
}

TEST_CASE("a file that a commit does not have is nothing, a commit that is not there is an error with advice") {
  const Repository repository;
  repository.commit("a.txt", "a");
  CHECK_FALSE(change::show_file(repository.path(), "HEAD", "tollgate.yml").has_value());
  try {
    change::show_file(repository.path(), "0123456789012345678901234567890123456789", "a.txt");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unjudged);
    CHECK_THAT(error.what(), ContainsSubstring("fetch-depth: 0"));
  }
}

TEST_CASE("a revision that looks like an option is not one") {
  const Repository repository;
  repository.commit("a.txt", "a");
  CHECK_FALSE(change::resolve_commit(repository.path(), "--all").has_value());
  CHECK_FALSE(change::resolve_commit(repository.path(), "").has_value());
  CHECK(change::resolve_commit(repository.path(), "HEAD")->size() == 40);
}

TEST_CASE("the repository root is found from a sub-folder, and not outside a repository") {
  const Repository repository;
  repository.commit("shop/models/a.sql", "select 1");
  CHECK(change::repository_root(repository.path() + "/shop/models") == repository.path());
  CHECK_FALSE(change::repository_root("/").has_value());
}

TEST_CASE("a program that does not exist is told apart from one that fails") {
  CHECK_FALSE(change::run_process({"tollgate-no-such-program"}).started);
  const change::ProcessResult failed = change::run_process({"git", "no-such-command"});
  CHECK(failed.started);
  CHECK(failed.exit_code != 0);
  CHECK_FALSE(failed.errors.empty());
}
