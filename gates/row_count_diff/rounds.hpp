// The two rounds of questions: first what must be known before counting (estimates, time ranges, column types), then
// the counts themselves, all at once. Each adds its questions to a batch and reads its answers out of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "gates/row_count_diff/answers.hpp"
#include "gates/row_count_diff/judge.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "warehouse/count_sql.hpp"

namespace tollgate::gates::rows {

using Answers = std::span<const warehouse::Answer>;

/// Where the answers of one model's first round are.
struct FirstRound {
  std::optional<std::size_t> base_estimate, head_estimate;
  std::optional<std::size_t> base_range, head_range;
  std::optional<std::size_t> column_type;
  std::optional<std::size_t> base_identity, head_identity;  ///< of the databases
};

/// What the first round told about one count.
struct Preparation {
  std::string problem;  ///< why it cannot be counted; empty when it can
  warehouse::Window window;
  std::string window_text;
  std::string base_range_text;             ///< what base holds in all, when that is more than the window; else empty
  std::string head_range_text;             ///< what head holds in all, when that begins before base does; else empty
  bool head_goes_on = false;               ///< head holds times after base's last
  std::optional<std::int64_t> head_timed;  ///< rows of head that have an event time, when it holds more than the window
  std::string timeless_side;  ///< the side on which event_time holds no value at all; then all rows are counted
  std::string truncation;     ///< of group_by
  std::optional<std::int64_t> base_estimate, head_estimate;  ///< both set: they suffice, nothing is counted
};

FirstRound ask_first(const PlannedCount& count, Batch& batch);
Preparation read_first(const PlannedCount& count, const FirstRound& where, Answers answers);

/// Where the answers of one model's counts are.
struct SecondRound {
  std::optional<std::size_t> base_rows, head_rows;
  std::optional<std::size_t> head_kind;
  std::optional<std::size_t> base_partitions, head_partitions;
};

/// What was counted for one model.
struct Counted {
  std::string problem;  ///< why it cannot be judged; empty when it can
  std::optional<std::int64_t> base_rows, head_rows;
  Partitions base_partitions, head_partitions;
};

SecondRound ask_second(const PlannedCount& count, const Preparation& prepared, Batch& batch);
Counted read_second(const PlannedCount& count, const Preparation& prepared, const SecondRound& where, Answers answers);

}  // namespace tollgate::gates::rows
