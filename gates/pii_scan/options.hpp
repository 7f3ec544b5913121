// The options of pii-scan, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include "core/option.hpp"
#include "gates/pii_scan/sanitizers.hpp"

namespace tollgate::pii_scan {

inline constexpr Option<TextList> meta_keys{
    .name = "meta_keys",
    .unit = "",
    .fallback = {},
    .help =
        "Keys of `meta` that declare personal data, instead of the usual ones: pii, contains_pii, has_pii, "
        "pii_type, pii_level, personal_data, sensitive, classification, sensitivity, policy_tags, masking_policy, …",
};

inline constexpr Option<TextList> meta_values{
    .name = "meta_values",
    .unit = "",
    .fallback = {},
    .help =
        "Values of keys such as `classification` that mean personal data, instead of the usual ones: pii, "
        "personal, confidential, restricted, sensitive, high, phi, …",
};

inline constexpr Option<TextList> tags{
    .name = "tags",
    .unit = "",
    .fallback = {},
    .help =
        "dbt tags that mean personal data, also with a kind behind them (`pii_email`), instead of the usual ones: pii, "
        "contains_pii, has_pii, personal_data.",
};

inline constexpr Option<TextList> sanitizers{
    .name = "sanitizers",
    .unit = "",
    .fallback = {},
    .help =
        "Functions of the team that take the person out of a value: `anon.mask(1)`, `safe_mask(1, keep<=4)`, "
        "`team_hash(1) as hash`.",
    .check = sanitizer_problem,
};

inline constexpr Option<bool> closed{
    .name = "closed",
    .unit = "",
    .fallback = false,
    .help = "No personal data may newly come into models of this layer, tagged or not.",
    .tighter = Tighter::higher,
};

inline constexpr Option<TextList> closed_exposures{
    .name = "closed_exposures",
    .unit = "",
    .fallback = {},
    .help = "Exposures that no personal data may newly reach, tagged or not, by name; `*`: all of them.",
};

inline constexpr Option<bool> values{
    .name = "values",
    .unit = "",
    .fallback = false,
    .help = "Also read a bounded sample of the head's values, in the warehouse, for columns without a tag.",
};

}  // namespace tollgate::pii_scan
