// The change judge. What each key means: docs/inspect.md.
#include <nlohmann/json.hpp>

#include "cli/inspect_judges.hpp"
#include "sql/change.hpp"

namespace tollgate::cli {

namespace {

using nlohmann::json;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

InspectAnswer inspect_change(const InspectRequest& request) {
  const std::string base = request.text("base_sql");
  const std::string head = request.text("head_sql");
  const bool known = request.has("schema");
  const sql::Schema schema = known ? request.schema("schema") : sql::Schema();
  const sql::Schema* relations = known ? &schema : nullptr;
  const sql::ChangeJudgement judgement = sql::judge_change({base, relations}, {head, relations});
  json columns = json::object();
  for (const auto& [name, change] : judgement.columns) columns[name] = sql::to_string(change);
  json reasons = json::array();
  for (const sql::ChangeReason& reason : judgement.reasons) reasons.push_back(reason.text);
  return {{"class", json_string(sql::to_string(judgement.change_class))},
          {"columns", dump(columns)},
          {"reasons", dump(reasons)},
          {"rows_may_change", judgement.rows_may_change() ? "true" : "false"}};
}

}  // namespace tollgate::cli
