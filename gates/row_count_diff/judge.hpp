// From counts to findings: pure, no warehouse, no project. Percentages are relative to base, and a limit is exceeded
// only beyond it, never at it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "core/gate.hpp"
#include "core/option.hpp"

namespace tollgate::gates::rows {

struct Limits {
  double max_growth_pct = 10;
  double max_drop_pct = 10;
  double max_partition_drop_pct = 50;
  std::int64_t min_rows_changed = 10;
  std::int64_t min_rows_new = 1;
  bool allow_empty = false;
};

Limits limits_of(const Options& options);

/// What is wrong, before it has a gate, a subject and a place.
struct RowFault {
  const Rule* rule = nullptr;
  std::string message;
  std::vector<Evidence> evidence;
};

/// 100 * (head - base) / base; `base` must not be 0.
double change_pct(std::int64_t base, std::int64_t head);

/// `name` opens the message. Zero rows come before percentages, and 0 -> 0 is no change.
std::optional<RowFault> judge_counts(const std::string& name, std::int64_t base, std::int64_t head,
                                     const Limits& limits);

/// A relation that base does not have.
std::optional<RowFault> judge_new(const std::string& name, std::int64_t head, const Limits& limits);

/// Head holds less time than base; the rest of base is compared with nothing.
RowFault judge_narrowed(const std::string& name, const std::string& column, const std::string& base_range);

/// Head holds times before base's first; `outside`: its rows beyond the compared stretch at either end, where that is
/// known.
RowFault judge_widened(const std::string& name, const std::string& column, const std::string& head_range,
                       std::optional<std::int64_t> outside);

/// Whether estimates are so close that no count is needed: both above `floor`, their difference at most half of the
/// limit. Planner statistics are a sample and may be stale, hence the wide margin; they never yield a finding.
bool estimates_suffice(std::int64_t base, std::int64_t head, std::int64_t floor, const Limits& limits);

/// Rows per partition. The key is either a period that tollgate named itself (`2023-03`) or opaque.
using Partitions = std::map<std::string, std::int64_t>;

/// At most one fault per rule. Periods are named, at most five; other keys are data and only numbered.
std::vector<RowFault> judge_partitions(const std::string& name, const std::string& column, const Partitions& base,
                                       const Partitions& head, bool periods, const Limits& limits);

/// 1234567 as `1,234,567`.
std::string grouped(std::int64_t number);

}  // namespace tollgate::gates::rows
