// What dbt writes in the most usual CI, `dbt build --select state:modified+ --defer`, on the artifacts of real dbt: the
// manifest of head without compiled_code of what was not selected, and base compiled where incremental tables exist.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "cli/changed_variables.hpp"
#include "dbt/changes.hpp"
#include "dbt/variables.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path artifacts = fs::path(TOLLGATE_SOURCE_DIR) / "fixtures/shop/artifacts";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Both sides of one of the shop's pull requests, alone: no project and no history.
class PullRequest : public Folder {
 public:
  explicit PullRequest(const std::string& name) {
    for (const auto& [from, to] : {std::pair(std::string("base"), "target-base"), std::pair(name, "target")}) {
      for (const char* file : {"manifest.json", "catalog.json"}) {
        if (fs::exists(artifacts / from / file)) write(std::string(to) + "/" + file, text_of(artifacts / from / file));
      }
    }
  }

  void change(const std::string& side, const std::function<void(json& nodes)>& edit) const {
    json manifest = json::parse(read(side + "/manifest.json"));
    edit(manifest["nodes"]);
    write(side + "/manifest.json", manifest.dump());
  }

  /// dbt's state:modified+: the changed models, and all below them.
  std::set<std::string> selected() const {
    const dbt::Project base = dbt::load_project(path("target-base"));
    const dbt::Project head = dbt::load_project(path("target"));
    const dbt::Changes changes = dbt::find_changes(base, head);
    std::set<std::string> ids;
    for (const dbt::Change& change : changes.changed) ids.insert(change.unique_id);
    for (const dbt::Downstream& below : changes.downstream) ids.insert(below.unique_id);
    return ids;
  }

  /// As dbt writes head when it builds the selection alone; how many models it left out.
  int build_selected_only() const {
    const std::set<std::string> built = selected();
    int left_out = 0;
    change("target", [&](json& nodes) {
      for (auto& [id, node] : nodes.items()) {
        if (built.count(id) > 0 || node["resource_type"] == "test") continue;
        left_out += node["resource_type"] == "model" && node.contains("compiled_code") ? 1 : 0;
        for (const char* key : {"compiled", "compiled_code", "compiled_path", "extra_ctes", "extra_ctes_injected"}) {
          node.erase(key);
        }
      }
    });
    return left_out;
  }

  /// As dbt compiles base in production: the incremental tables are there.
  void build_base_again() const {
    change("target-base", [](json& nodes) {
      append(nodes["model.shop.fct_order_items"],
             "\nwhere i.created_at > (select max(created_at) - interval '3 days' from ");
      append(nodes["model.shop.fct_sessions"], "\nwhere s.session_started_at > (select max(session_started_at) from ");
    });
  }

  /// What the static gates say, the words about the artifacts themselves left out.
  json judged(int& code) const {
    std::vector<std::string> arguments{"check",  "--project-dir", path(), "--base", path("target-base"),
                                       "--head", path("target")};
    for (const char* gate : {"parse", "lineage-diff", "references", "pii-scan"}) {
      arguments.insert(arguments.end(), {"--gate", gate});
    }
    const Ran ran = run_tollgate([&] {
      arguments.insert(arguments.end(), {"--format", "json"});
      return arguments;
    }());
    INFO(ran.err);
    code = ran.code;
    json report = json::parse(ran.out);
    return {{"findings", report["findings"]}, {"outcomes", report["outcomes"]}};
  }

 private:
  static void append(json& node, const std::string& filter) {
    REQUIRE(node["raw_code"].get<std::string>().find("is_incremental()") != std::string::npos);
    node["compiled_code"] =
        node["compiled_code"].get<std::string>() + filter + node["relation_name"].get<std::string>() + ")\n";
  }
};

}  // namespace

TEST_CASE("slim CI: what head did not build is judged as if it had been compiled") {
  const std::string name =
      GENERATE("pii-rename-upstream", "fanout-join", "clean-refactor", "invented-column", "macro-change", "pii-rename");
  CAPTURE(name);
  const PullRequest whole(name);
  const PullRequest slim(name);
  CHECK(slim.build_selected_only() > 10);
  int code_of_whole = 0, code_of_slim = 0;
  const json expected = whole.judged(code_of_whole);
  const json found = slim.judged(code_of_slim);
  CHECK(code_of_slim == code_of_whole);
  CHECK(found["findings"] == expected["findings"]);
  CHECK(found["outcomes"] == expected["outcomes"]);
}

