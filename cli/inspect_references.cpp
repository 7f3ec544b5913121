// The references judge. What each key means: docs/inspect.md.
#include <nlohmann/json.hpp>

#include "cli/inspect_judges.hpp"
#include "core/error.hpp"
#include "sql/references.hpp"

namespace tollgate::cli {

using nlohmann::json;

InspectAnswer inspect_references(const InspectRequest& request) {
  const std::string text = request.text("sql");
  const sql::Schema schema = request.schema("schema");
  sql::ReferenceOptions options;
  options.functions = request.optional_texts("functions");
  const std::int64_t version = request.optional_integer("server_version", options.server_version);
  if (version < 1 || version > 999) {
    throw Error(ErrorKind::unjudged, {"key \"server_version\" must be a major version such as 15", {}, {}});
  }
  options.server_version = static_cast<int>(version);
  json findings = json::array();
  for (const sql::ReferenceFinding& finding : sql::check_references(text, schema, options)) {
    findings.push_back({{"rule", sql::to_string(finding.rule)},
                        {"name", finding.name},
                        {"line", finding.line},
                        {"column", finding.column},
                        {"suggestion", finding.suggestion.empty() ? json(nullptr) : json(finding.suggestion)},
                        {"dialects", finding.dialects}});
  }
  return {{"findings", findings.dump(-1, ' ', false, json::error_handler_t::replace)}};
}

}  // namespace tollgate::cli
