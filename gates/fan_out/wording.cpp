#include "gates/fan_out/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/listing.hpp"

namespace tollgate::gates::fan_out {

namespace {

std::string grouped(double number) {
  std::string digits = fmt::format("{:.0f}", number);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, 1, ',');
  }
  return digits;
}

std::int64_t whole(double number) { return static_cast<std::int64_t>(std::llround(number)); }

/// Two decimals, or as many as it takes to see that it is not 1.
std::string factor(double value) {
  return std::abs(value - 1) < 0.01 ? fmt::format("{:.6f}", value) : fmt::format("{:.2f}", value);
}

const std::string& driving(const sql::JoinList& list) { return list.inputs.front().name; }

/// `row of orders`: of what the join is given.
std::string each_row(const JoinInquiry& inquiry) {
  return inquiry.left_name.empty() ? "row before it" : "row of " + inquiry.left_name;
}

std::string keys_repeat(std::int64_t repeated) {
  return fmt::format("{} {}", grouped(static_cast<double>(repeated)), repeated == 1 ? "key repeats" : "keys repeat");
}

std::string_view type_text(const sql::Join& join) {
  switch (join.type) {
    case sql::JoinType::left:
      return "left join";
    case sql::JoinType::full:
      return "full join";
    case sql::JoinType::cross:
      return "cross join";
    default:
      return "inner join";
  }
}

/// A key of the right side that the join does not go by.
std::string other_key(const JoinInquiry& inquiry) {
  if (inquiry.input().relation == nullptr) return {};
  const sql::KnownRelation& relation = *inquiry.input().relation;
  for (const std::vector<int>& key : relation.unique_keys) {
    std::vector<std::string> names;
    names.reserve(key.size());
    for (const int index : key) names.push_back(relation.columns[static_cast<std::size_t>(index)].name);
    std::string text = fmt::format("{}", fmt::join(names, ", "));
    if (!text.empty() && text != inquiry.right_names()) return text;
  }
  return {};
}

}  // namespace

double JoinCounts::multiplier(bool keeps_unmatched) const {
  return left > 0 ? (matched + (keeps_unmatched ? unmatched : 0)) / left : 0;
}

double JoinCounts::per_match() const { return left > unmatched ? matched / (left - unmatched) : 0; }

std::string place_text(const Location& place) { return fmt::format("{}:{}", place.path, place.line); }

Diagnosis multiplied(const JoinInquiry& inquiry, std::int64_t repeated, const std::optional<JoinCounts>& counts,
                     const Location& place) {
  const std::string& right = inquiry.input().name;
  const std::string key = inquiry.right_names();
  const std::string unique = other_key(inquiry);
  Diagnosis diagnosis;
  diagnosis.location = place;
  diagnosis.clause = unique.empty() ? fmt::format("{} is not unique on {}", right, key)
                                    : fmt::format("{} is unique on {}, not on {}", right, unique, key);
  diagnosis.clause += ": " + keys_repeat(repeated);
  diagnosis.evidence.push_back({"repeated_keys", repeated});
  if (counts) {
    const double multiplier = counts->multiplier(inquiry.keeps_unmatched());
    diagnosis.clause += fmt::format(", each {} becomes {} rows on average{}", each_row(inquiry), factor(multiplier),
                                    inquiry.filters_told ? "" : " before other filters");
    diagnosis.evidence.push_back({"multiplier", multiplier});
  } else {
    diagnosis.clause += ", by how much rows are multiplied could not be told from counts per key";
  }
  diagnosis.clause += fmt::format(" (join at {})", place_text(place));
  diagnosis.help = fmt::format("Aggregate {} to one row per {} before the join{}.", right, key,
                               unique.empty() ? "" : fmt::format(", or join on {}", unique));
  return diagnosis;
}

