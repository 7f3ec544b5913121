// How far the columns that we derive from SQL agree with what warehouses hold of the built models.
//   catalogue_agreement [--misses] FOLDER...     each with a manifest.json and a catalog.json
#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dbt/catalog.hpp"
#include "lineage/graph.hpp"

namespace {

using namespace tollgate;

struct Tally {
  int models = 0, columns = 0, agree = 0, typed = 0, types_agree = 0, resolved = 0;

  void operator+=(const Tally& other) {
    models += other.models;
    columns += other.columns;
    agree += other.agree;
    typed += other.typed;
    types_agree += other.types_agree;
    resolved += other.resolved;
  }
};

double percent(int part, int whole) { return whole == 0 ? 100.0 : 100.0 * part / whole; }

void print(const std::string& name, const Tally& tally) {
  std::printf(
      "%-60s %5d models %6d columns  agree %6d (%.2f%%)  types known %6d, agree %6d (%.2f%%)  resolved %.2f%%\n",
      name.c_str(), tally.models, tally.columns, tally.agree, percent(tally.agree, tally.columns), tally.typed,
      tally.types_agree, percent(tally.types_agree, tally.typed), percent(tally.resolved, tally.columns));
}

// Columns of both: a column agrees when both have it at the same place.
Tally tally_of(const lineage::Graph& graph, const lineage::Relation& relation, const dbt::CatalogEntry& entry) {
  Tally tally;
  tally.models = 1;
  std::set<std::string> names;
  const auto derived = graph.columns_of(relation);
  for (const auto& column : derived) names.insert(column.name);
  for (const auto& column : entry.columns) names.insert(column.name);
  tally.columns = static_cast<int>(names.size());
  for (std::size_t i = 0; i < entry.columns.size() && i < derived.size(); ++i) {
    if (derived[i].name != entry.columns[i].name) continue;
    ++tally.agree;
    tally.resolved += derived[i].resolved ? 1 : 0;
    if (derived[i].type.empty()) continue;
    ++tally.typed;
    tally.types_agree += derived[i].type == entry.columns[i].type ? 1 : 0;
  }
  return tally;
}

void print_misses(const lineage::Graph& graph) {
  for (const auto& miss : graph.disagreements()) {
    std::printf("  %s %s: %.*s: derived \"%s\", in the catalogue \"%s\"\n", miss.unique_id.c_str(), miss.column.c_str(),
                static_cast<int>(to_string(miss.kind).size()), to_string(miss.kind).data(), miss.derived.c_str(),
                miss.catalogued.c_str());
  }
  for (const auto& relation : graph.relations()) {
    if (!relation.open_reason.empty())
      std::printf("  open: %s: %s\n", relation.unique_id.c_str(), relation.open_reason.c_str());
    if (relation.analysis == nullptr) continue;
    for (const auto& problem : relation.analysis->problems()) {
      std::printf("  problem: %s at byte %d: %s\n", relation.unique_id.c_str(), problem.location,
                  problem.message.c_str());
    }
  }
}

Tally measure(const std::string& folder, bool misses) {
  const dbt::Project project = dbt::load_project(folder);
  const dbt::Catalog catalog = dbt::load_catalog(folder + "/catalog.json");
  const lineage::Graph graph = lineage::build_graph({&project, &catalog, nullptr, nullptr});
  Tally total;
  for (const auto& relation : graph.relations()) {
    if (relation.node == nullptr || relation.type == dbt::ResourceType::seed) continue;
    if (const auto* entry = catalog.find(relation.unique_id)) total += tally_of(graph, relation, *entry);
  }
  print(folder, total);
  if (misses) print_misses(graph);
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::string> folders(argv + 1, argv + argc);
    const bool misses = std::erase(folders, "--misses") > 0;
    Tally total;
    for (const std::string& folder : folders) total += measure(folder, misses);
    print("all", total);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
