// `tollgate init` on real folders and git repositories. The policy that it writes for the shop is a golden:
// TOLLGATE_UPDATE_GOLDENS=1 rewrites it; read the difference before you commit it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "change/process.hpp"
#include "cli/arguments.hpp"
#include "cli/init/gate_words.hpp"
#include "core/policy.hpp"
#include "gates/all.hpp"
#include "policy/load.hpp"
#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using tollgate::tests::Folder;
using tollgate::tests::Model;
using tollgate::tests::Ran;
using tollgate::tests::run_tollgate;

namespace {

fs::path source(const std::string& relative) { return fs::path(TOLLGATE_SOURCE_DIR) / relative; }

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool tells(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Ran init(const Folder& folder, std::vector<std::string> arguments = {}, const std::string& project = "",
         const std::map<std::string, std::string>& environment = {}) {
  arguments.insert(arguments.begin(), {"init", "--project-dir", folder.path(project)});
  return run_tollgate(arguments, environment);
}

Policy policy_of(const std::string& text) {
  policy::Loaded loaded = policy::load(text, "tollgate.yml", gates::all, [](auto) { return std::nullopt; });
  INFO(text);
  for (const Diagnostic& problem : loaded.problems) UNSCOPED_INFO(to_text(problem));
  REQUIRE(loaded.policy);
  return std::move(*loaded.policy);
}

const Layer& layer_of(const Policy& policy, const std::string& name) {
  const auto at = std::ranges::find(policy.layers, name, &Layer::name);
  REQUIRE(at != policy.layers.end());
  return *at;
}

void check_same_gates(const Layer& written, const Layer& preset) {
  REQUIRE(written.gates.size() == preset.gates.size());
  for (const auto& [id, settings] : preset.gates) {
    INFO(id);
    REQUIRE(written.gates.count(id) == 1);
    CHECK(written.gates.at(id).options.values() == settings.options.values());
    CHECK(written.gates.at(id).severity == settings.severity);
  }
}

void check_same_demands(const Layer& written, const Layer& preset) {
  INFO(written.name);
  CHECK(written.review.approvals == preset.review.approvals);
  CHECK(written.review.by == preset.review.by);
  CHECK(written.merge_window == preset.merge_window);
  CHECK(written.rollback_sla == preset.rollback_sla);
  CHECK(written.waiver_lifetime == preset.waiver_lifetime);
  check_same_gates(written, preset);
}

/// The shop without its own policy, as a git repository.
class Shop : public Folder {
 public:
  Shop() {
    fs::copy(source("fixtures/shop/project"), path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    fs::remove(path("tollgate.yml"));
    fs::remove(path("tollgate-roles.yml"));
    write("target/manifest.json", read(source("fixtures/shop/artifacts/base/manifest.json")));
    commit();
  }
};

void write_project(const Folder& folder, const std::string& prefix = "", const std::string& more = "") {
  folder.write(prefix + "dbt_project.yml", "name: shop\nprofile: shop\n" + more);
}

void write_models(const Folder& folder, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) folder.write(path, "select 1 as id\n");
}

std::string git(const Folder& folder, std::vector<std::string> arguments, const std::string& at = "") {
  arguments.insert(arguments.begin(),
                   {"git", "-C", folder.path(at), "-c", "user.name=t", "-c", "user.email=t@example.com"});
  const change::ProcessResult ran = change::run_process(arguments);
  INFO(ran.errors);
  REQUIRE(ran.exit_code == 0);
  return ran.output.substr(0, ran.output.find('\n'));
}

}  // namespace

TEST_CASE("init: the policy for the shop is the golden, valid, and selects every model") {
  const Shop shop;
  const Ran ran = init(shop);
  INFO(ran.out << ran.err);
  REQUIRE(ran.code == 0);
  const fs::path golden = source("fixtures/init/shop.yml");
  const char* update = std::getenv("TOLLGATE_UPDATE_GOLDENS");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(golden, std::ios::binary) << shop.read("tollgate.yml");
  }
  CHECK(shop.read("tollgate.yml") == read(golden));
  CHECK(run_tollgate({"policy", "validate", "--project-dir", shop.path()}).code == 0);
  CHECK(tells(ran.out, "metrics 7, marts 17, intermediate 7, staging 18\n"));
  CHECK(tells(ran.out, "  schemas   prod (43), prod_finance (2), prod_snapshots (1)\n"));
  CHECK(tells(ran.out, "44 columns are tagged, by meta.pii (42), tag pii (2)"));
}