TEST_CASE("slim CI: incremental models that only base compiled with their table there make no finding") {
  const std::string name = GENERATE("fanout-join", "clean-refactor", "macro-change");
  const bool selected_only = GENERATE(false, true);
  CAPTURE(name, selected_only);
  const PullRequest first_builds(name);
  const PullRequest usual(name);
  usual.build_base_again();
  if (selected_only) usual.build_selected_only();
  int code_of_first = 0, code_of_usual = 0;
  const json expected = first_builds.judged(code_of_first);
  const json found = usual.judged(code_of_usual);
  CHECK(code_of_usual == code_of_first);
  CHECK(found["findings"] == expected["findings"]);
  CHECK(found["outcomes"] == expected["outcomes"]);
}

TEST_CASE("slim CI: which code reads variables, and which lines are variables") {
  CHECK(dbt::reads_variables("select {{ var('rate') }}"));
  CHECK(dbt::reads_variables("{{env_var('A')}} {{var(\"rate\", 2)}}"));
  CHECK_FALSE(dbt::reads_variables("select {{ env_var('A') }}, variance(x), var"));
  CHECK(dbt::reads_variables("{{ var ('rate') }}"));
  CHECK(cli::variables_in("'vars' :\n  rate: 7\n") == "'vars' :\n  rate: 7\n");
  const std::string project =
      "name: shop\nvars:  # of all\n  rate: 7\n\n  # a comment\n  shop:\n    from: '2020 # 1'\nmodels:\n  shop: {}\n";
  CHECK(cli::variables_in(project) == "vars:\n  rate: 7\n  shop:\n    from: '2020 # 1'\n");
  CHECK(cli::variables_in("vars: {rate: 7,\n  from: 1\n}\nname: shop").starts_with("vars: {rate: 7,"));
  CHECK(cli::variables_in("vars: {rate: 7,\n  from: 1\n}\nname: shop").ends_with("from: 1\n}\n"));
  CHECK(cli::variables_in("name: vars\nmodels:\n  vars: 1\n").empty());
  CHECK(cli::variables_in("").empty());
}

TEST_CASE("slim CI: base's SQL does not stand for a model whose variables the change edits") {
  const bool by_macro = GENERATE(false, true);
  const std::string raw = by_macro ? "select {{ rate() }} as id" : "select {{ var('rate') }} as id";
  const ShopFolder shop({{.name = "orders"}, {.name = "items"}}, {{.name = "orders"}, {.name = "items"}});
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  shop.write("models/marts/items.sql", raw + "\n");
  const std::string project = shop.read("dbt_project.yml");
  shop.write("dbt_project.yml", project + "\nvars:\n  rate: 7\n");
  for (const std::string side : {"target-base", "target"}) {
    json manifest = json::parse(shop.read(side + "/manifest.json"));
    json& items = manifest["nodes"]["model.shop.items"];
    items["raw_code"] = raw;
    if (by_macro) {
      items["depends_on"]["macros"] = {"macro.shop.rate"};
      manifest["macros"]["macro.shop.rate"] = {{"unique_id", "macro.shop.rate"},
                                               {"package_name", "shop"},
                                               {"name", "rate"},
                                               {"macro_sql", "{% macro rate() %}{{ var('rate') }}{% endmacro %}"},
                                               {"depends_on", {{"macros", json::array()}}}};
    }
    if (side == "target") items.erase("compiled_code");
    shop.write(side + "/manifest.json", manifest.dump());
  }
  const std::string before = shop.commit();
  shop.write("dbt_project.yml", project + "\nvars:\n  rate: 7  # in percent\n# done\n");
  shop.commit();
  CHECK(shop.check({"--base-sha", before}).code == 0);
  shop.write("dbt_project.yml", project + "\nvars:\n  rate: 8\n");
  shop.commit();
  const Ran ran = shop.check({"--base-sha", before, "--format", "json"});
  CHECK(ran.code == 3);
  const json outcome = json::parse(ran.out)["outcomes"].back();
  CHECK(outcome["gate"] == "artifacts");
  CHECK(outcome["subject"] == "model.shop.items");
  CHECK_THAT(outcome["reason"].get<std::string>(), ContainsSubstring("this change edits `vars` of dbt_project.yml"));
}
