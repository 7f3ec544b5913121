#include "bench/generate/artifacts.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>

#include "bench/generate/build_artifacts.hpp"
#include "bench/generate/manifest.hpp"

namespace tollgate::bench {

void write_artifacts(const Plan& plan, const Side& side, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream manifest(folder / "manifest.json");
  write_manifest(plan, side, manifest);
  std::ofstream catalog(folder / "catalog.json");
  write_catalog(plan, side, catalog);
  std::ofstream results(folder / "run_results.json");
  write_run_results(plan, side, results);
}

std::string as_ddl(const Plan& plan, const Environment& environment) {
  std::set<std::string> schemas;
  for (const Relation& relation : plan.relations) schemas.insert(schema_of(relation, environment));
  std::string sql;
  for (const std::string& schema : schemas) sql += fmt::format("create schema if not exists \"{}\";\n", schema);
  for (const Relation& relation : plan.relations) {
    if (relation.materialized == "ephemeral") continue;
    if (relation.layer != Layer::source && relation.materialized != "incremental") {
      sql += fmt::format("create view {} as {};\n", quoted_name(relation, environment),
                         compiled_code(plan, relation, environment));
      continue;
    }
    std::string columns;
    for (const MadeColumn& column : relation.columns) {
      columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", column.name, type_of(column.kind));
    }
    sql += fmt::format("create table {} ({});\n", quoted_name(relation, environment), columns);
    if (relation.layer == Layer::source) continue;
    sql += fmt::format("insert into {} {};\n", quoted_name(relation, environment),
                       compiled_code(plan, relation, environment));
  }
  return sql;
}

std::string policy_text() {
  return R"(version: 1

layers:
  staging:
    select: {path: models/staging}
    gates:
      parse:
      compile:
      references:
      pii-scan: {severity: {untagged-derivation: warning}}
      test:
      hallucination-budget:
      review:
      merge-window:
    review: {approvals: 1, by: peer}
    merge_window: any

  intermediate:
    inherits: staging
    select: {path: models/intermediate}
    gates:
      lineage-diff: {severity: {re-sourced: warning}}

  marts:
    inherits: intermediate
    select: {path: models/marts}
    gates:
      metric-definition-review:

  metrics:
    inherits: marts
    select: {path: models/metrics}
)";
}

}  // namespace tollgate::bench
