// The part of bench/explain that is tollgate's: judges the models on stdin, one statement per line, as the gate
// `explain` does, base and head alike, through its pool; prints how many were judged.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

#include "core/heap.hpp"
#include "gates/all.hpp"
#include "gates/context.hpp"
#include "warehouse/warehouse.hpp"

using namespace tollgate;

namespace {

dbt::Node model(const std::string& name, const std::string& sql) {
  dbt::Node node;
  node.unique_id = "model.bench." + name;
  node.type = dbt::ResourceType::model;
  node.name = name;
  node.compiled_code = node.raw_code = sql;
  node.compiled = true;
  node.relation_name = "\"public\".\"" + name + "\"";
  return node;
}

/// A changed model each.
class Change {
 public:
  void add(const std::string& sql) {
    const std::string name = "m" + std::to_string(x_models.size());
    SelectedModel& selected = x_models.emplace_back();
    selected.unique_id = "model.bench." + name;
    selected.name = name;
    Target target;
    target.model = &selected;
    target.base = &(x_base.nodes[selected.unique_id] = model(name, sql + " -- base"));  // else it is not asked for
    target.head = &(x_head.nodes[selected.unique_id] = model(name, sql));
    x_targets.push_back(std::move(target));
  }

  GateResult judge(warehouse::Warehouse& warehouse, int jobs) {
    Context context;
    context.jobs = jobs;
    context.targets = context.selected = x_targets;
    context.base = &x_base;
    context.head = &x_head;
    context.warehouse = &warehouse;
    return gates::explain.check(context);
  }

 private:
  dbt::Project x_base, x_head;
  std::deque<SelectedModel> x_models;
  std::vector<Target> x_targets;
};

}  // namespace

int main(int argc, char** argv) {
  grow_heap_in_large_steps();
  std::ios::sync_with_stdio(false);  // else each character is read for itself, which is no work of the gate
  try {
    warehouse::PoolSettings pool;
    pool.connections = argc > 1 ? std::atoi(argv[1]) : pool.connections;
    const auto target = warehouse::resolve_target({}, warehouse::Side::head, ".");
    const auto warehouse = warehouse::connect(target, target, {}, pool);
    Change change;
    for (std::string sql; std::getline(std::cin, sql);) change.add(sql);
    const GateResult result = change.judge(*warehouse, pool.connections);
    const auto judged = std::ranges::count(result.outcomes, Status::passed, &Outcome::status);
    std::printf("%d judged, %zu findings\n", static_cast<int>(judged), result.findings.size());
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
