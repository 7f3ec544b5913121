// What differs between two definitions of a metric, semantic model or saved query, as people write them in YAML. Works
// on the compact JSON of dbt::SemanticNode; never looks at columns or SQL.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::gates::metrics {

/// One setting. `section` and `entry` say where it stands in its YAML entry: for a measure of a semantic model
/// `measures` and its name; else empty.
struct DefinitionChange {
  std::string path;        ///< as YAML nests it: `measures.net_revenue.expr`, `filter`, `numerator`
  std::string base, head;  ///< as written; empty: not set there
  std::string section, entry;
};

/// By path. Throws Error (unjudged) for a definition that is no JSON. `other_dbt_version`: a setting that only one
/// version of dbt writes, and writes as its default, is no change. What dbt derives from other metrics
/// (`input_measures`) is left out: it changes where those do.
std::vector<DefinitionChange> definition_changes(std::string_view base, std::string_view head, bool other_dbt_version);

/// ``measures.net_revenue.expr: `net_amount` -> `gross_amount` ``, long values cut.
std::string to_text(const DefinitionChange& change);

/// Names of the measures that a metric's definition uses, as dbt resolved them.
std::set<std::string, std::less<>> measures_used(std::string_view definition);

}  // namespace tollgate::gates::metrics
