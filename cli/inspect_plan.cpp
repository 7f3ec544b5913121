// The judge of plans. What each key means: docs/inspect.md.
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/inspect_judges.hpp"
#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/judge.hpp"

namespace tollgate::cli {

using nlohmann::json;

InspectAnswer inspect_plan(const InspectRequest& request) {
  const std::string sql = request.text("sql");
  const explain::Plan plan = explain::read_plan(request.json_text("plan"));
  const explain::Catalogue catalogue = explain::read_catalogue(request.json_text("catalog"));
  std::string base_sql;
  std::optional<explain::Plan> base_plan;
  std::optional<explain::Explained> base;
  if (request.has("base")) {
    base_sql = request.required_member("base", "sql");
    base_plan = explain::read_plan(request.member_json_text("base", "plan"));
    base = explain::Explained{base_sql, &*base_plan};
  }
  json findings = json::array();
  for (const explain::PlanFinding& finding : explain::judge_plan({sql, &plan}, base, catalogue, {})) {
    findings.push_back({{"rule", finding.rule},
                        {"severity", to_string(finding.severity)},
                        {"confidence", explain::to_string(finding.confidence)},
                        {"relation", finding.relation},
                        {"message", finding.message},
                        {"advice", finding.advice}});
  }
  return {{"findings", findings.dump(-1, ' ', false, json::error_handler_t::replace)}};
}

}  // namespace tollgate::cli
