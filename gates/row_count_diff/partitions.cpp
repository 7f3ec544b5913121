#include "gates/row_count_diff/partitions.hpp"

#include <fmt/format.h>

#include "gates/row_count_diff/answers.hpp"

namespace tollgate::gates::rows {

std::string truncation_for(std::string_view group_period, std::string_view sql_type) {
  if (group_period == "none") return {};
  if (group_period != "auto") return std::string(group_period);
  return sql_type == "date" || sql_type.starts_with("timestamp") ? "month" : "";
}

std::string column_type_sql(std::string_view relation, std::string_view column) {
  return fmt::format(
      "select pg_catalog.format_type(a.atttypid, null) from pg_catalog.pg_attribute a where a.attrelid = "
      "pg_catalog.to_regclass({}) and a.attname = {} and a.attnum > 0 and not a.attisdropped",
      warehouse::quoted_literal(relation), warehouse::quoted_literal(column));
}

std::string period_label(const std::optional<std::string>& time, std::string_view truncation) {
  if (!time) return "rows without a date";
  std::string day = time->substr(0, time->find(' '));
  if (day.size() != 10) return day;
  if (truncation == "year") return day.substr(0, 4);
  if (truncation == "month") return day.substr(0, 7);
  if (truncation == "quarter")
    return fmt::format("{}-Q{}", day.substr(0, 4), (whole_number(day.substr(5, 2)).value_or(1) + 2) / 3);
  if (truncation == "week") return "week of " + day;
  return day;
}

std::optional<Partitions> partitions_in(const warehouse::Answer& answer, std::string_view truncation) {
  if (answer.rows.size() > static_cast<std::size_t>(most_partitions)) return std::nullopt;
  Partitions partitions;
  for (const auto& row : answer.rows) {
    const auto count = row.size() == 2 ? whole_number(row[1]) : std::nullopt;
    if (!count) return std::nullopt;
    // A key may be any text, so the null group gets a name that no text can have.
    const std::string key = !truncation.empty() ? period_label(row[0], truncation) : row[0] ? "=" + *row[0] : "null";
    partitions[key] += *count;
  }
  return partitions;
}

}  // namespace tollgate::gates::rows
