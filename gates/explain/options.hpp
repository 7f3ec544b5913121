// The options of the gate `explain`, stated once: docs, policy schema and `tollgate explain` come from here. Their
// defaults are those of the judge.
#pragma once

#include <array>
#include <cstdint>

#include "core/option.hpp"
#include "gates/explain/judge.hpp"

namespace tollgate::explain {

inline constexpr Option<double> big_table_rows{
    .name = "big_table_rows",
    .unit = "rows",
    .fallback = Thresholds{}.big_table_rows,
    .help = "From how many rows on a table is big: scans of smaller ones are never told of.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> big_product_rows{
    .name = "big_product_rows",
    .unit = "rows",
    .fallback = Thresholds{}.big_product_rows,
    .help = "From how many pairs of rows on a join without a condition, or one that multiplies, is a fault.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> selective_share_pct{
    .name = "selective_share_pct",
    .unit = "%",
    .fallback = Thresholds{}.selective_share * 100,
    .help = "A scan of a big table, or of a big CTE, that keeps more of it than this is right.",
    .tighter = Tighter::higher,
    .range = {.lowest = 0, .highest = 100},
};
inline constexpr Option<double> max_cost_ratio{
    .name = "max_cost_ratio",
    .unit = "",
    .fallback = Thresholds{}.cost_ratio,
    .help = "How many times the cost, or the expected rows, of base the plan of head may have.",
    .tighter = Tighter::lower,
    .range = {.lowest = 1, .highest = 1e18, .halves_towards = 1},
};
inline constexpr Option<double> min_cost_rise{
    .name = "min_cost_rise",
    .unit = "",
    .fallback = Thresholds{}.cost_rise,
    .help = "A rise by less than this, in the planner's units of cost or in rows, is never told of.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> max_join_growth{
    .name = "max_join_growth",
    .unit = "",
    .fallback = Thresholds{}.join_growth,
    .help = "How many times the rows of its larger input a join of big_product_rows rows or more may give.",
    .tighter = Tighter::lower,
    .range = {.lowest = 1, .highest = 1e18, .halves_towards = 1},
};
inline constexpr Option<double> loop_table_rows{
    .name = "loop_table_rows",
    .unit = "rows",
    .fallback = Thresholds{}.loop_table_rows,
    .help = "From how many rows on a table may not be read whole once per row of something else.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> max_offset_rows{
    .name = "max_offset_rows",
    .unit = "rows",
    .fallback = Thresholds{}.offset_rows,
    .help = "An OFFSET of fewer rows than this is never told of.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> max_index_cost_per_row{
    .name = "max_index_cost_per_row",
    .unit = "",
    .fallback = Thresholds{}.index_cost_per_row,
    .help = "What an index scan may cost, or how many rows a bitmap may find, for each row that is kept.",
    .tighter = Tighter::lower,
    .range = {.lowest = 1, .highest = 1e18, .halves_towards = 1},
};
inline constexpr Option<double> max_memory_ratio{
    .name = "max_memory_ratio",
    .unit = "",
    .fallback = Thresholds{}.memory_ratio,
    .help =
        "How many times the memory that it has a sort or hash table that base does not have may need before it "
        "is a warning.",
    .tighter = Tighter::lower,
    .range = {.lowest = 1, .highest = 1e18, .halves_towards = 1},
};
inline constexpr Option<double> max_estimate_error{
    .name = "max_estimate_error",
    .unit = "",
    .fallback = Thresholds{}.estimate_error,
    .help = "How many times the expected rows may come, or the other way round, where SQL is executed (analyze).",
    .tighter = Tighter::lower,
    .range = {.lowest = 1, .highest = 1e18, .halves_towards = 1},
};
inline constexpr Option<bool> try_indexes{
    .name = "try_indexes",
    .unit = "",
    .fallback = true,
    .help =
        "Whether an index that seems to be missing is tried out with HypoPG, where that extension is installed in "
        "the database. Nothing is built.",
};
inline constexpr Option<std::int64_t> diagnosis_budget{
    .name = "diagnosis_budget",
    .unit = "s",
    .fallback = 20,
    .help =
        "How long the database may be asked whether the keys that a join is suspected to repeat do, by counts per key. "
        "0: never ask.",
    .range = {.lowest = 0, .highest = 3600},
};
inline constexpr Option<bool> analyze{
    .name = "analyze",
    .unit = "",
    .fallback = false,
    .help =
        "Whether the SQL is executed (EXPLAIN ANALYZE), in a read-only transaction, so that estimates can be held "
        "against what came. Needs analyze_timeout and analyze_max_rows. For a small clone.",
};
inline constexpr Option<std::int64_t> analyze_timeout{
    .name = "analyze_timeout",
    .unit = "s",
    .fallback = 0,
    .help = "For how long one model's SQL may be executed for `analyze`. 0: not stated, nothing is executed.",
    .range = {.lowest = 0, .highest = 86'400},
};
inline constexpr Option<double> analyze_max_rows{
    .name = "analyze_max_rows",
    .unit = "rows",
    .fallback = 0,
    .help =
        "SQL of which any step is expected to give more rows than this is not executed for `analyze`. 0: not "
        "stated, nothing is executed.",
};

inline constexpr std::array<AnyOption, 16> all_options{
    &big_table_rows,         &big_product_rows, &selective_share_pct, &max_cost_ratio,
    &min_cost_rise,          &max_join_growth,  &loop_table_rows,     &max_offset_rows,
    &max_index_cost_per_row, &max_memory_ratio, &max_estimate_error,  &try_indexes,
    &diagnosis_budget,       &analyze,          &analyze_timeout,     &analyze_max_rows,
};

inline Thresholds thresholds_of(const Options& options) {
  Thresholds limits;
  limits.big_table_rows = options[big_table_rows];
  limits.big_product_rows = options[big_product_rows];
  limits.selective_share = options[selective_share_pct] / 100;
  limits.cost_ratio = options[max_cost_ratio];
  limits.cost_rise = options[min_cost_rise];
  limits.join_growth = options[max_join_growth];
  limits.loop_table_rows = options[loop_table_rows];
  limits.offset_rows = options[max_offset_rows];
  limits.index_cost_per_row = options[max_index_cost_per_row];
  limits.memory_ratio = options[max_memory_ratio];
  limits.estimate_error = options[max_estimate_error];
  return limits;
}

}  // namespace tollgate::explain
