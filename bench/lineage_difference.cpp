// Graphs of both sides and their difference: what is found, and what it takes.
//   lineage_difference [--print] BASE HEAD     folders with a manifest.json each, and a catalog.json if there is one
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dbt/catalog.hpp"
#include "dbt/changes.hpp"
#include "lineage/difference.hpp"

namespace {

using namespace tollgate;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::optional<dbt::Catalog> catalog_of(const std::string& folder) {
  const std::string path = folder + "/catalog.json";
  return std::filesystem::exists(path) ? std::optional(dbt::load_catalog(path)) : std::nullopt;
}

void print(const lineage::Graph& base, const lineage::Graph& head, const lineage::Differences& found) {
  for (const auto& d : found.differences) {
    const lineage::Reach reach = reach_of(d, base, head);
    const lineage::Graph& graph = graph_of(d, base, head);
    std::printf("%s %s.%s%s: \"%s\" -> \"%s\" @%d/%d", std::string(to_string(d.kind)).c_str(), d.unique_id.c_str(),
                d.column.c_str(), d.severe ? " (severe)" : "", d.before.c_str(), d.after.c_str(), d.base_location,
                d.head_location);
    for (const auto& id : d.still_read_by) std::printf(" still read by %s", id.c_str());
    for (const auto& id : d.positional_readers) std::printf(" read by position by %s", id.c_str());
    std::printf(" | %s | %s\n", to_text(graph, reach).c_str(), path_text(graph, reach.path).c_str());
  }
  for (const auto& u : found.unjudged) {
    std::printf("unjudged%s%s %s.%s: %s\n", u.changed ? "" : " (as before)", u.refused ? " (refused)" : "",
                u.unique_id.c_str(), u.column.c_str(), u.reason.c_str());
  }
}

void run(const std::string& base_folder, const std::string& head_folder, bool printing) {
  const dbt::Project base_project = dbt::load_project(base_folder);
  const dbt::Project head_project = dbt::load_project(head_folder);
  const auto base_catalog = catalog_of(base_folder);
  const auto head_catalog = catalog_of(head_folder);
  const auto start = Clock::now();
  const lineage::Graph base =
      lineage::build_graph({&base_project, base_catalog ? &*base_catalog : nullptr, nullptr, &head_project});
  const lineage::Graph head =
      lineage::build_graph({&head_project, head_catalog ? &*head_catalog : nullptr, nullptr, &base_project});
  const double built = since(start);
  const auto before_difference = Clock::now();
  const lineage::Differences found = compare(base, head);
  std::printf(
      "%zu relations, %zu columns; graphs of both sides %.1f ms, difference %.1f ms: %zu differences, %zu unjudged\n",
      head.relations().size(), head.columns().size(), built, since(before_difference), found.differences.size(),
      found.unjudged.size());
  std::set<std::string> differing;
  for (const auto& d : found.differences) differing.insert(d.unique_id);
  const dbt::ChangeCounts counts = dbt::find_changes(base_project, head_project).counts;
  std::printf(
      "models on both sides %d: other raw SQL %d, other compiled text %d, other stripped tree %d; with a lineage "
      "difference %zu\n",
      counts.common, counts.raw, counts.text, counts.tree, differing.size());
  if (printing) print(base, head, found);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::string> folders(argv + 1, argv + argc);
    const bool printing = std::erase(folders, "--print") > 0;
    if (folders.size() != 2) {
      std::fprintf(stderr, "usage: lineage_difference [--print] BASE HEAD\n");
      return 2;
    }
    run(folders[0], folders[1], printing);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