TEST_CASE("init: each layer demands what the preset's layer does") {
  for (const std::string_view preset : policy::preset_names()) {
    const Shop shop;
    REQUIRE(init(shop, {"--preset", std::string(preset)}).code == 0);
    const Policy written = policy_of(shop.read("tollgate.yml"));
    const Policy expected = policy::preset(preset, gates::all);
    for (const char* name : {"staging", "intermediate", "marts", "metrics"}) {
      check_same_demands(layer_of(written, name), layer_of(expected, name));
    }
    CHECK(written.llm.rollback_rate == expected.llm.rollback_rate);
    CHECK(written.llm.halve_limits == expected.llm.halve_limits);
  }
}

TEST_CASE("init: a layer that is not there is left out, and what it demands goes on to the next") {
  const Folder folder;
  write_project(folder);
  write_models(folder, {"models/staging/stg_a.sql", "models/marts/b.sql"});
  REQUIRE(init(folder).code == 0);
  const Policy written = policy_of(folder.read("tollgate.yml"));
  const Policy expected = policy::preset("standard", gates::all);
  REQUIRE(written.layers.size() == 2);
  check_same_demands(layer_of(written, "marts"), layer_of(expected, "marts"));
  check_same_demands(layer_of(written, "staging"), layer_of(expected, "staging"));
}

TEST_CASE("init: a second run changes nothing, and what is there is never overwritten") {
  const Shop shop;
  REQUIRE(init(shop, {"--ci", "github"}).code == 0);
  const std::string policy = shop.read("tollgate.yml");
  const Ran again = init(shop, {"--ci", "github"});
  CHECK(again.code == 0);
  CHECK(tells(again.out, "tollgate.yml                          is there already, just so"));
  CHECK(git(shop, {"status", "--porcelain", "--untracked-files=all"}) == "?? .github/workflows/tollgate-review.yml");

  shop.write("tollgate.yml", "version: 1\n# mine\n");
  CHECK(tells(init(shop).out, "is there and stays as it is"));
  CHECK(shop.read("tollgate.yml") == "version: 1\n# mine\n");
  CHECK_FALSE(shop.has("tollgate.yml.suggested"));
  CHECK(init(shop, {"--beside"}).code == 0);
  CHECK(shop.read("tollgate.yml") == "version: 1\n# mine\n");
  CHECK(shop.read("tollgate.yml.suggested") == policy);
}

TEST_CASE("init: says so where git would take the base's artifacts along") {
  const Folder folder;
  write_project(folder);
  folder.commit();
  CHECK(tells(init(folder).out, "echo target-base/ >> .gitignore"));
  folder.write(".gitignore", "target-base/\n");
  CHECK_FALSE(tells(init(folder).out, ".gitignore"));
}

TEST_CASE("init: a link that leads nowhere is not written through") {
  const Folder folder;
  write_project(folder);
  fs::create_symlink(folder.path("elsewhere"), folder.path("tollgate.yml"));
  CHECK(init(folder).code == 0);
  CHECK_FALSE(folder.has("elsewhere"));
}

TEST_CASE("init: --dry-run prints all and writes nothing") {
  const Shop shop;
  const Ran ran = init(shop, {"--dry-run", "--ci", "gitlab"});
  CHECK(ran.code == 0);
  for (const char* file : {"tollgate.yml", "tollgate-roles.yml", ".gitlab/tollgate.yml", ".gitlab-ci.yml"}) {
    CHECK(tells(ran.out, "# ---- " + std::string(file) + ": would be written"));
    CHECK_FALSE(shop.has(file));
  }
  CHECK(tells(ran.out, "\nlayers:\n"));
}

