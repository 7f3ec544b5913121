#include "core/option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace tollgate {

namespace {

template <class Stored, class T>
Stored value_or_fallback(const std::map<std::string, OptionValue, std::less<>>& values, const Option<T>& option,
                         Stored fallback) {
  const auto found = values.find(option.name);
  return found == values.end() ? std::move(fallback) : std::get<Stored>(found->second);
}

}  // namespace

std::string_view name_of(const AnyOption& option) {
  return std::visit([](const auto* typed) { return typed->name; }, option);
}

bool Options::operator[](const Option<bool>& option) const {
  return value_or_fallback<bool>(x_values, option, option.fallback);
}
std::int64_t Options::operator[](const Option<std::int64_t>& option) const {
  return value_or_fallback<std::int64_t>(x_values, option, option.fallback);
}
double Options::operator[](const Option<double>& option) const {
  return value_or_fallback<double>(x_values, option, option.fallback);
}
std::string Options::operator[](const Option<std::string_view>& option) const {
  return value_or_fallback<std::string>(x_values, option, std::string(option.fallback));
}
std::vector<std::string> Options::operator[](const Option<TextList>& option) const {
  return value_or_fallback<std::vector<std::string>>(x_values, option, {});
}

void Options::set(std::string_view name, OptionValue value) {
  x_values.insert_or_assign(std::string(name), std::move(value));
}

OptionValue effective(const Options& options, const AnyOption& option) {
  return std::visit([&](const auto* typed) -> OptionValue { return options[*typed]; }, option);
}

namespace {
/// A value that is past what it is halved towards already stays: to move it there would loosen it.
template <class T>
T half_the_way(T value, const OptionRange<T>& range) {
  if (value <= range.halves_towards) return value;
  return std::max<T>(range.halves_towards + (value - range.halves_towards) / 2, range.lowest);
}
}  // namespace

Options halved(Options options, std::span<const AnyOption> known) {
  const auto halve = [&options](const auto* option) {
    using T = std::decay_t<decltype(option->fallback)>;
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>) {
      if (option->tighter == Tighter::lower)
        options.set(option->name, half_the_way<T>(options[*option], option->range));
    }
  };
  for (const AnyOption& option : known) std::visit(halve, option);
  return options;
}

namespace {
struct Writer {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return value.empty() ? "\"\"" : value; }
  std::string operator()(const std::vector<std::string>& values) const {
    return fmt::format("[{}]", fmt::join(values, ", "));
  }
};
}  // namespace

std::string to_text(const OptionValue& value) { return std::visit(Writer{}, value); }

}  // namespace tollgate
