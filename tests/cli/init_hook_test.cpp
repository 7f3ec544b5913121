// The hook that `tollgate init --hook` writes, with a real remote and a tollgate that writes what it was asked.
#include <cstdlib>
#include <filesystem>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/init_shop.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using namespace tollgate::tests;
using namespace tollgate::tests::setup;

namespace {

/// A remote and a clone of it with a project, and a `tollgate` on PATH that writes what it was asked.
class Pushing : public Folder {
 public:
  Pushing() {
    git(*this, {"init", "--quiet", "--bare", "--initial-branch=main", path("remote.git")}, "");
    git(*this, {"clone", "--quiet", path("remote.git"), path("work")});
    git(*this, {"checkout", "--quiet", "-b", "main"}, "work");
    write("work/dbt/dbt_project.yml", "name: shop\n");
    answer(0);
    write("asked", "");
  }
  void answer(int code) const {
    write("bin/tollgate", "#!/bin/sh\necho \"$@\" >> '" + path("asked") + "'\nexit " + std::to_string(code) + "\n");
    fs::permissions(path("bin/tollgate"), fs::perms::owner_all);
  }
  std::string commit_in(const std::string& tree, const std::string& message) const {
    git(*this, {"add", "--all"}, tree);
    git(*this, {"commit", "--quiet", "--allow-empty", "--message", message}, tree);
    return git(*this, {"rev-parse", "HEAD"}, tree);
  }
  change::ProcessResult push(const std::vector<std::string>& arguments, const std::string& tree = "work",
                             const std::string& setting = "X=1") const {
    std::vector<std::string> command{"git", "-C", path(tree), "push", "--quiet"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return change::run_process(command, {.environment = {"PATH=" + path("bin") + ":" + std::getenv("PATH"), setting}});
  }
  Ran install(const std::string& tree = "work/dbt") const {
    return run_tollgate({"init", "--hook", "pre-push", "--project-dir", path(tree)});
  }
};

}  // namespace

TEST_CASE("init --hook: the push of a branch is judged against where it will be merged") {
  const Pushing pushing;
  const std::string base = pushing.commit_in("work", "first");
  REQUIRE(pushing.install().code == 0);
  CHECK(tells(pushing.install().out, "is there already, just so"));
  const change::ProcessResult first = pushing.push({"origin", "main"});
  INFO(first.errors);
  CHECK(first.exit_code == 0);
  CHECK(tells(first.errors, "origin has no branch yet to judge against"));
  CHECK(pushing.read("asked").empty());

  git(pushing, {"checkout", "--quiet", "-b", "change"}, "work");
  pushing.write("work/dbt/models/a.sql", "select 1");
  pushing.commit_in("work", "second");
  CHECK(pushing.push({"--set-upstream", "origin", "change"}).exit_code == 0);
  const std::string asked = "check --project-dir dbt --base-sha " + base + "\n";
  CHECK(pushing.read("asked") == asked);
  // Its upstream is now its own copy, which says nothing of where it goes.
  pushing.commit_in("work", "third");
  CHECK(pushing.push({"origin", "HEAD"}).exit_code == 0);
  CHECK(pushing.read("asked") == asked + asked);
}

TEST_CASE("init --hook: what fails or could not be judged is not pushed, and the way out is told") {
  const Pushing pushing;
  pushing.commit_in("work", "first");
  CHECK(pushing.push({"origin", "main"}).exit_code == 0);
  REQUIRE(pushing.install().code == 0);
  pushing.commit_in("work", "second");
  pushing.answer(1);
  const change::ProcessResult failed = pushing.push({"origin", "main"});
  CHECK(failed.exit_code != 0);
  CHECK(tells(failed.errors, "git push --no-verify pushes without it"));
  pushing.answer(3);
  const change::ProcessResult unjudged = pushing.push({"origin", "main"});
  CHECK(unjudged.exit_code != 0);
  CHECK(tells(unjudged.errors, "not judged, so not pushed"));
  CHECK(tells(unjudged.errors, "dbt compile --target-path \"$here/dbt/target-base\""));
  CHECK(pushing.push({"--no-verify", "origin", "main"}).exit_code == 0);
  fs::remove(pushing.path("bin/tollgate"));
  pushing.commit_in("work", "third");
  CHECK(tells(pushing.push({"origin", "main"}).errors, "not on PATH"));
}

TEST_CASE("init --hook: deletions, tags and branches that are not checked out are not judged") {
  const Pushing pushing;
  pushing.commit_in("work", "first");
  CHECK(pushing.push({"origin", "main"}).exit_code == 0);
  REQUIRE(pushing.install().code == 0);
  git(pushing, {"branch", "other"}, "work");
  pushing.commit_in("work", "second");
  git(pushing, {"tag", "v1"}, "work");
  CHECK(pushing.push({"origin", "v1"}).exit_code == 0);
  const change::ProcessResult other = pushing.push({"origin", "other"});
  CHECK(other.exit_code == 0);
  CHECK(tells(other.errors, "not judged, as it is not checked out: other"));
  CHECK(pushing.push({"origin", "--delete", "other"}).exit_code == 0);
  CHECK(pushing.read("asked").empty());
  const change::ProcessResult named = pushing.push({"origin", "main"}, "work", "TOLLGATE_BASE=no-such-branch");
  CHECK(named.exit_code != 0);
  CHECK(tells(named.errors, "no common commit with no-such-branch"));
}

TEST_CASE("init --hook: a work tree judges its own commit") {
  const Pushing pushing;
  const std::string base = pushing.commit_in("work", "first");
  CHECK(pushing.push({"origin", "main"}).exit_code == 0);
  git(pushing, {"worktree", "add", "--quiet", "-b", "aside", pushing.path("aside")}, "work");
  REQUIRE(pushing.install("aside/dbt").code == 0);
  CHECK(pushing.has("work/.git/hooks/pre-push"));
  pushing.commit_in("aside", "second");
  const change::ProcessResult ran = pushing.push({"origin", "aside"}, "aside");
  INFO(ran.errors);
  CHECK(ran.exit_code == 0);
  CHECK(pushing.read("asked") == "check --project-dir dbt --base-sha " + base + "\n");
}

TEST_CASE("init --hook: core.hooksPath is heeded, and one that others share is left alone") {
  const Pushing pushing;
  pushing.commit_in("work", "first");
  git(pushing, {"config", "core.hooksPath", ".githooks"}, "work");
  REQUIRE(pushing.install().code == 0);
  CHECK(pushing.has("work/.githooks/pre-push"));
  CHECK_FALSE(pushing.has("work/.git/hooks/pre-push"));
  git(pushing, {"config", "core.hooksPath", pushing.path("shared")}, "work");
  const Ran refused = pushing.install();
  CHECK(refused.code == 2);
  CHECK(tells(refused.err, "other repositories use too"));
  CHECK_FALSE(pushing.has("shared/pre-push"));
}

TEST_CASE("init --hook: a hook that is there stays, and the way to run both works") {
  const Pushing pushing;
  const std::string base = pushing.commit_in("work", "first");
  CHECK(pushing.push({"origin", "main"}).exit_code == 0);
  const std::string mine = "#!/bin/sh\ncat > /dev/null\n";
  pushing.write("work/.git/hooks/pre-push", mine);
  fs::permissions(pushing.path("work/.git/hooks/pre-push"), fs::perms::owner_all);
  const Ran left = pushing.install();
  CHECK(left.code == 0);
  CHECK(pushing.read("work/.git/hooks/pre-push") == mine);
  // The told commands, with the true program in place of the one on PATH.
  const std::string told = left.out.substr(left.out.find("    echo"));
  const Ran printed =
      run_tollgate({"init", "--hook", "pre-push", "--dry-run", "--project-dir", pushing.path("work/dbt")});
  pushing.write("work/.git/hooks/pre-push.tollgate", printed.out);
  fs::permissions(pushing.path("work/.git/hooks/pre-push.tollgate"), fs::perms::owner_all);
  CHECK(change::run_process({"sh", "-c", told}).exit_code == 0);
  pushing.commit_in("work", "second");
  pushing.answer(1);
  CHECK(pushing.push({"origin", "main"}).exit_code != 0);
  CHECK(pushing.read("asked") == "check --project-dir dbt --base-sha " + base + "\n");
  CHECK(run_tollgate({"init", "--hook", "pre-push", "--project-dir", pushing.path("remote.git")}).code == 2);
}
