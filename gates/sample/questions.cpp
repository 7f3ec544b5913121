#include "gates/sample/questions.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace tollgate::gates::sample_run {

namespace {

std::string counted(std::span<const std::string> columns) {
  std::string list = "count(*)";
  for (const std::string& column : columns) list += fmt::format(", count(s.{})", warehouse::quoted_identifier(column));
  return list;
}

// The line end keeps a comment that ends the query from taking the parenthesis along.
std::string counts_of(std::string_view query, std::span<const std::string> columns) {
  return fmt::format("select {} from (\n{}\n) as s", counted(columns), query);
}

std::optional<std::int64_t> number_in(const warehouse::Answer& answer, std::size_t column) {
  if (answer.rows.empty() || answer.rows.front().size() <= column || !answer.rows.front()[column]) return std::nullopt;
  const std::string& text = *answer.rows.front()[column];
  std::int64_t value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string counts_sql(std::string_view query, std::span<const std::string> columns, std::int64_t limit) {
  if (limit == 0) return counts_of(query, columns);
  return fmt::format("select {} from (select * from (\n{}\n) as whole limit {}) as s", counted(columns), query, limit);
}

std::string any_rows_sql(std::string_view base, std::string_view head) {
  return fmt::format("select exists (select from (\n{}\n) as s), exists (select from (\n{}\n) as s)", base, head);
}

std::string counts_of_both_sql(std::string_view base, std::string_view head, std::span<const std::string> columns) {
  return fmt::format("select * from ({}) as base cross join ({}) as head", counts_of(base, columns),
                     counts_of(head, columns));
}

std::string plan_sql(std::string_view relation) {
  return fmt::format("explain (format json) select from {}", relation);
}

std::string hashed_sample(std::string_view relation, std::span<const std::string> key, std::int64_t one_in) {
  std::string columns;
  for (const std::string& column : key) {
    columns += fmt::format("{}{}", columns.empty() ? "" : ", ", warehouse::quoted_identifier(column));
  }
  const std::string text = key.size() == 1 ? columns + "::text" : fmt::format("row({})::text", columns);
  return fmt::format("(select * from {} where pg_catalog.hashtextextended({}, 0) % {} = 0)", relation, text, one_in);
}

std::optional<Counts> counts_in(const warehouse::Answer& answer, std::size_t first, std::size_t columns) {
  Counts counts;
  const auto rows = number_in(answer, first);
  if (!rows) return std::nullopt;
  counts.rows = *rows;
  for (std::size_t column = 0; column < columns; ++column) {
    const auto values = number_in(answer, first + 1 + column);
    if (!values) return std::nullopt;
    counts.values.push_back(*values);
  }
  return counts;
}

std::optional<bool> flag_in(const warehouse::Answer& answer, std::size_t column) {
  if (answer.rows.empty() || answer.rows.front().size() <= column || !answer.rows.front()[column]) return std::nullopt;
  return answer.rows.front()[column] == "t";
}

std::optional<double> planned_rows(const warehouse::Answer& answer) {
  if (answer.rows.empty() || answer.rows.front().empty() || !answer.rows.front().front()) return std::nullopt;
  constexpr std::string_view label = "\"Plan Rows\":";
  const std::string& text = *answer.rows.front().front();
  const std::size_t at = text.find(label);  // the topmost node's comes first
  if (at == std::string::npos) return std::nullopt;
  const char* const begin = text.c_str() + at + label.size();
  char* end = nullptr;
  const double value = std::strtod(begin, &end);
  return end == begin ? std::nullopt : std::optional(value);
}

}  // namespace tollgate::gates::sample_run
