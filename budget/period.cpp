#include "budget/period.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace tollgate::budget {

namespace {

using std::chrono::months;
using std::chrono::year_month;

Day first_day(year_month month) { return Day(month / std::chrono::day(1)); }

year_month month_of(Day day) {
  const std::chrono::year_month_day date(day);
  return date.year() / date.month();
}

unsigned quarter_of(year_month month) { return (static_cast<unsigned>(month.month()) + 2) / 3; }

Period span(std::string name, year_month begin, int length) {
  return {std::move(name), first_day(begin), first_day(begin + months(length))};
}

Period month_period(year_month month) {
  return span(fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month())), month,
              1);
}

Period quarter_period(year_month month) {
  const unsigned quarter = quarter_of(month);
  return span(fmt::format("{:04}-Q{}", static_cast<int>(month.year()), quarter),
              month.year() / std::chrono::month(quarter * 3 - 2), 3);
}

Period year_period(year_month month) {
  return span(fmt::format("{:04}", static_cast<int>(month.year())), month.year() / std::chrono::January, 12);
}

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return parsed.ec == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

Period period_at(std::chrono::sys_seconds instant, std::string_view length) {
  const year_month month = month_of(std::chrono::floor<std::chrono::days>(instant));
  if (length == "month") return month_period(month);
  return length == "year" ? year_period(month) : quarter_period(month);
}

std::optional<Period> period_from(std::string_view text) {
  const auto year = number(text.substr(0, 4));
  if (text.size() < 4 || !year || *year == 0) return std::nullopt;
  const std::chrono::year named(static_cast<int>(*year));
  if (text.size() == 4) return year_period(named / std::chrono::January);
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  if (text[5] == 'Q') {
    if (text[6] < '1' || text[6] > '4') return std::nullopt;
    return quarter_period(named / std::chrono::month(static_cast<unsigned>(text[6] - '0') * 3));
  }
  const auto month = number(text.substr(5));
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  return month_period(named / std::chrono::month(*month));
}

Period rolling_four_quarters(const Period& period) {
  const Period last = quarter_period(month_of(period.end - std::chrono::days(1)));
  return {"rolling four quarters", first_day(month_of(last.begin) - months(9)), last.end};
}

Period period_before(const Period& period) {
  const Day last = period.begin - std::chrono::days(1);
  const auto length = (period.end - period.begin).count();
  return period_at(last, length > 100 ? "year" : (length > 40 ? "quarter" : "month"));
}

}  // namespace tollgate::budget
