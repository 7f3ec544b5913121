// The files for CI that `tollgate init` writes.
#include "cli/arguments.hpp"
#include "tests/catch.hpp"
#include "tests/cli/init_shop.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using namespace tollgate::tests;
using namespace tollgate::tests::setup;

TEST_CASE("init: the CI system is told by its files, else by the remote's host") {
  const auto found = [](const std::string& file, const std::string& remote) {
    const Folder folder;
    write_project(folder);
    if (!file.empty()) folder.write(file, "x: 1\n");
    folder.commit();
    if (!remote.empty()) git(folder, {"remote", "add", "origin", remote});
    const std::string out = init(folder, {"--dry-run"}).out;
    const std::size_t at = out.find("  ci        ") + 12;
    CHECK_FALSE(tells(out, "s3cret"));
    return out.substr(at, out.find(' ', at) - at);
  };
  CHECK(found("", "") == "none");
  CHECK(found(".github/CODEOWNERS", "") == "github");
  CHECK(found(".gitlab-ci.yml", "") == "gitlab");
  CHECK(found("", "git@github.com:a/b.git") == "github");
  CHECK(found("", "https://me:s3cret@gitlab.example.com:8443/a/b.git") == "gitlab");
  CHECK(found("", "https://example.com/github/b.git") == "none");
  CHECK(found(".gitlab-ci.yml", "git@github.com:a/b.git") == "gitlab");
}

TEST_CASE("init: the workflow fits a project in a subfolder, its branch, and this version") {
  const Folder folder;
  write_project(folder, "data/dbt/");
  folder.write("requirements.txt", "dbt-postgres\n");
  folder.commit();
  git(folder, {"branch", "-M", "trunk"});
  REQUIRE(init(folder, {"--ci", "github", "--action", "acme/tollgate"}, "data/dbt").code == 0);
  CHECK(folder.has("data/dbt/tollgate.yml"));
  const std::string workflow = folder.read(".github/workflows/tollgate.yml");
  INFO(workflow);
  CHECK(tells(workflow, "push: {branches: [trunk]}"));
  CHECK(tells(workflow, "(here=$PWD && cd \"$RUNNER_TEMP/base/data/dbt\" && dbt deps"));
  CHECK(tells(workflow, "run: {working-directory: data/dbt}"));
  CHECK(tells(workflow, "working-directory: data/dbt\n          base-artifacts: data/dbt/target-base"));
  CHECK(tells(workflow, "path: data/dbt/target,"));
  CHECK(tells(workflow, "path: data/dbt/target}"));
  CHECK(tells(workflow, "            data/dbt/target\n            data/dbt/target-base\n"));
  CHECK(tells(workflow, "pip install -r ../../requirements.txt"));
  CHECK(tells(workflow, "uses: acme/tollgate@v" + std::string(cli::version()) + " "));
  CHECK_FALSE(tells(workflow, "OWNER/"));
  CHECK(folder.read(".github/workflows/tollgate-review.yml") == read(source("docs/examples/github-review.yml")));
}

TEST_CASE("init: a branch whose name a shell would obey does not get into the workflow") {
  const Folder folder;
  write_project(folder);
  folder.commit();
  git(folder, {"branch", "-M", "a;$(id)"});
  REQUIRE(init(folder, {"--ci", "github"}).code == 0);
  CHECK(tells(folder.read(".github/workflows/tollgate.yml"), "push: {branches: [main]}"));
  CHECK_FALSE(tells(folder.read(".github/workflows/tollgate.yml"), "$(id)"));
}

TEST_CASE("init: a pipeline that is there stays, and what to add is shown") {
  const Folder folder;
  write_project(folder, "dbt/");
  folder.write(".gitlab-ci.yml", "stages: [build, test]\n");
  folder.commit();
  const Ran ran = init(folder, {}, "dbt");
  CHECK(ran.code == 0);
  CHECK(folder.read(".gitlab-ci.yml") == "stages: [build, test]\n");
  CHECK(tells(ran.out, ".gitlab-ci.yml         is there and stays as it is; add to it:\n    include:\n"));
  CHECK(tells(ran.out, "base_artifacts: dbt/target-base"));
  const std::string component = folder.read(".gitlab/tollgate.yml");
  CHECK(component.substr(component.find('\n') + 1) == read(source("templates/tollgate.yml")));
}
