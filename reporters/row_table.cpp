#include "reporters/row_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

std::string rows_text(const std::optional<std::int64_t>& rows, bool estimated) {
  if (!rows) return "-";
  return (estimated ? "~" : "") + with_thousands(*rows);
}

constexpr double least_told = 0.001;

/// Counts are never negative, so the difference does not overflow.
double change_pct(std::int64_t base, std::int64_t head) {
  return 100.0 * (static_cast<double>(head) - static_cast<double>(base)) / static_cast<double>(base);
}

std::string change_text(const RowCount& count) {
  if (!count.base_rows || !count.head_rows) return "not comparable";
  const std::int64_t difference = *count.head_rows - *count.base_rows;
  if (difference == 0) return "unchanged";
  const std::string rows = (difference > 0 ? "+" : "") + with_thousands(difference);
  if (*count.base_rows == 0) return rows + " (from none)";
  const double percent = change_pct(*count.base_rows, *count.head_rows);
  return fmt::format("{} ({})", rows,
                     std::abs(percent) < least_told ? "under 0.001 %" : tollgate::change_text(percent));
}

/// How much a person should look at it.
double weight(const RowCount& count) {
  if (!count.base_rows || !count.head_rows) return -1;
  if (*count.base_rows == *count.head_rows) return -2;
  if (*count.base_rows == 0 || *count.head_rows == 0) return std::numeric_limits<double>::infinity();
  return std::abs(change_pct(*count.base_rows, *count.head_rows));
}

std::string scope_text(const RowCount& count) {
  std::string text;
  if (!count.filter.empty()) text = "where " + count.filter;
  if (!count.window.empty()) text += (text.empty() ? "window " : "; window ") + count.window;
  return text;
}

}  // namespace

std::vector<CountedRow> counted_rows(const Report& report) {
  std::vector<const RowCount*> order;
  order.reserve(report.row_counts.size());
  for (const RowCount& count : report.row_counts) order.push_back(&count);
  std::stable_sort(order.begin(), order.end(),
                   [](const RowCount* a, const RowCount* b) { return weight(*a) > weight(*b); });
  std::vector<CountedRow> rows;
  rows.reserve(order.size());
  for (const RowCount* count : order) {
    rows.push_back({name_of(report, count->subject), rows_text(count->base_rows, count->estimated),
                    rows_text(count->head_rows, count->estimated), change_text(*count), scope_text(*count)});
  }
  return rows;
}

}  // namespace tollgate::reporters