TEST_CASE("init: folders by other words, names, tags, and many folders of one name") {
  const Folder folder;
  write_project(folder, "", "models:\n  shop:\n    odd:\n      +tags: [layer_metrics]\n");
  write_models(folder, {"models/01_bronze/a.sql", "models/common_mart/b.sql", "models/quality/raw/c.sql",
                        "models/x/int_d.sql", "models/a/stg/1.sql", "models/b/stg/2.sql", "models/c/stg/3.sql",
                        "models/d/stg/4.sql", "models/odd/e.sql"});
  REQUIRE(init(folder).code == 0);
  const Policy written = policy_of(folder.read("tollgate.yml"));
  CHECK(layer_of(written, "staging").select.path == std::vector<std::string>{"models/*/stg", "models/01_bronze"});
  CHECK(layer_of(written, "marts").select.path == std::vector<std::string>{"models/common_mart"});
  CHECK(layer_of(written, "intermediate").select.path == std::vector<std::string>{"*/int_*"});
  CHECK(layer_of(written, "metrics").select.tag == std::vector<std::string>{"layer_metrics"});
  CHECK(tells(folder.read("tollgate.yml"), "# - models/quality (1)"));
}

TEST_CASE("init: without marts, what no folder explains has the demands of marts, not of staging") {
  const Folder folder;
  write_project(folder);
  write_models(folder, {"models/staging/stg_a.sql", "models/customers.sql", "models/finance/ledger.sql"});
  REQUIRE(init(folder).code == 0);
  const Policy written = policy_of(folder.read("tollgate.yml"));
  check_same_demands(layer_of(written, "others"), layer_of(policy::preset("standard", gates::all), "marts"));
  ModelKey model;
  model.path = "models/finance/ledger.sql";
  CHECK(written.settings_for(model).layer == "others");
}

TEST_CASE("init: an unknown layout has a layer per top folder, and says that it knows no better") {
  const Folder folder;
  write_project(folder);
  write_models(folder, {"models/sales/a.sql", "models/we \"ird*/b.sql", "models/fin ance/c.sql", "models/d.sql"});
  const Ran ran = init(folder);
  INFO(ran.out << ran.err);
  REQUIRE(ran.code == 0);
  CHECK(tells(ran.out, "no usual folder names"));
  const Policy written = policy_of(folder.read("tollgate.yml"));
  REQUIRE(written.layers.size() == 3);
  CHECK(written.layers.back().select.path == std::vector<std::string>{"models"});
  check_same_demands(layer_of(written, "sales"), layer_of(policy::preset("standard", gates::all), "marts"));
  CHECK(tells(folder.read("tollgate.yml"), "No folder, name or tag here says staging"));
}

TEST_CASE("init: a project without models gets the preset's layers") {
  const Folder folder;
  write_project(folder);
  REQUIRE(init(folder).code == 0);
  const Policy written = policy_of(folder.read("tollgate.yml"));
  const Policy expected = policy::preset("standard", gates::all);
  REQUIRE(written.layers.size() == expected.layers.size());
  for (const Layer& layer : expected.layers) CHECK(layer_of(written, layer.name).select == layer.select);
  CHECK(tells(folder.read("tollgate.yml"), "\npreset: standard\n"));
  CHECK_FALSE(tells(folder.read("tollgate.yml"), "layers:"));
}

TEST_CASE("init: the policy says what of it to change first, as this project needs it") {
  const auto first_of = [](const Folder& folder) {
    REQUIRE(init(folder).code == 0);
    const std::string text = folder.read("tollgate.yml");
    return text.substr(0, text.find("version: 1"));
  };
  const Shop shop;
  const std::string known = first_of(shop);
  CHECK(tells(known, "1. tollgate-roles.yml: who is data-pm, senior-data-engineer?"));
  CHECK(tells(known, "2. merge_window: \"Mon-Fri 09:00-17:00[UTC]\" is a guess"));
  CHECK_FALSE(tells(known, "layers:"));
  CHECK_FALSE(tells(known, "the database:"));

  const Folder bare;
  write_project(bare);
  write_models(bare, {"models/staging/a.sql", "models/ledger.sql"});
  const std::string unknown = first_of(bare);
  CHECK(tells(unknown, "1. the database: no manifest, profile or requirements file says which it is"));
  CHECK(tells(unknown, "2. layers: 1 model that no folder, name or tag places: see `others`."));
  CHECK(tells(unknown, "no manifest was there to read"));
  CHECK(tells(init(bare, {"--dry-run"}).out, "taken for postgres. Without a database work: parse, compile, test"));

  const Folder staging;
  write_project(staging);
  write_models(staging, {"models/staging/a.sql"});
  CHECK_FALSE(tells(first_of(staging), "merge_window"));
  CHECK_FALSE(tells(staging.read("tollgate-roles.yml"), "senior-data-engineer:"));
}

