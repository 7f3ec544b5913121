// What is wrong before anything can be judged: told by its cause, in every format, with what to do.
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::vector<Model> base{{.name = "orders"}, {.name = "items"}};
const std::vector<Model> head{{.name = "orders", .sql = "select 2 as id"}, {.name = "items"}};

/// The one outcome of a run that could judge nothing, after a look at exit code and reports.
json only_outcome(const ShopFolder& shop, std::vector<std::string> arguments) {
  for (const char* format : {"json", "junit", "sarif"}) {
    arguments.insert(arguments.end(),
                     {"--format", std::string(format) + ":" + shop.path(std::string("out.") + format)});
  }
  const Ran ran = shop.check(arguments);
  CHECK(ran.code == 3);
  CHECK_THAT(shop.read("out.junit"), ContainsSubstring("<error"));
  CHECK(json::parse(shop.read("out.sarif"))["runs"][0]["results"].size() == 1);
  const json report = json::parse(shop.read("out.json"));
  CHECK(report["exit_code"] == 3);
  REQUIRE(report["outcomes"].size() == 1);
  // All reports went to files: who looks at the terminal reads it there.
  CHECK_THAT(ran.err, ContainsSubstring("tollgate: "));
  return report["outcomes"][0];
}

/// Whatever PATH is, for the time of one test.
class Path {
 public:
  explicit Path(const std::string& path) : x_before(std::getenv("PATH")) { setenv("PATH", path.c_str(), 1); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  Path(Path&&) = delete;
  Path& operator=(Path&&) = delete;
  ~Path() { setenv("PATH", x_before.c_str(), 1); }

 private:
  std::string x_before;
};

}  // namespace

TEST_CASE("a base commit where there is no repository, no git, or no such commit: three causes, each in every report") {
  const ShopFolder shop(base, head);
  json outcome;
  std::string reason;
  SECTION("no repository") {
    outcome = only_outcome(shop, {"--base-sha", "main"});
    reason = "--base-sha names the commit `main`, and there is no git repository in " + shop.path() +
             " or above it; run tollgate in a clone";
  }
  SECTION("no git") {
    shop.commit();
    const Path nothing(shop.path("nothing"));
    outcome = only_outcome(shop, {"--base-sha", "main"});
    reason = "git is not installed: there is no program `git` in PATH; install git";
  }
  SECTION("no such commit") {
    shop.commit();
    outcome = only_outcome(shop, {"--base-sha", "deadbeef"});
    reason = "which the repository " + shop.path() + " does not have; fetch it first (git fetch origin)";
  }
  SECTION("nothing is committed yet") {
    REQUIRE(change::run_process({"git", "-C", shop.path(), "init", "--quiet"}).exit_code == 0);
    outcome = only_outcome(shop, {"--base-sha", "main"});
    reason = "does not have; nothing is committed there yet: commit what is to be judged";
  }
  SECTION("a branch that is nearly called so") {
    shop.commit();
    REQUIRE(change::run_process({"git", "-C", shop.path(), "branch", "development"}).exit_code == 0);
    outcome = only_outcome(shop, {"--base-sha", "developmnet"});
    reason = "did you mean \"development\"?";
  }
  CHECK(outcome["gate"] == "setup");
  CHECK(outcome["status"] == "errored");
  CHECK_THAT(outcome["reason"].get<std::string>(), ContainsSubstring(reason));
}

TEST_CASE("a shallow clone says so") {
  const ShopFolder shop(base, head);
  shop.commit("one");
  const std::string first = shop.commit("two");
  const Folder folder;
  REQUIRE(
      change::run_process({"git", "clone", "--quiet", "--depth", "1", "file://" + shop.path(), folder.path("clone")})
          .exit_code == 0);
  const Ran ran = run_tollgate({"check", "--project-dir", folder.path("clone"), "--base-sha", "HEAD^"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("this clone is shallow"));
}

TEST_CASE("a --select that matches nothing is told as what it is, with the model that was meant") {
  const ShopFolder shop(base, head);
  const json outcome = only_outcome(shop, {"--select", "ordesr"});
  CHECK(outcome["gate"] == "selection");
  CHECK_THAT(outcome["reason"].get<std::string>(),
             ContainsSubstring("--select ordesr matches no model of base or head; did you mean \"orders\"?"));
}

TEST_CASE("a selection by a tag or a path that there is not is told with the one that was meant") {
  const ShopFolder shop(base, head);
  CHECK_THAT(only_outcome(shop, {"--select", "path:modles/marts"})["reason"].get<std::string>(),
             ContainsSubstring("did you mean \"path:models/marts\"?"));
  CHECK_THAT(only_outcome(shop, {"--select", "layer:mrts"})["reason"].get<std::string>(),
             ContainsSubstring("did you mean \"layer:marts\"?"));
}

TEST_CASE("outside of a dbt project that is said first, not which file is missing") {
  const Folder folder;
  for (const char* command : {"check", "doctor"}) {
    const Ran ran = run_tollgate({command, "--project-dir", folder.path()});
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out, ContainsSubstring("there is no dbt_project.yml in " + folder.path() + " or above it"));
    CHECK_THAT(ran.out, ContainsSubstring("--project-dir FOLDER"));
  }
  CHECK_THAT(run_tollgate({"check", "--project-dir", folder.path()}).out, !ContainsSubstring("manifest.json"));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"lineage"}, {"stats", "export"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--project-dir", folder.path()});
    const Ran ran = run_tollgate(all);
    CHECK(ran.code == 3);
    CHECK_THAT(ran.err, ContainsSubstring("this is no dbt project"));
  }
}

