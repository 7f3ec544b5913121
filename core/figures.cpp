#include "core/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace tollgate {

namespace {

constexpr int most_decimals = 6;

/// `1234567` to `1,234,567`.
std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

/// Without a sign; no zeros at the end.
std::string decimal(double number, int decimals) {
  std::string text = fmt::format("{:.{}f}", std::abs(number), decimals);
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string magnitude(double number, int decimals) {
  const std::string text = decimal(number, decimals);
  const std::size_t point = std::min(text.find('.'), text.size());
  return grouped(text.substr(0, point)) + text.substr(point);
}

std::string percent_magnitude(double percent) {
  const double size = std::abs(percent);
  if (!std::isfinite(size) || size >= 1e15) return fmt::format("{:g}", size);
  if (size == 0 || size >= 0.1) return magnitude(size, 1);
  return decimal(size, std::min(most_decimals, 1 - static_cast<int>(std::floor(std::log10(size)))));
}

/// Of digits that decimal() wrote.
double value_of(const std::string& digits) {
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

struct Unit {
  double bytes;
  std::string_view name;
};

constexpr std::array<Unit, 5> units{Unit{1024.0 * 1024 * 1024 * 1024, "TB"}, Unit{1024.0 * 1024 * 1024, "GB"},
                                    Unit{1024.0 * 1024, "MB"}, Unit{1024.0, "kB"}, Unit{1.0, "bytes"}};

Unit unit_of(double bytes) {
  const auto* found =
      std::find_if(units.begin(), units.end() - 1, [&](const Unit& unit) { return bytes >= unit.bytes; });
  return *found;
}

std::string in_unit(double bytes, Unit unit, int decimals) {
  return fmt::format("{} {}", magnitude(bytes / unit.bytes, decimals), unit.name);
}

}  // namespace

std::string with_thousands(std::int64_t number) {
  const std::uint64_t size = number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  return (number < 0 ? "-" : "") + grouped(std::to_string(size));
}

std::string figure_text(double number) {
  if (!std::isfinite(number)) return "not a number";
  if (std::abs(number) >= 1e15) return fmt::format("{:g}", number);
  const std::string text = magnitude(number, 2);
  return (number < 0 && text != "0" ? "-" : "") + text;
}

std::string percent_text(double percent) {
  const std::string text = percent_magnitude(percent);
  return (percent < 0 && text != "0" ? "-" : "") + text + " %";
}

std::string change_text(double percent) {
  const std::string text = percent_magnitude(percent);
  const char* sign = text == "0" ? "" : percent < 0 ? "-" : "+";
  return sign + text + " %";
}

std::string rate_text(double rate) {
  const double points = rate * 100;
  return decimal(points, points == 0 || points >= 9.95 ? 0 : (points >= 0.0995 ? 1 : 3)) + " %";
}

std::string limit_text(double percent) { return fmt::format("{:g} %", percent); }

std::string change_beyond_text(double percent, double limit) {
  const double size = std::abs(percent);
  if (!(size > std::abs(limit)) || size >= 1e15) return change_text(percent);
  int decimals = 1;
  while (decimals < most_decimals && !(value_of(decimal(percent, decimals)) > std::abs(limit))) ++decimals;
  return (percent < 0 ? "-" : "+") + magnitude(percent, decimals) + " %";
}

std::string memory_text(double bytes) { return in_unit(bytes, unit_of(bytes), 1); }

std::pair<std::string, std::string> memory_texts(double bytes, double other) {
  const Unit unit = unit_of(std::max(bytes, other));
  for (int decimals = 1; decimals < most_decimals; ++decimals) {
    std::string one = in_unit(bytes, unit, decimals);
    std::string two = in_unit(other, unit, decimals);
    if (one != two || bytes == other) return {std::move(one), std::move(two)};
  }
  return {in_unit(bytes, unit, most_decimals), in_unit(other, unit, most_decimals)};
}

}  // namespace tollgate
