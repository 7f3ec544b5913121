// `tollgate init` on real folders and git repositories. The policy that it writes for the shop is a golden:
// TOLLGATE_UPDATE_GOLDENS=1 rewrites it; read the difference before you commit it.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "cli/arguments.hpp"
#include "cli/init/gate_words.hpp"
#include "core/policy.hpp"
#include "gates/all.hpp"
#include "policy/load.hpp"
#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/cli/init_shop.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using namespace tollgate::tests;
using namespace tollgate::tests::setup;

namespace {

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
