#include "gates/row_count_diff/answers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "gates/asking.hpp"

namespace tollgate::gates::rows {

using warehouse::Problem;
using warehouse::Side;

std::size_t Batch::add(const PlannedCount& count, Side side, std::string sql, std::string_view what) {
  x_questions.push_back({side, std::move(sql), fmt::format("{} of {}", what, relation_on(count, side))});
  return x_questions.size() - 1;
}

std::vector<warehouse::Answer> Batch::ask(const Context& context) const {
  return gates::ask(context, x_questions, "count rows");
}

const std::string& relation_on(const PlannedCount& count, Side side) {
  return side == Side::base ? count.base_relation : count.head_relation;
}

std::optional<std::string> cell(const warehouse::Answer& answer, std::size_t column) {
  if (answer.rows.empty() || answer.rows.front().size() <= column) return std::nullopt;
  return answer.rows.front()[column];
}

std::optional<std::int64_t> whole_number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, problem] = std::from_chars(text->data(), end, value);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::string not_built_text(const PlannedCount& count) {
  return fmt::format("{} does not exist on head: build it there (`dbt build --select {}`)", count.head_relation,
                     called(*count.target));
}

std::string problem_with(const warehouse::Answer& answer, const PlannedCount& count, Side side) {
  switch (answer.problem) {
    case Problem::none:
      return {};
    case Problem::undefined_relation:
      if (side == Side::head) return not_built_text(count);
      return fmt::format(
          "{} does not exist on base, though the base manifest has it: build base, or pass the manifest that goes with "
          "the database asked",
          count.base_relation);
    case Problem::undefined_column:
      return fmt::format(
          "{} on {} lacks a column that the policy's where, event_time or group_by names: name one that both sides "
          "have",
          relation_on(count, side), warehouse::to_string(side));
    default:
      break;
  }
  if (!answer.explanation.empty()) return answer.explanation;
  return fmt::format("{} could not be counted on {} (SQLSTATE {}): the server's log says why", relation_on(count, side),
                     warehouse::to_string(side), answer.sqlstate.empty() ? "unknown" : answer.sqlstate);
}

std::string joined(std::vector<std::string> reasons) {
  std::vector<std::string> kept;
  for (std::string& reason : reasons) {
    if (!reason.empty() && std::ranges::find(kept, reason) == kept.end()) kept.push_back(std::move(reason));
  }
  const auto remedy = [](std::string_view reason) { return reason.substr(std::min(reason.find(": "), reason.size())); };
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    const std::string_view what_to_do = remedy(kept[i]);
    if (what_to_do == remedy(kept[i + 1])) kept[i].resize(kept[i].size() - what_to_do.size());
  }
  return fmt::format("{}", fmt::join(kept, "; "));
}

}  // namespace tollgate::gates::rows
