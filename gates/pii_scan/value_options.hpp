// The options of pii-scan about reading values; `values` itself, which turns it on, stands in options.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/option.hpp"

namespace tollgate::pii_scan {

inline constexpr Option<std::int64_t> value_rows{
    .name = "value_rows",
    .unit = "rows",
    .fallback = 2'000,
    .help = "About so many rows of a relation are sampled, however large it is.",
    .tighter = Tighter::higher,
    .range = {.lowest = 100, .highest = 20'000},
};

inline constexpr Option<std::int64_t> value_seed{
    .name = "value_seed",
    .unit = "",
    .fallback = 42,
    .help = "Of the sample (`TABLESAMPLE … REPEATABLE`): the same seed on an unchanged table reads the same rows.",
    .range = {.lowest = 0, .highest = 2'147'483'647},
};

inline constexpr Option<std::int64_t> value_timeout{
    .name = "value_timeout",
    .unit = "s",
    .fallback = 5,
    .help = "What the server may spend on one statement of the sample, where that is less than the warehouse's own.",
    .range = {.lowest = 1, .highest = 600},
};

inline constexpr Option<std::string_view> unread_values{
    .name = "unread_values",
    .unit = "",
    .fallback = "errored",
    .help =
        "What a relation is whose values could not be read (no privilege, a timeout, not built): `errored` leaves its "
        "model unjudged, `finding` makes a finding of the rule pii-values-unread, with the severity that the policy "
        "gives it.",
    .choices = "errored|finding",
};

}  // namespace tollgate::pii_scan
