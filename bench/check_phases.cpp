#include "bench/check_phases.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "bench/cpu_time.hpp"
#include "dbt/catalog.hpp"
#include "dbt/changes.hpp"
#include "lineage/difference.hpp"
#include "lineage/unchanged_rows.hpp"

namespace tollgate::bench {

namespace {

/// Of /proc/self/status, as bytes.
double status_of(const std::string& key) {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kilobytes = 0;
  while (status >> word) {
    if (word == key + ":") status >> kilobytes;
  }
  return kilobytes * 1024;
}

/// What the program may hold of itself, what the system gives it, and the most that was during the step.
void step(const char* name, const std::function<void()>& work) {
  std::ofstream("/proc/self/clear_refs") << 5;  // the peak counts from here: proc(5)
  const double ms = process_milliseconds(work);
  const auto held = mallinfo2();
  std::cout << fmt::format("  {:<20} {:8.1f} ms, {:7.1f} MB held, {:7.1f} MB resident, {:7.1f} MB at most\n", name, ms,
                           static_cast<double>(held.uordblks + held.hblkhd) / 1e6, status_of("VmRSS") / 1e6,
                           status_of("VmHWM") / 1e6);
}

}  // namespace

int time_phases(const std::filesystem::path& base_folder, const std::filesystem::path& head_folder) {
  dbt::Project base, head;
  dbt::Changes changes;
  dbt::Catalog base_catalog, head_catalog;
  std::optional<lineage::Graphs> graphs;
  lineage::Differences differences;
  mallopt(M_ARENA_MAX, 1);  // else mallinfo2 tells the main thread's alone
  step("load base", [&] { base = dbt::load_project(base_folder.string()); });
  step("load head", [&] { head = dbt::load_project(head_folder.string()); });
  step("find changes", [&] { changes = dbt::find_changes(base, head); });
  step("load catalogues", [&] {
    base_catalog = dbt::load_catalog((base_folder / "catalog.json").string());
    head_catalog = dbt::load_catalog((head_folder / "catalog.json").string());
  });
  step("column graphs", [&] {
    graphs = lineage::build_graphs({.project = &base, .catalog = &base_catalog, .other = &head},
                                   {.project = &head, .catalog = &head_catalog, .other = &base});
  });
  step("lineage difference", [&] { differences = lineage::compare(graphs->base, graphs->head); });
  step("unchanged rows", [&] { lineage::find_unchanged_rows(graphs->base, graphs->head, changes); });
  step("free the graphs", [&] { graphs.reset(); });
  step("free the projects", [&] {
    base = {};
    head = {};
  });
  return 0;
}

}  // namespace tollgate::bench