TEST_CASE("init: a layer that selects nothing is not written") {
  const Folder folder;
  write_project(folder, "", "models:\n  shop:\n    marts:\n      +tags: [layer_intermediate]\n");
  write_models(folder, {"models/marts/a.sql", "models/staging/b.sql"});
  folder.write("models/metrics/revenue.yml", "metrics: []\n");
  REQUIRE(init(folder).code == 0);
  const Policy written = policy_of(folder.read("tollgate.yml"));
  std::vector<std::string> names;
  for (const Layer& layer : written.layers) names.push_back(layer.name);
  CHECK(names ==
        std::vector<std::string>{"metrics", "marts", "staging"});  // metrics are no models, and their YAML is there
  CHECK_FALSE(tells(folder.read("tollgate.yml"), "# 0 today"));
}

TEST_CASE("init: every gate has a few words behind it") {
  for (const Gate* gate : gates::all) {
    INFO(gate->id);
    CHECK_FALSE(cli::init::words_for_gate(gate->id).empty());
    CHECK(cli::init::words_for_gate(gate->id).size() <= 40);
  }
}

TEST_CASE("init: another adapter's policy asks no database, and both say so") {
  const Folder folder;
  write_project(folder);
  write_models(folder, {"models/marts/a.sql"});
  folder.write("requirements.txt", "dbt-core\ndbt-snowflake==1.9\n");
  const Ran ran = init(folder);
  CHECK(tells(ran.out, "snowflake: tollgate asks PostgreSQL only"));
  const Policy written = policy_of(folder.read("tollgate.yml"));
  for (const Layer& layer : written.layers) {
    for (const auto& [id, settings] : layer.gates) CHECK_FALSE(find_gate(gates::all, id)->needs.warehouse);
  }
  CHECK(tells(folder.read("tollgate.yml"), "Left out below: row-count-diff"));
  CHECK_FALSE(tells(folder.read("tollgate.yml"), "TOLLGATE_BASE_URL"));
}

TEST_CASE("init: aliases, Jinja and names with control characters in dbt's own files do no harm") {
  const Folder folder;
  folder.write("dbt_project.yml",
               "name: shop\nprofile: \"a\\e[31m\\nb\"\nmodel-paths: [\"{{ var('x') }}\", ../out, models]\n"
               "x: &common\n  +tags: [\"{{ y }}\"]\nmodels:\n  shop:\n    one: *common\n    two:\n      <<: *common\n");
  write_models(folder, {"models/staging/a.sql"});
  const Ran ran = init(folder);
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(tells(ran.out, "staging 1"));
  CHECK(tells(ran.out, "profile a?[31m?b"));
  CHECK_FALSE(tells(ran.out + folder.read("tollgate.yml"), "\x1b"));
}

TEST_CASE("init: targets come from profiles.yml, never its values") {
  const Folder folder;
  write_project(folder);
  folder.write(
      "home/.dbt/profiles.yml",
      "shop:\n  target: dev\n  outputs:\n    prod: &a\n      type: postgres\n      password: geheim\n    dev:\n"
      "      <<: *a\n      schema: dev\n");
  const Ran ran = init(folder, {}, "", {{"HOME", folder.path("home")}});
  CHECK(tells(ran.out, "profile shop in ~/.dbt/profiles.yml (targets prod, dev)"));
  CHECK(tells(folder.read("tollgate.yml"), "dbt_profile: {profile: shop, base_target: prod, target: dev}"));
  CHECK_FALSE(tells(ran.out + ran.err + folder.read("tollgate.yml"), "geheim"));
}

TEST_CASE("init: a manifest that cannot be read is told, and the folders count") {
  const Folder folder;
  write_project(folder);
  write_models(folder, {"models/staging/a.sql"});
  folder.write("target/manifest.json", "{");
  const Ran ran = init(folder);
  CHECK(ran.code == 0);
  CHECK(tells(ran.out, "target/manifest.json is left aside"));
  CHECK(tells(ran.out, "staging 1"));
}

TEST_CASE("init: no dbt project, or one that is no YAML, is wrong usage") {
  const Folder folder;
  CHECK(init(folder).code == 2);
  folder.write("dbt_project.yml", "name: [\n");
  const Ran ran = init(folder);
  CHECK(ran.code == 2);
  CHECK(tells(ran.err, "dbt_project.yml:"));
  CHECK_FALSE(folder.has("tollgate.yml"));
}

// --- CI ---

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

// --- the hook ---

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
