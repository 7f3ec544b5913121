// The options and rules of the gate `sample`, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include <array>
#include <cstdint>

#include "core/gate.hpp"
#include "core/option.hpp"

namespace tollgate::gates::sample_run {

inline constexpr Option<std::int64_t> rows{
    .name = "rows",
    .unit = "rows",
    .fallback = 100'000,
    .help =
        "About how many rows of the largest relation are read. Models over relations of up to this size are run "
        "whole.",
    .tighter = Tighter::higher,
    .range = {.lowest = 1},
};
inline constexpr Option<std::int64_t> timeout_seconds{
    .name = "timeout_seconds",
    .unit = "s",
    .fallback = 30,
    .help = "Longest time of one run; warehouse.statement_timeout holds too. What takes longer is not judged.",
    .tighter = Tighter::neither,
    .range = {.lowest = 1, .highest = 86'400},
};

inline constexpr std::array<AnyOption, 2> all_options{&rows, &timeout_seconds};

inline constexpr std::array all_rules{
    Rule{"empty-result", Severity::error, "The model's SQL gives no rows where base's SQL over the same inputs does.",
         "Look at the joins and filters that this change touches: one of them lets nothing through."},
    Rule{"all-null-column", Severity::error,
         "Every value of a column is null, and base's SQL over the same inputs gives values.",
         "Look at where the column comes from: a join key that never matches, a CASE without the old branch, a field "
         "of JSON under another name."},
    Rule{"runtime-error", Severity::error,
         "PostgreSQL runs the model's SQL into an error (a cast, a division by zero, a sub-query with more than one "
         "row), and base's SQL over the same inputs does not.",
         "Guard the expression: nullif(x, 0) under a division, a filter before a cast, an aggregate or LIMIT 1 in a "
         "sub-query. The server's own message is kept out of reports, because it can hold data: run the SQL by hand."},
    Rule{"fails-as-before", Severity::info,
         "PostgreSQL runs the SQL of both sides into an error, so nothing can be compared.",
         "The change is not the cause; the model cannot be built from these inputs either way."},
};
inline constexpr const Rule& empty_result = all_rules[0];
inline constexpr const Rule& all_null_column = all_rules[1];
inline constexpr const Rule& runtime_error = all_rules[2];
inline constexpr const Rule& fails_as_before = all_rules[3];

}  // namespace tollgate::gates::sample_run
