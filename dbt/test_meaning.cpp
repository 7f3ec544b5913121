#include "dbt/test_meaning.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/unique_id.hpp"
#include "dbt/json.hpp"
#include "dbt/squeezed.hpp"
#include "dbt/variables.hpp"

namespace tollgate::dbt {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

using Names = std::pair<std::string_view, std::string_view>;  // test, argument

/// Arguments that list what is allowed, or what is unique together: a longer list lets more pass.
constexpr std::array<Names, 5> allowing_lists{{{"accepted_values", "values"},
                                               {"unique_combination_of_columns", "combination_of_columns"},
                                               {"expect_compound_columns_to_be_unique", "column_list"},
                                               {"expect_column_values_to_be_in_set", "value_set"},
                                               {"expect_column_distinct_values_to_be_in_set", "value_set"}}};
constexpr std::array<std::string_view, 2> lower_bounds{"min_value", "at_least"};
constexpr std::array<std::string_view, 2> upper_bounds{"max_value", "at_most"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// dbt counts failures: the smallest count for which `> 5` and its like hold. Nothing for what is no such comparison.
std::optional<double> threshold(std::string_view condition) {
  std::string text;
  std::ranges::copy_if(condition, std::back_inserter(text), [](char c) { return c != ' '; });
  if (text.empty() || text == "!=0" || text == "<>0") return 1;
  const bool more = text.starts_with('>');
  const bool or_equal = text.starts_with(">=");
  const auto number = number_in(std::string_view(text).substr(or_equal ? 2 : 1));
  if (!more || !number) return std::nullopt;
  return or_equal ? *number : *number + 1;
}

/// From how many failures on a test fails, and from how many on it is told at all (dbt's TestRunner).
struct Thresholds {
  std::optional<double> fails, tells;
};

Thresholds thresholds_of(const TestInfo& test) {
  const auto warns = threshold(test.warn_if);
  if (test.severity == "WARN") return {never, warns};
  const auto fails = threshold(test.error_if);
  if (!fails || !warns) return {fails, std::nullopt};
  return {fails, std::min(*fails, *warns)};
}

std::optional<std::set<std::string>> list_in(const std::string& json) {
  if (!json.starts_with('[')) return std::nullopt;
  try {
    std::set<std::string> items;
    JsonDocument document("argument", FileBytes::copy_of("{\"list\":" + json + "}"));
    document.each_field([&](std::string_view, const JsonValue& list) {
      list.each_element([&](const JsonValue& item) { items.insert(item.plain()); });
    });
    return items;
  } catch (const Error&) {  // a text that only looks like a list
    return std::nullopt;
  }
}

/// Nothing: the lists allow the same.
std::optional<Direction> compare_lists(const std::set<std::string>& before, const std::set<std::string>& after) {
  const bool more = !std::ranges::includes(before, after);
  const bool fewer = !std::ranges::includes(after, before);
  if (more && fewer) return Direction::unknown;
  if (more) return Direction::looser;
  return fewer ? std::optional(Direction::stricter) : std::nullopt;
}

/// Where a larger number lets more pass; not set counts as letting all pass.
Direction compare_numbers(std::string_view before, std::string_view after, bool larger_passes_more) {
  const auto bound = [&](std::string_view text) -> std::optional<double> {
    if (text.empty() || text == "null") return larger_passes_more ? never : -never;
    return number_in(text);
  };
  const auto from = bound(before), to = bound(after);
  if (!from || !to || *from == *to) return Direction::unknown;
  return (*to > *from) == larger_passes_more ? Direction::looser : Direction::stricter;
}

/// Fewer failures are looked for, so fewer are counted.
Direction compare_limits(std::string_view before, std::string_view after) {
  const auto from = before.empty() ? std::optional(never) : number_in(before);
  const auto to = after.empty() ? std::optional(never) : number_in(after);
  if (!from || !to) return Direction::unknown;
  return *to < *from ? Direction::looser : Direction::stricter;
}

/// Rows that a filter leaves out are not tested.
Direction compare_filters(std::string_view before, std::string_view after) {
  if (after.empty()) return Direction::stricter;
  return before.empty() ? Direction::looser : Direction::unknown;
}

/// The quotes around names in Jinja are a matter of taste.
std::string plain_words(std::string_view text) {
  std::string words = squeezed(text);
  std::ranges::replace(words, '"', '\'');
  return words;
}

/// Arguments hold SQL, Jinja, or words to which comments and blanks mean something.
bool says_the_same(std::string_view argument, const std::string& before, const std::string& after) {
  if (before == after) return true;
  constexpr std::array<std::string_view, 3> comments{"--", "/*", "{#"};
  constexpr std::array<std::string_view, 3> literal{"regex", "pattern", "format"};
  const auto is_in = [](std::string_view text) {
    return [text](std::string_view part) { return text.find(part) != std::string_view::npos; };
  };
  if (std::ranges::any_of(literal, is_in(argument))) return false;
  if (std::ranges::any_of(comments, is_in(before)) || std::ranges::any_of(comments, is_in(after))) return false;
  return plain_words(before) == plain_words(after);
}

class Comparison {
 public:
  Comparison(const Node& before, const Node& after, const Project& head)
      : x_before(before), x_after(after), x_head(head) {}

  std::vector<TestDifference> take() {
    compare_arguments();
    compare_thresholds();
    const TestInfo& a = *x_before.test;
    const TestInfo& b = *x_after.test;
    if (differ("where", a.where, b.where)) {
      add("where", a.where, b.where, compare_filters(a.where, b.where));
    }
    if (differ("limit", a.limit, b.limit)) add("limit", a.limit, b.limit, compare_limits(a.limit, b.limit));
    const std::string counted = "count(*)";
    const std::string& from = a.fail_calc.empty() ? counted : a.fail_calc;
    const std::string& to = b.fail_calc.empty() ? counted : b.fail_calc;
    if (differ("fail_calc", from, to)) add("fail_calc", from, to, Direction::unknown);
    return std::move(x_found);
  }

 private:
  void add(std::string what, std::string before, std::string after, Direction direction) {
    x_found.push_back({std::move(what), std::move(before), std::move(after), direction});
  }

  /// What the environment alone makes another, as in `{{ 'warn' if target.name == 'ci' else 'error' }}`, is the same.
  bool differ(std::string_view key, const std::string& before, const std::string& after) const {
    if (plain_words(before) == plain_words(after)) return false;
    const auto& from = x_before.test->templates;
    const auto& to = x_after.test->templates;
    const auto a = from.find(key), b = to.find(key);
    if (a == from.end() || b == to.end() || plain_words(a->second) != plain_words(b->second)) return true;
    return x_head.variables_edited && reads_variables(b->second);
  }

  void compare_thresholds() {
    const TestInfo& a = *x_before.test;
    const TestInfo& b = *x_after.test;
    const Thresholds before = thresholds_of(a), after = thresholds_of(b);
    Direction direction = Direction::unknown;
    if (before.fails && before.tells && after.fails && after.tells) {
      const bool looser = *after.fails > *before.fails || *after.tells > *before.tells;
      const bool same = *after.fails == *before.fails && *after.tells == *before.tells;
      if (same) return;
      direction = looser ? Direction::looser : Direction::stricter;
    }
    if (differ("severity", a.severity, b.severity)) add("severity", a.severity, b.severity, direction);
    if (differ("error_if", a.error_if, b.error_if)) add("error_if", a.error_if, b.error_if, direction);
    if (differ("warn_if", a.warn_if, b.warn_if)) add("warn_if", a.warn_if, b.warn_if, direction);
  }

  /// Whether the argument names a node that base's test reads and that head has no more.
  bool names_a_gone_node(std::string_view argument) const {
    return std::ranges::any_of(x_before.depends_on, [&](const std::string& id) {
      if (x_head.find_node(id) != nullptr || x_head.sources.contains(id)) return false;
      return mentions(argument, written_name(id));
    });
  }

  void compare_argument(const std::string& name, const std::string& before, const std::string& after) {
    const std::string_view test = x_before.test->name;
    if (says_the_same(name, before, after) || names_a_gone_node(before)) return;
    Direction direction = Direction::unknown;
    if (std::ranges::find(allowing_lists, Names(test, name)) != allowing_lists.end()) {
      const auto from = list_in(before), to = list_in(after);
      if (from && to) {
        const auto compared = compare_lists(*from, *to);
        if (!compared) return;
        direction = *compared;
      }
    } else if (holds(lower_bounds, name)) {
      direction = compare_numbers(before, after, false);
    } else if (holds(upper_bounds, name)) {
      direction = compare_numbers(before, after, true);
    }
    add(name, before, after, direction);
  }

  void compare_arguments() {
    const Meta& before = x_before.test->kwargs;
    const Meta& after = x_after.test->kwargs;
    std::set<std::string> names;
    for (const Meta* side : {&before, &after}) {
      for (const auto& [name, value] : *side) names.insert(name);
    }
    names.erase("column_name");
    for (const std::string& name : names) {
      const auto a = before.find(name), b = after.find(name);
      compare_argument(name, a == before.end() ? std::string() : a->second,
                       b == after.end() ? std::string() : b->second);
    }
  }

  const Node& x_before;
  const Node& x_after;
  const Project& x_head;
  std::vector<TestDifference> x_found;
};

}  // namespace

std::vector<TestDifference> differences(const Node& before, const Node& after, const Project& head) {
  if (!before.test || !after.test) return {};
  return Comparison(before, after, head).take();
}

bool checks_as_much(const std::vector<TestDifference>& differences) {
  return std::ranges::all_of(differences, [](const TestDifference& d) { return d.direction == Direction::stricter; });
}

std::string signature(const Node& test) {
  std::string text;
  const auto add = [&text](std::string_view part) { text.append(part).push_back('\n'); };
  const TestInfo& info = *test.test;
  for (const std::string* part :
       {&info.column, &info.severity, &info.where, &info.limit, &info.warn_if, &info.error_if, &info.fail_calc}) {
    add(*part);
  }
  for (const auto& [name, value] : info.kwargs) {
    add(name);
    add(value);
  }
  return text;
}

}  // namespace tollgate::dbt
