#include "reporters/figures_told.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <variant>

#include "core/figures.hpp"

namespace tollgate::reporters {

namespace {

enum class Unit : std::uint8_t { number, percent, memory };

struct Words {
  std::string_view name;
  std::string_view one;   ///< of one; `{}` is the figure
  std::string_view many;  ///< empty: as of one
  Unit unit = Unit::number;
};

/// By name. Reach, counts of columns, seeds and places in compiled SQL are in the message, or in none of a person's.
constexpr std::array all_words{
    Words{"actual_rows", "{} row came", "{} rows came"},
    Words{"base_cost", "cost {} on base", {}},
    Words{"base_rows", "{} row on base", "{} rows on base"},
    Words{"base_values", "{} value on base", "{} values on base"},
    Words{"bytes", "needs {}", {}, Unit::memory},
    Words{"change_pct", "changed by {}", {}, Unit::percent},
    Words{"cost_with_index", "cost {} with the index", {}},
    Words{"cost_without", "cost {} without it", {}},
    Words{"covered_findings", "it covers {} finding of this run", "it covers {} findings of this run"},
    Words{"expected_rows", "{} row expected", "{} rows expected"},
    Words{"failures", "{} failure", "{} failures"},
    Words{"first_rows", "run over the first {} row", "run over the first {} rows"},
    Words{"head_cost", "cost {} on head", {}},
    Words{"head_rows", "{} row on head", "{} rows on head"},
    Words{"inner_rows", "{} row on the inner side", "{} rows on the inner side"},
    Words{"kept_rows", "{} row kept", "{} rows kept"},
    Words{"largest_input", "the largest input has {} row", "the largest input has {} rows"},
    Words{"left_rows", "{} row before the join", "{} rows before the join"},
    Words{"limit_pct", "limit {}", {}, Unit::percent},
    Words{"loops", "read {} time", "read {} times"},
    Words{"memory", "may use {}", {}, Unit::memory},
    Words{"min_rows_new", "a new relation has at least {} row", "a new relation has at least {} rows"},
    Words{"multiplier", "each row becomes {} on average", {}},
    Words{"outer_rows", "{} row on the outer side", "{} rows on the outer side"},
    Words{"pairs", "{} pair of rows", "{} pairs of rows"},
    Words{"partitions", "{} partition", "{} partitions"},
    Words{"planned_partitions", "planned in {} part on disk", "planned in {} parts on disk"},
    Words{"repeated_keys", "{} key repeats", "{} keys repeat"},
    Words{"rows", "{} row expected", "{} rows expected"},
    Words{"rows_after_filter", "{} row after the filter", "{} rows after the filter"},
    Words{"rows_after_join", "{} row after the join", "{} rows after the join"},
    Words{"rows_before_filter", "{} row before the filter", "{} rows before the filter"},
    Words{"rows_before_join", "{} row before the join", "{} rows before the join"},
    Words{"rows_outside", "{} row outside of the time compared", "{} rows outside of the time compared"},
    Words{"sample_one_in", "run over one row in {}", {}},
    Words{"sampled_cells", "{} value sampled", "{} values sampled"},
    Words{"sampled_rows", "{} row sampled", "{} rows sampled"},
    Words{"table_rows", "{} row in the table", "{} rows in the table"},
    Words{"total_ratio", "a total below is x{} of base's", {}},
    Words{"unmatched_rows", "{} row without a match", "{} rows without a match"},
    Words{"untagged_columns", "{} column without a tag", "{} columns without a tag"},
};

static_assert(std::ranges::is_sorted(all_words, {}, &Words::name), "names are looked up by halves");

const Words* words_of(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(all_words, name, {}, &Words::name);
  return found == all_words.end() || found->name != name ? nullptr : &*found;
}

double number_of(const Evidence& fact) {
  return std::visit([](auto value) { return static_cast<double>(value); }, fact.value);
}

std::string figure_of(const Evidence& fact, Unit unit) {
  if (unit == Unit::memory) return memory_text(number_of(fact));
  if (unit == Unit::percent) return percent_text(number_of(fact));
  const auto* const whole = std::get_if<std::int64_t>(&fact.value);
  return whole != nullptr ? with_thousands(*whole) : figure_text(std::get<double>(fact.value));
}

std::string told(const Words& words, const std::string& figure) {
  const bool one = words.many.empty() || figure == "1";
  return fmt::format(fmt::runtime(one ? words.one : words.many), figure);
}

/// Whether the message has that figure, not as a part of a longer one.
bool names(std::string_view message, std::string_view figure) {
  const auto goes_on = [&](std::size_t at) {
    return at < message.size() && std::string_view("0123456789.,").find(message[at]) != std::string_view::npos;
  };
  const auto is_digit = [&](std::size_t at) { return at < message.size() && message[at] >= '0' && message[at] <= '9'; };
  for (std::size_t at = message.find(figure); at != std::string_view::npos; at = message.find(figure, at + 1)) {
    const std::size_t end = at + figure.size();
    const bool longer = goes_on(end) && (is_digit(end) || is_digit(end + 1));
    if (!(at > 0 && goes_on(at - 1)) && !longer) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> figures_told(const std::vector<Evidence>& evidence, std::string_view message) {
  std::vector<std::string> texts;
  for (const Evidence& fact : evidence) {
    const Words* const words = words_of(fact.name);
    if (words == nullptr) continue;
    const std::string figure = figure_of(fact, words->unit);
    if (names(message, figure)) continue;
    std::string text = told(*words, figure);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace tollgate::reporters
