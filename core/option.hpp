// A typed setting of a gate. Name, unit, default and help are stated once, as a constexpr value; the policy's JSON
// schema, the docs and `tollgate explain` come from it, and `options[max_growth_pct]` is a double: a misspelt
// option does not compile.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tollgate {

/// Which direction of a limit is stricter. Used where layers are joined and where a head policy loosens the base's.
enum class Tighter { neither, lower, higher };

/// Marks an option whose value is a list of texts (written in YAML as a list or as one text).
struct TextList {};

template <class T>
struct OptionRange {};
template <>
struct OptionRange<double> {
  double lowest = 0;
  double highest = 1e18;
  double halves_towards = 0;  ///< the value at which the limit lets nothing through: 1 for a ratio of head to base
};
template <>
struct OptionRange<std::int64_t> {
  std::int64_t lowest = 0;
  std::int64_t highest = INT64_MAX;
  std::int64_t halves_towards = 0;
};

/// What is wrong with one text of a list, and what to write instead, for a person; both empty: nothing.
struct TextProblem {
  std::string what, hint;
};
using TextCheck = TextProblem (*)(std::string_view);

/// T is bool, std::int64_t, double, std::string_view or TextList.
template <class T>
struct Option {
  std::string_view name;
  std::string_view unit;  ///< "%", "rows", "s"; empty when it has none
  T fallback;             ///< the value when no policy says otherwise
  std::string_view help;
  Tighter tighter = Tighter::neither;
  OptionRange<T> range{};      ///< inclusive; numbers only
  std::string_view choices{};  ///< allowed values joined by '|'; texts only; empty: any text
  TextCheck check = nullptr;   ///< lists of texts only: asked of each when the policy is read
};

using AnyOption = std::variant<const Option<bool>*, const Option<std::int64_t>*, const Option<double>*,
                               const Option<std::string_view>*, const Option<TextList>*>;

std::string_view name_of(const AnyOption& option);

using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// What the policy sets for one gate; everything not set has the option's own default.
class Options {
 public:
  bool operator[](const Option<bool>& option) const;
  std::int64_t operator[](const Option<std::int64_t>& option) const;
  double operator[](const Option<double>& option) const;
  std::string operator[](const Option<std::string_view>& option) const;
  std::vector<std::string> operator[](const Option<TextList>& option) const;

  /// The value must be of the option's own type; the policy loader sees to that.
  void set(std::string_view name, OptionValue value);
  const std::map<std::string, OptionValue, std::less<>>& values() const { return x_values; }

 private:
  std::map<std::string, OptionValue, std::less<>> x_values;
};

/// The value in force: what `options` sets, else the option's default.
OptionValue effective(const Options& options, const AnyOption& option);
/// Every number of which less is tighter, brought half the way to OptionRange::halves_towards (a ratio of 2
/// becomes 1.5), but never below the lowest value that the option takes. One of which more is tighter stays: it has no
/// sure half.
Options halved(Options options, std::span<const AnyOption> known);
/// As a policy file would write it, e.g. `10`, `true`, `[a, b]`.
std::string to_text(const OptionValue& value);

}  // namespace tollgate
