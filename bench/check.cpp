// `tollgate check` without database gates on a project of at least 1,000 models, made from the shop's base artifacts by
// copying every node under new names. Prints the time of each phase, the whole, and peak memory against manifest size.
//
//   bench_check [COPIES]     COPIES of the shop (default: enough for 1,000 models)
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "dbt/changes.hpp"
#include "dbt/project.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

json read_json(const fs::path& path) {
  std::ifstream file(path);
  return json::parse(file);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// One copy of all nodes: every schema gets a suffix, every unique_id a suffix, so that copies do not meet.
void add_copy(const json& shop, int copy, bool edited, json& into) {
  const std::string suffix = "_c" + std::to_string(copy);
  std::string text = shop["nodes"].dump();
  for (const auto& [id, node] : shop["nodes"].items()) replace_all(text, "\"" + id + "\"", "\"" + id + suffix + "\"");
  const json nodes = json::parse(text);
  for (const auto& [id, original] : nodes.items()) {
    json node = original;
    node["unique_id"] = id;
    node["name"] = node["name"].get<std::string>() + suffix;
    if (node["relation_name"].is_string()) {
      std::string relation = node["relation_name"];
      relation.insert(relation.size() - 1, suffix);
      node["relation_name"] = relation;
    }
    if (edited && node["resource_type"] == "model" && node["compiled_code"].is_string()) {
      const std::string note = "\n-- edited\n";
      node["raw_code"] = node["raw_code"].get<std::string>() + note;
      node["compiled_code"] = node["compiled_code"].get<std::string>() + note;
    }
    into["nodes"][id] = node;
  }
}

void write_side(const json& shop, int copies, bool head, const fs::path& folder) {
  json project = shop;
  project["nodes"] = json::object();
  for (const char* key : {"parent_map", "child_map", "exposures", "metrics", "semantic_models", "unit_tests"}) {
    project[key] = json::object();
  }
  for (int copy = 0; copy < copies; ++copy) add_copy(shop, copy, head && copy % 20 == 0, project);
  fs::create_directories(folder);
  std::ofstream(folder / "manifest.json") << project;
}

double milliseconds(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Measured {
  double ms = 0;
  long peak_kib = 0;
  int code = 0;
};

/// In a process of its own, so that peak memory is the run's alone. Nothing large may be done in this process before: a
/// child starts with what its parent holds.
Measured in_own_process(const std::function<int()>& work) {
  std::cout.flush();
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const int code = work();
    std::cout.flush();
    _exit(code);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  return {std::chrono::duration<double, std::milli>(Clock::now() - start).count(), usage.ru_maxrss,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

int generate(int copies, const fs::path& folder) {
  const json shop = read_json(fs::path(TOLLGATE_SOURCE_DIR) / "fixtures/shop/artifacts/base/manifest.json");
  int models = 0;
  for (const auto& [id, node] : shop["nodes"].items()) models += node["resource_type"] == "model" ? 1 : 0;
  if (copies == 0) copies = (1000 + models - 1) / models;
  write_side(shop, copies, false, folder / "target-base");
  write_side(shop, copies, true, folder / "target");
  std::cout << fmt::format("{} models\n", models * copies);
  return 0;
}

int time_phases(const fs::path& folder) {
  using namespace tollgate;
  dbt::Project base;
  dbt::Project head;
  dbt::Changes changes;
  const double load_base = milliseconds([&] { base = dbt::load_project((folder / "target-base").string()); });
  const double load_head = milliseconds([&] { head = dbt::load_project((folder / "target").string()); });
  const double compare = milliseconds([&] { changes = dbt::find_changes(base, head); });
  std::cout << fmt::format(
      "load base       {:8.1f} ms\nload head       {:8.1f} ms\nfind changes    {:8.1f} ms, {} changed\n", load_base,
      load_head, compare, changes.changed.size());
  return 0;
}

int check(const fs::path& folder) {
  std::ostringstream out;
  const tollgate::cli::Streams streams{
      .out = out, .err = std::cerr, .environment = [](std::string_view) { return std::nullopt; }, .random_token = "0"};
  return tollgate::cli::run(
      {"check", "--project-dir", folder.string(), "--gate", "parse", "--gate", "compile", "--format", "json"}, streams);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = fs::temp_directory_path() / ("tollgate-bench-" + std::to_string(getpid()));
  const int copies = argc > 1 ? std::atoi(argv[1]) : 0;
  in_own_process([&] { return generate(copies, folder); });
  const auto size =
      fs::file_size(folder / "target-base/manifest.json") + fs::file_size(folder / "target/manifest.json");
  in_own_process([&] { return time_phases(folder); });
  const Measured run = in_own_process([&] { return check(folder); });
  fs::remove_all(folder);
  std::cout << fmt::format("tollgate check  {:8.1f} ms in all, exit code {}\n", run.ms, run.code);
  std::cout << fmt::format("manifests       {:8.1f} MB (both sides), peak memory {:.1f} MB = {:.2f} x\n",
                           static_cast<double>(size) / 1e6, static_cast<double>(run.peak_kib) * 1024 / 1e6,
                           static_cast<double>(run.peak_kib) * 1024 / static_cast<double>(size));
  return run.code;
}
