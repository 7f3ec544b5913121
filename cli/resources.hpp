// What several gates need and only some runs have: dbt's results and the warehouse. Opened once, only when asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/inputs.hpp"
#include "core/error.hpp"
#include "dbt/run_results.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::cli {

struct OpenWarehouse {
  std::unique_ptr<warehouse::Warehouse> warehouse;
  bool one_database = false;  ///< both sides are read from the same database
};

/// Opens the warehouse of a run. Throws Error when nothing names one.
using Connector = std::function<OpenWarehouse(const Policy& policy, const ProjectPlace& place, int connections)>;

/// The real one: PostgreSQL, by the policy, dbt's profile or PG* variables. `run`: may be null.
OpenWarehouse connect_to_warehouse(const Policy& policy, const ProjectPlace& place, int connections, Run* run);

struct Resources {
  std::optional<dbt::RunResults> run_results;
  std::optional<Diagnostic> run_results_problem;  ///< why there are none
  OpenWarehouse open;
  std::string warehouse_problem;  ///< why there is none
};

/// Never throws for what is missing: the problem is kept, and gates that need it leave their models unjudged.
void open_run_results(const std::vector<std::string>& files, Resources& resources);
void open_warehouse(const Connector& connect, const Policy& policy, const ProjectPlace& place, int connections,
                    Resources& resources);

}  // namespace tollgate::cli
