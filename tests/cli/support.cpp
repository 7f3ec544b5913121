#include "tests/cli/support.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "change/process.hpp"
#include "cli/commands.hpp"
#include "core/day.hpp"
#include "tests/catch.hpp"

namespace tollgate::tests {

namespace fs = std::filesystem;
using nlohmann::json;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "tollgate-cli-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  x_path = fs::canonical(name);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(x_path, ignored);
}

std::string Folder::path(const std::string& relative) const {
  return relative.empty() ? x_path.string() : (x_path / relative).string();
}

void Folder::write(const std::string& relative, const std::string& text) const {
  fs::create_directories((x_path / relative).parent_path());
  std::ofstream(x_path / relative, std::ios::binary) << text;
}

std::string Folder::read(const std::string& relative) const {
  std::ifstream file(x_path / relative, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Folder::has(const std::string& relative) const { return fs::exists(x_path / relative); }

std::vector<std::string> Folder::list(const std::string& relative) const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(x_path / relative)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string Folder::commit(const std::string& message) const {
  const auto git = [&](std::vector<std::string> arguments) {
    std::vector<std::string> command{"git", "-C", path(), "-c", "user.name=t", "-c", "user.email=t@example.com"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const change::ProcessResult result = change::run_process(command);
    INFO(result.errors);
    REQUIRE(result.exit_code == 0);
    return result.output.substr(0, result.output.find('\n'));
  };
  if (!has(".git")) git({"init", "--quiet"});
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "--message", message});
  return git({"rev-parse", "HEAD"});
}

namespace {

json node_of(const Model& model, const std::string& schema) {
  json node;
  node["unique_id"] = "model.shop." + model.name;
  node["resource_type"] = "model";
  node["package_name"] = "shop";
  node["name"] = node["alias"] = model.name;
  node["database"] = "shop";
  node["schema"] = schema;
  node["fqn"] = {"shop", "marts", model.name};
  node["path"] = (model.folder + "/" + model.name + ".sql").substr(model.folder.find('/') + 1);
  node["original_file_path"] = model.folder + "/" + model.name + ".sql";
  node["language"] = "sql";
  node["raw_code"] = model.sql;
  node["compiled"] = true;
  node["compiled_code"] = model.sql;
  node["checksum"] = {{"name", "sha256"}, {"checksum", std::to_string(std::hash<std::string>{}(model.sql))}};
  node["config"] = {{"materialized", model.materialized}, {"enabled", true}};
  node["unrendered_config"] = {{"materialized", model.materialized}};
  node["columns"] = json::object();
  node["depends_on"] = {{"nodes", json::array()}, {"macros", json::array()}};
  for (const std::string& parent : model.parents) node["depends_on"]["nodes"].push_back("model.shop." + parent);
  if (model.materialized != "ephemeral") {
    node["relation_name"] = R"("shop".")" + schema + R"(".")" + model.name + R"(")";
  }
  return node;
}

}  // namespace

std::string manifest(const std::vector<Model>& models, const std::string& schema) {
  json all;
  all["metadata"] = {{"dbt_schema_version", "https://schemas.getdbt.com/dbt/manifest/v12.json"},
                     {"dbt_version", "1.10.5"},
                     {"project_name", "shop"},
                     {"adapter_type", "postgres"},
                     {"generated_at", schema == "prod" ? "2026-01-05T09:00:00Z" : "2026-01-06T09:00:00Z"}};
  for (const char* key : {"nodes", "sources", "macros", "exposures", "metrics", "disabled"}) all[key] = json::object();
  for (const Model& model : models) all["nodes"]["model.shop." + model.name] = node_of(model, schema);
  return all.dump();
}

std::string no_results() {
  return R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json",)"
         R"( "generated_at": "2026-01-06T09:00:00Z"}, "args": {"which": "test"}, "results": []})";
}

Ran run_tollgate(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment,
                 const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const cli::Streams streams{.out = out,
                             .err = err,
                             .environment = [&](std::string_view name) -> std::optional<std::string> {
                               const auto found = environment.find(std::string(name));
                               return found == environment.end() ? std::nullopt : std::optional(found->second);
                             },
                             .random_token = "0123456789abcdef0123456789abcdef",
                             .in = &in,
                             .today = *day_from("2026-01-06")};
  const int code = cli::run(arguments, streams);
  return {code, out.str(), err.str()};
}

ShopFolder::ShopFolder(const std::vector<Model>& base, const std::vector<Model>& head) {
  write("dbt_project.yml", "name: shop\n");
  write("target-base/manifest.json", manifest(base, "prod"));
  write("target/manifest.json", manifest(head, "pr"));
  write("target/run_results.json", no_results());
  for (const Model& model : head) write(model.folder + "/" + model.name + ".sql", model.sql + "\n");
}

Ran ShopFolder::check(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment) const {
  std::vector<std::string> all{"check", "--project-dir", path()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_tollgate(all, environment);
}

}  // namespace tollgate::tests
