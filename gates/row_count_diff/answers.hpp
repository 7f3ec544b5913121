// Reads numbers out of answers, and says why there is none. Cells go no further than this room.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gates/row_count_diff/plan.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::rows {

/// Questions of one ask(), collected model by model so that base and head are neighbours.
class Batch {
 public:
  /// Where the answer will be.
  std::size_t add(const PlannedCount& count, warehouse::Side side, std::string sql, std::string_view what);
  /// Asks them all at once. Throws Error (unjudged) when there is no warehouse or it forgot some.
  std::vector<warehouse::Answer> ask(const Context& context) const;
  const std::vector<warehouse::Question>& questions() const { return x_questions; }

 private:
  std::vector<warehouse::Question> x_questions;
};

const std::string& relation_on(const PlannedCount& count, warehouse::Side side);

/// A cell of the first row as text; nothing when there is no such cell or it is null.
std::optional<std::string> cell(const warehouse::Answer& answer, std::size_t column);
std::optional<std::int64_t> whole_number(const std::optional<std::string>& text);

/// Why this answer is of no use, and what to do; empty when it is.
std::string problem_with(const warehouse::Answer& answer, const PlannedCount& count, warehouse::Side side);

/// How problem_with() tells that the head's relation is not there.
std::string not_built_text(const PlannedCount& count);

/// The reasons that are not empty, each once, joined. What neighbours end with alike after their first `: `, which is
/// what to do, is said behind the last of them.
std::string joined(std::vector<std::string> reasons);

}  // namespace tollgate::gates::rows
