// A made-up project as dbt would have written it: manifest v12, catalogue and results of a build, with everything that
// dbt puts into them and nobody reads, because that is most of the bytes.
#pragma once

#include <filesystem>
#include <string>

#include "bench/generate/texts.hpp"

namespace tollgate::bench {

struct Side {
  Environment environment;
  std::string day;  ///< on which dbt wrote it: 2026-01-02
};

/// FOLDER/manifest.json, catalog.json and run_results.json.
void write_artifacts(const Plan& plan, const Side& side, const std::filesystem::path& folder);

/// The statement by which PostgreSQL could check a project: sources as empty tables, models as views, parents first.
std::string as_ddl(const Plan& plan, const Environment& environment);

/// tollgate.yml with four layers and every gate that needs no warehouse.
std::string policy_text();

}  // namespace tollgate::bench
