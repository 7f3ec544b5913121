#include "gates/row_count_diff/judge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/figures.hpp"
#include "gates/row_count_diff/options.hpp"

namespace tollgate::gates::rows {

namespace {

constexpr std::size_t periods_told = 5;

std::string counts_text(const std::string& name, std::int64_t base, std::int64_t head) {
  return fmt::format("{}: {} {} on base, {} on head", name, grouped(base), base == 1 ? "row" : "rows", grouped(head));
}

std::vector<Evidence> counts_evidence(std::int64_t base, std::int64_t head) {
  return {{"base_rows", base}, {"head_rows", head}};
}

RowFault beyond_limit(const Rule& rule, const std::string& name, std::int64_t base, std::int64_t head, double limit) {
  const double pct = change_pct(base, head);
  RowFault fault{&rule,
                 fmt::format("{} ({}, limit {}{})", counts_text(name, base, head), change_beyond_text(pct, limit),
                             pct < 0 ? '-' : '+', limit_text(limit)),
                 counts_evidence(base, head)};
  fault.evidence.push_back({"change_pct", pct});
  fault.evidence.push_back({"limit_pct", limit});
  return fault;
}

/// Never overflows: counts are not negative.
std::int64_t distance(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

struct PartitionLosses {
  std::vector<std::string> labels;
  std::int64_t base_rows = 0;
  std::int64_t head_rows = 0;
};

void lose(PartitionLosses& losses, const std::string& label, std::int64_t base, std::int64_t head) {
  losses.labels.push_back(label);
  losses.base_rows += base;
  losses.head_rows += head;
}

std::string which(const PartitionLosses& losses, bool periods) {
  const std::size_t n = losses.labels.size();
  if (!periods) return fmt::format("{} {}", n, n == 1 ? "key" : "keys");
  const auto end = losses.labels.begin() + static_cast<std::ptrdiff_t>(std::min(n, periods_told));
  std::string text = fmt::format("{}", fmt::join(losses.labels.begin(), end, ", "));
  if (n > periods_told) text += fmt::format(" and {} more", n - periods_told);
  return text;
}

RowFault partition_fault(const Rule& rule, std::string message, const PartitionLosses& losses) {
  return {&rule,
          std::move(message),
          {{"partitions", static_cast<std::int64_t>(losses.labels.size())},
           {"base_rows", losses.base_rows},
           {"head_rows", losses.head_rows}}};
}

}  // namespace

Limits limits_of(const Options& options) {
  return {.max_growth_pct = options[max_growth_pct],
          .max_drop_pct = options[max_drop_pct],
          .max_partition_drop_pct = options[max_partition_drop_pct],
          .min_rows_changed = options[min_rows_changed],
          .min_rows_new = options[min_rows_new],
          .allow_empty = options[allow_empty]};
}

double change_pct(std::int64_t base, std::int64_t head) {
  return 100.0 * (static_cast<double>(head) - static_cast<double>(base)) / static_cast<double>(base);
}

std::optional<RowFault> judge_counts(const std::string& name, std::int64_t base, std::int64_t head,
                                     const Limits& limits) {
  if (base == head) return std::nullopt;
  if (head == 0) {
    if (limits.allow_empty) return std::nullopt;
    return RowFault{&zero_rule, fmt::format("{}: no row left", counts_text(name, base, head)),
                    counts_evidence(base, head)};
  }
  if (base == 0) {
    return RowFault{&from_zero_rule, counts_text(name, base, head), counts_evidence(base, head)};
  }
  if (distance(base, head) < limits.min_rows_changed) return std::nullopt;
  const double pct = change_pct(base, head);
  if (pct > limits.max_growth_pct) return beyond_limit(growth_rule, name, base, head, limits.max_growth_pct);
  if (-pct > limits.max_drop_pct) return beyond_limit(drop_rule, name, base, head, limits.max_drop_pct);
  return std::nullopt;
}

std::optional<RowFault> judge_new(const std::string& name, std::int64_t head, const Limits& limits) {
  if (head >= limits.min_rows_new || (head == 0 && limits.allow_empty)) return std::nullopt;
  return RowFault{&small_new_rule,
                  fmt::format("{}: new, {} {} on head (at least {})", name, grouped(head), head == 1 ? "row" : "rows",
                              grouped(limits.min_rows_new)),
                  {{"head_rows", head}, {"min_rows_new", limits.min_rows_new}}};
}

RowFault judge_narrowed(const std::string& name, const std::string& column, const std::string& base_range) {
  return {&narrowed_rule,
          fmt::format("{}: by {} head holds only a part of base's {}, and only that part is compared", name, column,
                      base_range),
          {}};
}

RowFault judge_widened(const std::string& name, const std::string& column, const std::string& head_range,
                       std::optional<std::int64_t> outside) {
  const std::string rows = outside ? grouped(*outside) + (*outside == 1 ? " row" : " rows") : "rows";
  RowFault fault{&widened_rule,
                 fmt::format("{}: {} on head lie outside of the compared stretch, from before base's first {} on: head "
                             "holds {}, and no limit judges them",
                             name, rows, column, head_range),
                 {}};
  if (outside) fault.evidence.push_back({"rows_outside", *outside});
  return fault;
}

bool estimates_suffice(std::int64_t base, std::int64_t head, std::int64_t floor, const Limits& limits) {
  if (floor <= 0 || base <= floor || head <= floor) return false;
  const double pct = change_pct(base, head);
  return pct <= limits.max_growth_pct / 2 && -pct <= limits.max_drop_pct / 2;
}

std::vector<RowFault> judge_partitions(const std::string& name, const std::string& column, const Partitions& base,
                                       const Partitions& head, bool periods, const Limits& limits) {
  PartitionLosses lost;
  PartitionLosses dropped;
  for (const auto& [label, base_rows] : base) {
    const auto found = head.find(label);
    const std::int64_t head_rows = found == head.end() ? 0 : found->second;
    if (base_rows <= 0) continue;
    if (head_rows == 0) {
      lose(lost, label, base_rows, 0);
    } else if (base_rows - head_rows >= limits.min_rows_changed &&
               -change_pct(base_rows, head_rows) > limits.max_partition_drop_pct) {
      lose(dropped, label, base_rows, head_rows);
    }
  }
  std::vector<RowFault> faults;
  if (!lost.labels.empty()) {
    faults.push_back(partition_fault(partition_lost_rule,
                                     fmt::format("{}: {} of {} lost all rows ({} on base)", name, which(lost, periods),
                                                 column, grouped(lost.base_rows)),
                                     lost));
  }
  if (!dropped.labels.empty()) {
    faults.push_back(partition_fault(
        partition_drop_rule,
        fmt::format("{}: {} of {} fell from {} to {} rows (limit -{} each)", name, which(dropped, periods), column,
                    grouped(dropped.base_rows), grouped(dropped.head_rows), limit_text(limits.max_partition_drop_pct)),
        dropped));
  }
  return faults;
}

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3;) {
    end -= 3;
    digits.insert(end, 1, ',');
  }
  return digits;
}

}  // namespace tollgate::gates::rows
