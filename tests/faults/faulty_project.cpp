#include "tests/faults/faulty_project.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

namespace tollgate::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string name_of(int model) { return "m" + std::to_string(model); }

// The same rows on both sides, by another text.
std::string sql_of(int model, bool head) {
  return std::string("select e.id, e.part, e.note from shop.raw.events e where e.part ") +
         (head ? "is distinct from " : "<> ") + std::to_string(model % 7);
}

json node_of(int model, bool head) {
  const std::string name = name_of(model);
  json node;
  node["unique_id"] = "model.shop." + name;
  node["resource_type"] = "model";
  node["package_name"] = "shop";
  node["name"] = node["alias"] = name;
  node["database"] = "shop";
  node["schema"] = head ? "pr" : "prod";
  node["fqn"] = {"shop", "marts", name};
  node["path"] = name + ".sql";
  node["original_file_path"] = "models/marts/" + name + ".sql";
  node["language"] = "sql";
  node["raw_code"] = node["compiled_code"] = sql_of(model, head);
  node["compiled"] = true;
  node["checksum"] = {{"name", "sha256"}, {"checksum", name + (head ? " head" : " base")}};
  node["config"] = {{"materialized", "table"}, {"enabled", true}};
  node["unrendered_config"] = {{"materialized", "table"}};
  node["columns"] = json::object();
  node["depends_on"] = {{"nodes", json::array()}, {"macros", json::array()}};
  node["relation_name"] = "\"shop\".\"" + node["schema"].get<std::string>() + "\".\"" + name + "\"";
  return node;
}

std::string manifest(int models, bool head) {
  json all;
  all["metadata"] = {{"dbt_schema_version", "https://schemas.getdbt.com/dbt/manifest/v12.json"},
                     {"dbt_version", "1.10.5"},
                     {"project_name", "shop"},
                     {"adapter_type", "postgres"},
                     {"generated_at", head ? "2026-01-06T09:00:00Z" : "2026-01-05T09:00:00Z"}};
  for (const char* key : {"nodes", "sources", "macros", "exposures", "metrics", "disabled"}) all[key] = json::object();
  for (int i = 0; i < models; ++i) all["nodes"]["model.shop." + name_of(i)] = node_of(i, head);
  return all.dump();
}

}  // namespace

FaultyProject::FaultyProject(const Cluster& cluster, int models, const std::string& settings, int rows)
    : FaultyProject(cluster.conninfo("dbname=shop"), models, settings, rows) {}

FaultyProject::FaultyProject(const std::string& conninfo, int models, const std::string& settings, int rows) {
  std::string folder = (fs::temp_directory_path() / "tollgate-faults-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  x_folder = fs::canonical(folder);
  write("dbt_project.yml", "name: shop\n");
  write("target-base/manifest.json", manifest(models, false));
  write("target/manifest.json", manifest(models, true));
  write("tollgate.yml", "version: 1\nwarehouse:\n  base_url: ${TOLLGATE_URL}\n  head_url: ${TOLLGATE_URL}\n" +
                            settings +
                            "layers:\n  marts:\n    select: {path: models}\n    gates:\n      row-count-diff:\n"
                            "      explain:\n      sample:\n      pii-scan: {values: true}\n");
  test::Admin(conninfo + " dbname=postgres").run("create database shop");
  test::Admin shop(conninfo);
  shop.run(
      "create schema raw; create schema prod; create schema pr; create table raw.events as select g as id, g % 11 "
      "as part, '" +
      std::string(canary) + "' as note from generate_series(1, " + std::to_string(rows) + ") g");
  std::string tables;
  for (int i = 0; i < models; ++i) {
    write("models/marts/" + name_of(i) + ".sql", sql_of(i, true) + "\n");
    tables += "create table prod." + name_of(i) + " as " + sql_of(i, false) + "; create table pr." + name_of(i) +
              " as " + sql_of(i, true) + ";";
  }
  shop.run(tables);
  shop.run("analyze");
}

FaultyProject::~FaultyProject() {
  std::error_code ignored;
  fs::remove_all(x_folder, ignored);
}

void FaultyProject::write(const std::string& relative, const std::string& text) const {
  fs::create_directories(fs::path(path(relative)).parent_path());
  std::ofstream(path(relative), std::ios::binary) << text;
}

std::string FaultyProject::read(const std::string& relative) const {
  std::ifstream file(path(relative), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Ran FaultyProject::run(const std::string& conninfo, const std::vector<std::string>& arguments) const {
  fs::remove(path("report.json"));
  fs::remove(path("report.xml"));
  std::vector<std::string> command{"timeout",       "120",
                                   TOLLGATE_BINARY, "check",
                                   "--project-dir", x_folder,
                                   "--format",      "terminal",
                                   "--format",      "json:" + path("report.json"),
                                   "--format",      "junit:" + path("report.xml")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto result =
      change::run_process(command, {.text = {}, .environment = {"TOLLGATE_URL=" + conninfo}, .on_output = {}});
  INFO(result.output << result.errors);
  CHECK((result.exit_code >= 0 && result.exit_code <= 3));
  const std::string all = result.output + result.errors + read("report.json") + read("report.xml");
  CHECK_THAT(all, !ContainsSubstring(canary) && !ContainsSubstring("secret"));
  const bool unjudged = report().find("\"verdict\": \"unjudged\"") != std::string::npos;
  CHECK(unjudged == (result.exit_code == 3));
  CHECK(unjudged == (read("report.xml").find("<error") != std::string::npos));
  return {result.exit_code, result.output, result.errors};
}

std::map<std::string, int> FaultyProject::outcomes() const {
  std::map<std::string, int> found;
  const json all = json::parse(report());
  for (const auto& outcome : all["outcomes"]) {
    ++found[outcome["gate"].get<std::string>() + " " + outcome["status"].get<std::string>()];
  }
  return found;
}

}  // namespace tollgate::tests
