#include <nlohmann/json.hpp>
#include <set>

#include "bench/generate/artifacts.hpp"
#include "bench/generate/edits.hpp"
#include "dbt/catalog.hpp"
#include "dbt/project.hpp"
#include "sql/parse.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;

namespace {

constexpr std::size_t models = 60;

/// Base, and head after the edits; the ids that the edits touched.
std::vector<std::string> make(const Folder& folder, const bench::Edits& edits, std::uint64_t seed = 7) {
  bench::Plan plan = bench::make_plan(models, seed);
  bench::write_artifacts(plan, {{}, "2026-01-01"}, folder.path("target-base"));
  std::vector<std::string> touched = bench::apply(edits, seed, plan);
  bench::write_artifacts(plan, {{.schema = "pr_17"}, "2026-01-02"}, folder.path("target"));
  folder.write("tollgate.yml", bench::policy_text());
  return touched;
}

nlohmann::json report_of(const Folder& folder, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"check", "--project-dir", folder.path(), "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return nlohmann::json::parse(run_tollgate(arguments).out);
}

}  // namespace

TEST_CASE("a made-up project is read like dbt's own") {
  const Folder folder;
  make(folder, {});
  const dbt::Project project = dbt::load_project(folder.path("target"));
  CHECK(project.warnings.empty());
  std::set<std::string> materialized;
  std::size_t found = 0;
  for (const auto& [id, node] : project.nodes) {
    if (node.type != dbt::ResourceType::model) continue;
    ++found;
    materialized.insert(node.config.materialized);
    INFO(id);
    CHECK(node.compiled);
    CHECK_FALSE(sql::check_syntax(node.compiled_code));
    for (const std::string& parent : node.depends_on) {
      CHECK((project.find_node(parent) != nullptr || project.sources.count(parent) == 1));
    }
  }
  CHECK(found == models);
  CHECK(materialized.count("incremental") == 1);
  CHECK(project.macros.size() > 500);
  CHECK_FALSE(project.exposures.empty());
  CHECK_FALSE(project.semantics.empty());
  CHECK_FALSE(dbt::load_catalog(folder.path("target/catalog.json")).entries.empty());
}

TEST_CASE("the same seed gives the same bytes, another one another project") {
  const Folder one, again, other;
  make(one, {.percent = 10});
  make(again, {.percent = 10});
  make(other, {.percent = 10}, 8);
  for (const char* file : {"target/manifest.json", "target/catalog.json", "target/run_results.json"}) {
    CHECK(one.read(file) == again.read(file));
    CHECK(one.read(file) != other.read(file));
  }
}

TEST_CASE("a made-up project without edits passes, and nothing of it changed") {
  const Folder folder;
  make(folder, {});
  const nlohmann::json report = report_of(folder);
  CHECK(report["exit_code"] == 0);
  CHECK(report["models"].empty());
}

TEST_CASE("of all models, also unchanged ones, no gate finds an error") {
  const Folder folder;
  make(folder, {});
  const nlohmann::json report = report_of(folder, {"--all"});
  CHECK(report["counts"]["errors"] == 0);
  CHECK(report["models"].size() == models);
  for (const auto& outcome : report["outcomes"]) {
    INFO(outcome.dump());
    CHECK(outcome["status"] != "errored");
  }
}

TEST_CASE("an error that is planted among made-up models is found, and where") {
  const Folder folder;
  const std::vector<std::string> touched = make(folder, {.percent = 5, .hub = true, .broken = true});
  const nlohmann::json report = report_of(folder);
  CHECK(report["exit_code"] == 1);
  std::set<std::string> refused;
  for (const auto& outcome : report["outcomes"]) {
    if (outcome["gate"] == "references" && outcome["status"] == "failed") refused.insert(outcome["subject"]);
  }
  CHECK(refused == std::set<std::string>{touched.front()});
}

TEST_CASE("a large change is told alike whatever the number of threads") {
  const Folder folder;
  make(folder, {.percent = 30, .hub = true});
  const nlohmann::json one = report_of(folder, {"--jobs", "1"});
  CHECK_FALSE(one["findings"].empty());
  CHECK(one == report_of(folder, {"--jobs", "4"}));
}
