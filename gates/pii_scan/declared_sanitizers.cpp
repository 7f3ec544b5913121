// The small grammar of the option `sanitizers`: name(argument, …) [as class].
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <utility>

#include "core/error.hpp"
#include "gates/pii_scan/sanitizers.hpp"

namespace tollgate::pii_scan {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '$' || c > 127;
  });
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : x_text(text) {}

  DeclaredSanitizer parse() {
    const std::size_t open = x_text.find('(');
    const std::size_t close = x_text.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) refuse();
    const std::string_view name = trimmed(x_text.substr(0, open));
    if (!is_name(name)) refuse();
    x_found.name = name;
    std::ranges::transform(x_found.name, x_found.name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    parse_arguments(x_text.substr(open + 1, close - open - 1));
    parse_class(trimmed(x_text.substr(close + 1)));
    return std::move(x_found);
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error(ErrorKind::usage, {fmt::format("pii-scan: cannot read the sanitizer `{}`", x_text),
                                   "write name(argument) with the number of the argument that it sanitises, then "
                                   "limits of constant arguments in their places, then its class, e.g. "
                                   "`safe_mask(1, keep<=4)`, `anon.mask(1)`, `team_hash(1) as hash`",
                                   {}});
  }

  void parse_arguments(std::string_view text) {
    if (trimmed(text) == "*") return;
    for (std::size_t index = 0; !trimmed(text).empty(); ++index) {
      const std::size_t comma = text.find(',');
      parse_argument(trimmed(text.substr(0, comma)), index);
      text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    if (!x_found.argument) refuse();
  }

  void parse_argument(std::string_view item, std::size_t index) {
    if (item == "_") return;
    if (const auto number = number_in(item)) {
      if (*number < 1 || x_found.argument) refuse();
      x_found.argument = static_cast<std::size_t>(*number - 1);
      return;
    }
    const std::size_t at = item.find_first_of("<>=");
    if (at == std::string_view::npos || !is_name(trimmed(item.substr(0, at)))) refuse();
    const std::string_view sign = item.substr(at, item.find_first_not_of("<>=", at) - at);
    const auto value = number_in(trimmed(item.substr(at + sign.size())));
    if (!value) refuse();
    using Comparison = DeclaredSanitizer::Comparison;
    if (*value == INT64_MIN || *value == INT64_MAX) refuse();
    if (sign == "<=" || sign == "<") {
      x_found.limits.push_back({index, Comparison::at_most, sign == "<" ? *value - 1 : *value});
    } else if (sign == ">=" || sign == ">") {
      x_found.limits.push_back({index, Comparison::at_least, sign == ">" ? *value + 1 : *value});
    } else if (sign == "=") {
      x_found.limits.push_back({index, Comparison::equal, *value});
    } else {
      refuse();
    }
  }

  void parse_class(std::string_view text) {
    if (text.empty()) return;
    if (!text.starts_with("as ")) refuse();
    const std::string_view name = trimmed(text.substr(3));
    for (const SanitizerClass kind : {SanitizerClass::destroy, SanitizerClass::aggregate, SanitizerClass::partial,
                                      SanitizerClass::hash, SanitizerClass::noise, SanitizerClass::identity}) {
      if (name != to_string(kind)) continue;
      x_found.kind = kind;
      return;
    }
    refuse();
  }

  std::string_view x_text;
  DeclaredSanitizer x_found;
};

}  // namespace

DeclaredSanitizer parse_sanitizer(std::string_view text) { return Parser(text).parse(); }

TextProblem sanitizer_problem(std::string_view text) {
  try {
    parse_sanitizer(text);
    return {};
  } catch (const Error& error) {
    if (std::ranges::count(text, '(') == std::ranges::count(text, ')')) {
      return {error.diagnostic().message, error.diagnostic().hint};
    }
    return {fmt::format("cannot read the sanitizer `{}`: its parenthesis is not closed", text),
            "YAML splits a list in [ ] at every comma: put quotes around each, e.g. "
            "`sanitizers: [\"safe_mask(1, keep<=4)\"]`, or write the list one per line behind `- `"};
  }
}

}  // namespace tollgate::pii_scan