Diagnosis multiplied_by_all(const JoinInquiry& inquiry, std::int64_t rows, const Location& place) {
  const std::string& right = inquiry.input().name;
  return {fmt::format("{} is joined without a condition: each row becomes {} rows (join at {})", right,
                      grouped(static_cast<double>(rows)), place_text(place)),
          fmt::format("Join {} by a key, or aggregate it to one row.", right),
          place,
          {{"multiplier", static_cast<double>(rows)}}};
}

Diagnosis given_more(const JoinInquiry& inquiry, std::optional<std::int64_t> repeated, const RowPair& rows,
                     const Location& place) {
  const std::string& right = inquiry.input().name;
  const std::string key = inquiry.right_names();
  Diagnosis diagnosis;
  diagnosis.location = place;
  if (repeated && *repeated > 0) {
    diagnosis.clause =
        fmt::format("{} is not unique on {}: {}, and its {} makes {} rows of {}", right, key, keys_repeat(*repeated),
                    type_text(*inquiry.join), grouped(rows.after), grouped(rows.before));
    diagnosis.help =
        fmt::format("Aggregate {} to one row per {} before the join, or join on more of its key.", right, key);
    diagnosis.evidence.push_back({"repeated_keys", *repeated});
  } else {
    diagnosis.clause = fmt::format("the {} of {} makes {} rows of {}", type_text(*inquiry.join), right,
                                   grouped(rows.after), grouped(rows.before));
    diagnosis.help = inquiry.join->type == sql::JoinType::full
                         ? fmt::format("Make it a left join if rows that only {} has are not meant.", right)
                         : fmt::format("Make sure that {} gives at most one row for each row before it.", right);
  }
  diagnosis.clause += fmt::format(", each becomes {} on average{} (join at {})", factor(rows.multiplier()),
                                  inquiry.filters_told ? "" : " before other filters", place_text(place));
  diagnosis.evidence.push_back({"multiplier", rows.multiplier()});
  return diagnosis;
}

std::string multiplies_too(const JoinInquiry& inquiry, const Diagnosis& found) {
  const auto multiplier = std::ranges::find(found.evidence, "multiplier", &Evidence::name);
  std::string text = fmt::format("; the join of {} multiplies rows as well", inquiry.input().name);
  if (multiplier == found.evidence.end()) return text;
  return text + fmt::format(" (each becomes {} on average)", factor(std::get<double>(multiplier->value)));
}

Diagnosis unmatched(const JoinInquiry& inquiry, const JoinCounts& counts, const std::optional<JoinCounts>& base,
                    const Location& place) {
  const std::string& right = inquiry.input().name;
  const std::string rows = inquiry.left_name.empty() ? "rows" : "rows of " + inquiry.left_name;
  Diagnosis diagnosis;
  diagnosis.location = place;
  diagnosis.clause = fmt::format("the inner join of {} drops {} of {} {}, which have no match on {}", right,
                                 grouped(counts.unmatched), grouped(counts.left), rows, inquiry.right_names());
  if (base) diagnosis.clause += fmt::format(" (on base {} of {})", grouped(base->unmatched), grouped(base->left));
  diagnosis.clause += fmt::format(" (join at {})", place_text(place));
  diagnosis.help = fmt::format(
      "If {} without a match should stay, make it a left join; else look for keys that {} lacks or writes otherwise.",
      rows, right);
  diagnosis.evidence = {{"left_rows", whole(counts.left)}, {"unmatched_rows", whole(counts.unmatched)}};
  return diagnosis;
}

Diagnosis given_fewer(const JoinInquiry& inquiry, const RowPair& rows, const std::optional<RowPair>& base,
                      const Location& place) {
  const std::string& right = inquiry.input().name;
  Diagnosis diagnosis;
  diagnosis.location = place;
  diagnosis.clause = fmt::format("the {} of {} keeps {} of {} rows", type_text(*inquiry.join), right,
                                 grouped(rows.after), grouped(rows.before));
  if (base) diagnosis.clause += fmt::format(" (on base {} of {})", grouped(base->after), grouped(base->before));
  diagnosis.clause += fmt::format(" (join at {})", place_text(place));
  diagnosis.help = fmt::format("If rows without a match in {} should stay, make it a left join.", right);
  diagnosis.evidence = {{"rows_before_join", whole(rows.before)}, {"rows_after_join", whole(rows.after)}};
  return diagnosis;
}

