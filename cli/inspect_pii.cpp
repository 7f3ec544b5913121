// The judge of personal data. What each key means: docs/inspect.md.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>

#include "cli/inspect_judges.hpp"
#include "gates/pii_scan/judge.hpp"

namespace tollgate::cli {

using nlohmann::json;

InspectAnswer inspect_pii(const InspectRequest& request) {
  const pii_scan::ColumnFacts column{request.text("column"), request.optional_text("table"),
                                     request.optional_text("sql_type")};
  const auto values = request.optional_cells("values");
  std::optional<std::span<const pii_scan::Cell>> cells;
  if (values) cells.emplace(*values);
  const pii_scan::Classification said = pii_scan::classify(column, cells);
  const bool claimed = said.entity.has_value();
  return {{"entity", claimed ? json_string(to_string(*said.entity)) : "null"},
          {"by", claimed ? json_string(to_string(said.by)) : "null"},
          {"confidence", fmt::format("{:.2f}", said.confidence)},
          {"evidence", json(said.evidence).dump(-1, ' ', false, json::error_handler_t::replace)}};
}

}  // namespace tollgate::cli
