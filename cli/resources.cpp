#include "cli/resources.hpp"

namespace tollgate::cli {

OpenWarehouse connect_to_warehouse(const Policy& policy, const ProjectPlace& place, int connections, Run* run) {
  using warehouse::Side;
  const auto base = warehouse::resolve_target(policy.warehouse, Side::base, place.directory);
  const auto head = warehouse::resolve_target(policy.warehouse, Side::head, place.directory);
  OpenWarehouse open;
  open.one_database = base.conninfo == head.conninfo && base.search_path == head.search_path;
  open.warehouse = warehouse::connect(base, head, policy.warehouse, {.connections = connections, .run = run});
  return open;
}

void open_run_results(const std::vector<std::string>& files, Resources& resources) {
  try {
    resources.run_results = dbt::load_run_results(files);
  } catch (const Error& error) {
    resources.run_results_problem = error.diagnostic();
  }
}

void open_warehouse(const Connector& connect, const Policy& policy, const ProjectPlace& place, int connections,
                    Resources& resources) {
  try {
    resources.open = connect(policy, place, connections);
  } catch (const Error& error) {
    const Diagnostic& diagnostic = error.diagnostic();
    resources.warehouse_problem = to_text({diagnostic.message, {}, diagnostic.place});
    if (!diagnostic.hint.empty()) resources.warehouse_problem += "; " + diagnostic.hint;
  }
}

}  // namespace tollgate::cli