Diagnosis filtered(const FilterInquiry& inquiry, std::size_t filter, double before, double kept,
                   const Location& place) {
  const sql::RowFilter& asked = *inquiry.filters[filter];
  const std::string& excerpt = asked.excerpt;
  const std::string rows = inquiry.joined ? "joined rows" : "rows of " + driving(*inquiry.list);
  Diagnosis diagnosis;
  diagnosis.clause = fmt::format("the filter `{}` keeps {} of {} {}", excerpt, grouped(kept), grouped(before), rows);
  diagnosis.help = fmt::format("Hold the filter `{}` against what the column contains on head.", excerpt);
  if (asked.undoes >= 0) {
    const sql::Join& join = inquiry.list->joins[static_cast<std::size_t>(asked.undoes)];
    const std::string& right = inquiry.list->inputs[static_cast<std::size_t>(join.input)].name;
    diagnosis.clause += fmt::format(", none of those without a match in {}: it undoes that left join", right);
    diagnosis.help = fmt::format("Move `{}` into the ON of the left join of {} if rows without a match should stay.",
                                 excerpt, right);
  }
  diagnosis.clause += fmt::format(" (at {})", place_text(place));
  diagnosis.location = place;
  diagnosis.evidence = {{"rows_before_filter", whole(before)}, {"rows_after_filter", whole(kept)}};
  return diagnosis;
}

std::string filter_step(const FilterInquiry& inquiry, std::size_t filter, double before, double kept) {
  return fmt::format("the filter `{}` keeps {} of {}", inquiry.filters[filter]->excerpt, grouped(kept),
                     grouped(before));
}

std::string join_step(const JoinInquiry& inquiry, const JoinCounts& counts) {
  return fmt::format("the inner join of {} keeps {} of {}", inquiry.input().name,
                     grouped(counts.left - counts.unmatched), grouped(counts.left));
}

std::string join_step(const JoinInquiry& inquiry, const RowPair& rows) {
  return fmt::format("the {} of {} makes {} of {}", type_text(*inquiry.join), inquiry.input().name, grouped(rows.after),
                     grouped(rows.before));
}

std::string steps_clause(const std::vector<std::string>& steps) {
  constexpr std::size_t most_steps = 6;
  if (steps.size() < 2) return {};
  return "; step by step, " + listed(steps, most_steps);
}

Diagnosis not_found(const Inquiry& inquiry, bool lost, const std::vector<std::string>& untold) {
  std::vector<std::string> parts;
  const bool joins = std::ranges::any_of(inquiry.sources, [](const auto& source) {
    return std::ranges::any_of(source->lists, [](const sql::JoinList& list) { return !list.joins.empty(); });
  });
  if (inquiry.collapsed && !lost) {
    parts.emplace_back("its rows are groups, distinct or limited after its joins, so that these do not multiply them");
  } else if (joins && untold.empty()) {
    parts.emplace_back(lost ? "no inner join or filter that can be counted loses more than on base"
                            : "none of its joins multiplies rows more than on base");
  }
  constexpr std::size_t most_told = 2;
  for (std::size_t i = 0; i < std::min(untold.size(), most_told); ++i) parts.push_back(untold[i]);
  for (std::size_t i = 0; i < std::min(inquiry.changes.size(), most_told); ++i) parts.push_back(inquiry.changes[i]);
  return {fmt::format("{}", fmt::join(parts, "; ")), {}, std::nullopt, {}};
}

}  // namespace tollgate::gates::fan_out
