#include "policy/values.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/suggest.hpp"

namespace tollgate::policy {

namespace {

using std::chrono::milliseconds;

struct DurationUnit {
  std::string_view suffix;
  std::int64_t factor_ms;
};

/// From the largest, for writing.
constexpr std::array<DurationUnit, 5> duration_units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

std::string found_text(const Node& node) {
  switch (node.kind) {
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a mapping";
    case Node::Kind::scalar:
      return in_quotes(node.text);
    default:
      return "nothing";
  }
}

template <class T>
std::optional<T> parse_whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string range_text(const OptionRange<double>& range) {
  if (range.highest >= 1e18) return fmt::format("of at least {}", range.lowest);
  return fmt::format("from {} to {}", range.lowest, range.highest);
}

std::string range_text(const OptionRange<std::int64_t>& range) {
  if (range.highest == INT64_MAX) return fmt::format("of at least {}", range.lowest);
  return fmt::format("from {} to {}", range.lowest, range.highest);
}

std::string with_unit(std::string_view unit) { return unit.empty() ? std::string() : fmt::format(" ({})", unit); }

/// Without a `%` at its end; nothing when there is none.
std::optional<std::string_view> without_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto amount = parse_whole<std::int64_t>(text.substr(0, digits));
  for (const DurationUnit& unit : duration_units) {
    if (!amount || text.substr(digits) != unit.suffix || *amount > INT64_MAX / unit.factor_ms) continue;
    return milliseconds(*amount * unit.factor_ms);
  }
  return std::nullopt;
}

bool names_variable(const Node& node, std::string_view name, Problems& problems) {
  if (node.text.find("${") == std::string::npos) return false;
  problems.add(
      node.mark,
      fmt::format("{}: environment variables are read only in warehouse.base_url and warehouse.head_url", name),
      "write the value itself");
  return true;
}

}  // namespace

void expected(const Node& node, std::string_view name, std::string_view what, Problems& problems, std::string hint) {
  if (node.kind == Node::Kind::refused) return;
  if (node.is_scalar() && names_variable(node, name, problems)) return;
  problems.add(node.mark, fmt::format("{}: expected {}, found {}", name, what, found_text(node)), std::move(hint));
}

std::optional<std::string> read_text(const Node& node, std::string_view name, Problems& problems) {
  if (!node.is_scalar() || node.text.empty()) {
    expected(node, name, "a text", problems);
    return std::nullopt;
  }
  if (names_variable(node, name, problems)) return std::nullopt;
  return node.text;
}

std::optional<std::vector<std::string>> read_texts(const Node& node, std::string_view name, Problems& problems) {
  std::vector<std::string> texts;
  if (node.is_list()) {
    bool good = true;
    for (const Node& item : node.items) {
      auto text = read_text(item, name, problems);
      good = good && text;
      if (text) texts.push_back(std::move(*text));
    }
    if (!good) return std::nullopt;
  } else if (node.is_scalar()) {
    auto text = read_text(node, name, problems);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  if (texts.empty()) {
    if (node.is_list())
      problems.add(node.mark, fmt::format("{}: the list is empty", name), "name at least one, or delete the key");
    else
      expected(node, name, "a text or a list of texts", problems);
    return std::nullopt;
  }
  return texts;
}

std::optional<bool> read_bool(const Node& node, std::string_view name, Problems& problems) {
  if (node.is_scalar() && node.text == "true") return true;
  if (node.is_scalar() && node.text == "false") return false;
  expected(node, name, "true or false", problems);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, std::string_view name,
                                         const OptionRange<std::int64_t>& range, std::string_view unit,
                                         Problems& problems) {
  const auto value = node.is_scalar() ? parse_whole<std::int64_t>(node.text) : std::nullopt;
  if (value && *value >= range.lowest && *value <= range.highest) return value;
  expected(node, name, fmt::format("a whole number {}{}", range_text(range), with_unit(unit)), problems);
  return std::nullopt;
}

std::optional<double> read_number(const Node& node, std::string_view name, const OptionRange<double>& range,
                                  std::string_view unit, Problems& problems) {
  std::string_view text = node.text;
  if (unit == "%") text = without_percent(text).value_or(text);
  const auto value = node.is_scalar() ? parse_whole<double>(text) : std::nullopt;
  if (value && std::isfinite(*value) && *value >= range.lowest && *value <= range.highest) return value;
  expected(node, name, fmt::format("a number {}{}", range_text(range), with_unit(unit)), problems);
  return std::nullopt;
}

std::optional<milliseconds> read_duration(const Node& node, std::string_view name, milliseconds lowest,
                                          milliseconds highest, Problems& problems) {
  const auto value = node.is_scalar() ? parse_duration(node.text) : std::nullopt;
  if (value && *value >= lowest && *value <= highest) return value;
  const bool no_unit = node.is_scalar() && parse_whole<std::int64_t>(node.text);
  expected(node, name, fmt::format("a duration from {} to {}", duration_text(lowest), duration_text(highest)), problems,
           no_unit ? fmt::format("say the unit, e.g. {0}s, {0}m or {0}h", node.text.substr(0, 20))
                   : "a whole number with a unit: ms, s, m, h or d");
  return std::nullopt;
}

std::optional<double> read_fraction(const Node& node, std::string_view name, Problems& problems) {
  const auto percent = without_percent(node.text);
  auto value = node.is_scalar() ? parse_whole<double>(percent.value_or(node.text)) : std::nullopt;
  if (value && percent) *value /= 100;
  if (value && *value >= 0 && *value <= 1) return value;
  expected(node, name, "a rate from 0% to 100%", problems, "write 2% or 0.02");
  return std::nullopt;
}

std::optional<std::string> read_choice(const Node& node, std::string_view name,
                                       const std::vector<std::string_view>& choices, Problems& problems) {
  for (const std::string_view choice : choices) {
    if (node.is_scalar() && node.text == choice) return node.text;
  }
  expected(node, name, fmt::format("{}{}", choices.size() > 1 ? "one of " : "", fmt::join(choices, ", ")), problems,
           node.is_scalar() ? did_you_mean(node.text, choices) : std::string());
  return std::nullopt;
}

std::optional<milliseconds> duration_from(std::string_view text) { return parse_duration(text); }

std::string duration_text(milliseconds duration) {
  for (const DurationUnit& unit : duration_units) {
    const std::int64_t amount = duration.count() / unit.factor_ms;
    const bool whole = duration.count() % unit.factor_ms == 0;
    if (whole && amount > 0 && (unit.suffix != "d" || amount > 1)) return fmt::format("{}{}", amount, unit.suffix);
  }
  return "0s";
}

std::vector<std::string_view> split_choices(std::string_view joined) {
  std::vector<std::string_view> choices;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('|'), joined.size());
    choices.push_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return choices;
}

}  // namespace tollgate::policy