TEST_CASE("a folder that cannot be looked into is no folder without a manifest") {
  const ShopFolder shop(base, head);
  const std::string side = GENERATE("target", "target-base");
  std::filesystem::remove_all(shop.path(side));
  std::filesystem::create_directory_symlink(side, shop.path(side));  // to itself: as closed to root as to others
  const std::string reason = only_outcome(shop, {})["reason"].get<std::string>();
  CHECK_THAT(reason, ContainsSubstring("can't be opened: "));
  CHECK_THAT(reason, ContainsSubstring("let this user read it"));
  CHECK_THAT(reason, !ContainsSubstring("dbt compile"));
}

TEST_CASE("artifacts without their project are judged all the same") {
  const ShopFolder shop(base, head);
  std::filesystem::remove(shop.path("dbt_project.yml"));
  CHECK(shop.check({"--gate", "parse"}).code == 0);
}

TEST_CASE("a misspelt subcommand lists those that there are, and the one that was meant") {
  for (const auto& [words, there_are, meant] :
       {std::tuple(std::vector<std::string>{"waivers", "lst"}, "there are list, check, add", "list"),
        std::tuple(std::vector<std::string>{"policy", "validat"}, "there are validate, show, schema", "validate"),
        std::tuple(std::vector<std::string>{"audit", "exprot"}, "there are append, verify, export", "export"),
        std::tuple(std::vector<std::string>{"stats", "exprot"}, "there are export, import", "export"),
        std::tuple(std::vector<std::string>{"pii", "sugest"}, "there are suggest", "suggest")}) {
    const Ran ran = run_tollgate(words);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err,
               ContainsSubstring("tollgate " + words[0] + ": unknown subcommand \"" + words[1] + "\"; " + there_are));
    CHECK_THAT(ran.err, ContainsSubstring("did you mean \"" + std::string(meant) + "\"?"));
    CHECK_THAT(ran.err, ContainsSubstring("see: tollgate " + words[0] + " --help"));
  }
}

TEST_CASE("whatever is written to a file is tried first: a path that cannot be is wrong usage, and nothing is judged") {
  const ShopFolder shop(base, head);
  const std::string nowhere = shop.path("no/folder/file");
  const std::string folder = shop.path("target");
  for (const auto& [path, remedy] : {std::pair(nowhere, "there is no folder " + shop.path("no/folder")),
                                     std::pair(folder, std::string("it is a folder: name a file in it"))}) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"check", "--format", "json:" + path},
                                                  {"check", "--audit-file", path},
                                                  {"stats", "export", "--output", path},
                                                  {"budget", "--chart", path + ".svg"}}) {
      if (path == folder && words[0] == "budget") continue;
      std::vector<std::string> all = words;
      all.insert(all.end(), {"--project-dir", shop.path()});
      const Ran ran = run_tollgate(all);
      INFO(words[0] << ": " << ran.err);
      CHECK(ran.code == 2);
      CHECK_THAT(ran.err, ContainsSubstring("cannot write " + path));
      CHECK_THAT(ran.err, ContainsSubstring(remedy));
      CHECK_THAT(ran.err, ContainsSubstring(words[words.size() - 2]));  // the option
      CHECK(ran.out.empty());
    }
  }
}

TEST_CASE("a policy may come out of a pipe") {
  const ShopFolder shop(base, head);
  REQUIRE(mkfifo(shop.path("pipe").c_str(), 0600) == 0);
  std::thread writer(
      [&] { shop.write("pipe", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n"); });
  const Ran ran = shop.check({"--policy", shop.path("pipe"), "--format", "json"});
  writer.join();
  CHECK(ran.code == 0);
  CHECK(json::parse(ran.out)["gates"] == json({"parse"}));
}

TEST_CASE("what is no policy is refused by what it is") {
  const ShopFolder shop(base, head);
  std::string path;
  std::string why;
  SECTION("a folder") {
    path = "target";
    why = "Is a directory";
  }
  SECTION("a file that is not there") {
    path = "gone.yml";
    why = "No such file";
  }
  SECTION("a device without an end") {
    path = "/dev/zero";
    why = "at most";
  }
  SECTION("nothing") {
    path = "/dev/null";
    why = "empty";
  }
  SECTION("UTF-16") {
    shop.write("wide.yml", std::string("\xff\xfev\0e\0r\0", 8));
    path = "wide.yml";
    why = "UTF-16";
  }
  SECTION("a program") {
    shop.write("binary", std::string("\x7f"
                                     "ELF\x02\x01\x01\x00",
                                     8));
    path = "binary";
    why = "control character 0x7f";
  }
  const Ran ran = shop.check({"--policy", path.starts_with("/") ? path : shop.path(path)});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring(why));
}

TEST_CASE("a policy with a byte order mark is read") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml",
             "\xEF\xBB\xBFversion: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  CHECK(shop.check().code == 0);
}

TEST_CASE("cases of inspect may come out of a pipe") {
  const Folder folder;
  REQUIRE(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  std::thread writer([&] { folder.write("pipe", "{\"id\": \"one\", \"sql\": \"select 1 as a\", \"schema\": {}}\n"); });
  const Ran ran = run_tollgate({"inspect", "lineage", folder.path("pipe")});
  writer.join();
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("\"one\""));
}

TEST_CASE("a manifest cannot make tollgate read what lies outside of the repository") {
  const ShopFolder shop(base, head);
  json manifest = json::parse(shop.read("target/manifest.json"));
  manifest["nodes"]["model.shop.orders"]["original_file_path"] = "/dev/zero";
  manifest["nodes"]["model.shop.items"]["original_file_path"] = "../../../../../../../../dev/zero";
  shop.write("target/manifest.json", manifest.dump());
  const Ran ran = shop.check({"--gate", "parse", "--format", "json"});
  CHECK(json::parse(ran.out)["verdict"] == "passed");
}
