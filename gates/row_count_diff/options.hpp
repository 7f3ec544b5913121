// The options and rules of row-count-diff, stated once: docs, policy schema and `tollgate explain` come from here.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/gate.hpp"
#include "core/option.hpp"

namespace tollgate::gates::rows {

inline constexpr Option<double> max_growth_pct{
    .name = "max_growth_pct",
    .unit = "%",
    .fallback = 10,
    .help = "Largest growth that is let through, relative to base.",
    .tighter = Tighter::lower,
};
inline constexpr Option<double> max_drop_pct{
    .name = "max_drop_pct",
    .unit = "%",
    .fallback = 10,
    .help = "Largest drop that is let through, relative to base.",
    .tighter = Tighter::lower,
    .range = {.lowest = 0, .highest = 100},
};
inline constexpr Option<std::int64_t> min_rows_changed{
    .name = "min_rows_changed",
    .unit = "rows",
    .fallback = 10,
    .help =
        "Percentages are not judged when fewer rows than this came or went: one row more in a lookup table of five "
        "is +20%. Zero rows are judged whatever this says.",
    .tighter = Tighter::lower,
};
inline constexpr Option<bool> allow_empty{
    .name = "allow_empty",
    .unit = "",
    .fallback = false,
    .help = "Whether the relation may hold no rows on head, e.g. a table of rejected records.",
    .tighter = Tighter::lower,
};
inline constexpr Option<std::int64_t> min_rows_new{
    .name = "min_rows_new",
    .unit = "rows",
    .fallback = 1,
    .help = "Fewest rows of a relation that base does not have.",
    .tighter = Tighter::higher,
};
inline constexpr Option<std::string_view> where{
    .name = "where",
    .unit = "",
    .fallback = "",
    .help = "An SQL condition; both sides count only the rows that meet it. Shown in the report.",
};
inline constexpr Option<std::string_view> event_time{
    .name = "event_time",
    .unit = "",
    .fallback = "",
    .help =
        "A date or timestamp column: both sides count only the stretch of time that both hold, so that a CI schema "
        "with seven days of data can be compared. Empty: the model's own event_time config.",
};
inline constexpr Option<std::string_view> group_by{
    .name = "group_by",
    .unit = "",
    .fallback = "",
    .help =
        "A column by which rows are counted as well, so that a lost year or tenant cannot hide behind a steady "
        "total.",
};
inline constexpr Option<std::string_view> group_period{
    .name = "group_period",
    .unit = "",
    .fallback = "auto",
    .help =
        "How a date or timestamp in group_by is cut; auto takes the month for those and the value itself for any "
        "other type, none always takes the value itself.",
    .choices = "auto|none|day|week|month|quarter|year",
};
inline constexpr Option<double> max_partition_drop_pct{
    .name = "max_partition_drop_pct",
    .unit = "%",
    .fallback = 50,
    .help = "Largest drop of a single partition (see group_by) that is let through, relative to base.",
    .tighter = Tighter::lower,
    .range = {.lowest = 0, .highest = 100},
};
inline constexpr Option<std::string_view> downstream{
    .name = "downstream",
    .unit = "",
    .fallback = "all",
    .help = "Which unchanged models below a changed one are counted too: those one edge away, all, or none.",
    .choices = "1|all|none",
};
inline constexpr Option<std::int64_t> estimate_above_rows{
    .name = "estimate_above_rows",
    .unit = "rows",
    .fallback = 0,
    .help =
        "When the planner's statistics say more rows than this on both sides, and their difference is at most half "
        "of the limit, they are believed and nothing is counted; the report says so. Anything else is counted. 0: "
        "always count.",
    .tighter = Tighter::lower,
};
inline constexpr Option<bool> count_views{
    .name = "count_views",
    .unit = "",
    .fallback = true,
    .help = "Whether views are counted, at the cost of their query.",
    .tighter = Tighter::higher,
};

inline constexpr Option<std::int64_t> diagnosis_budget{
    .name = "diagnosis_budget",
    .unit = "s",
    .fallback = 20,
    .help =
        "How long the database may be asked why the rows of changed models grew or shrank: which join multiplies or "
        "loses them, by counts per key. 0: never ask.",
    .range = {.lowest = 0, .highest = 86'400},
};

inline constexpr std::array<AnyOption, 14> all_options{
    &max_growth_pct, &max_drop_pct,        &min_rows_changed, &allow_empty,      &min_rows_new,
    &where,          &event_time,          &group_by,         &group_period,     &max_partition_drop_pct,
    &downstream,     &estimate_above_rows, &count_views,      &diagnosis_budget,
};

inline constexpr std::array all_rules{
    Rule{"row-count-growth", Severity::error, "The relation grew by more than max_growth_pct.",
         "Look for a join to a key that is not unique, a lost filter or a lost distinct. If the growth is meant this "
         "once, waive it (tollgate waivers add); raise max_growth_pct where the model may always grow so."},
    Rule{"row-count-drop", Severity::error, "The relation shrank by more than max_drop_pct.",
         "Look for an inner join where a left join was, or a filter that became narrower. If the drop is meant this "
         "once, waive it (tollgate waivers add); raise max_drop_pct where the model may always shrink so."},
    Rule{"zero-rows", Severity::error, "The relation has rows on base and none on head.",
         "Look at the filters and joins: one of them lets nothing through. If it is empty for now, waive it (tollgate "
         "waivers add); set allow_empty where the model may always be."},
    Rule{"from-zero", Severity::info, "The relation is empty on base and has rows on head; there is no percentage.",
         "Nothing to do if the rows are meant; else check that base was built completely."},
    Rule{"new-relation-small", Severity::error,
         "A relation that base does not have holds fewer rows than min_rows_new.",
         "Check its filters and joins; if it may be empty, set allow_empty for this model."},
    Rule{"removed-in-use", Severity::error,
         "The model is gone from head, and something that is still there used it on base.",
         "Bring the model back, or move what uses it and say so in the same change."},
    Rule{"relation-removed", Severity::info, "The model is gone from head; nothing in the project uses it.",
         "dbt does not drop the table: drop it by hand, and ask who reads it outside dbt."},
    Rule{"partition-lost", Severity::error, "A period or key has rows on base and none on head.",
         "Look for a filter on that column, or an incremental model that was rebuilt from a part of its source. If it "
         "is "
         "meant, waive it (tollgate waivers add)."},
    Rule{"partition-drop", Severity::error, "A period or key shrank by more than max_partition_drop_pct.",
         "Look for a filter on that column, or an incremental model that was rebuilt from a part of its source. If it "
         "is "
         "meant, waive it (tollgate waivers add)."},
    Rule{"event-time-narrowed", Severity::info,
         "By its event_time head holds only a part of the time that base holds, and only that part is compared: a head "
         "built from a few days of data and a head that lost years look alike.",
         "Nothing to do where CI builds from a part of the data; where it builds everything, look for a filter on that "
         "column, and raise this rule to error in the policy."},
    Rule{
        "event-time-widened", Severity::warning,
        "By its event_time head holds rows from before base's first: they are in no compared count, so no limit judges "
        "them.",
        "Nothing to do where older rows are filled in on purpose; else look at what makes the column: a default date, "
        "another column, a lost filter."},
};
inline constexpr const Rule& growth_rule = all_rules[0];
inline constexpr const Rule& drop_rule = all_rules[1];
inline constexpr const Rule& zero_rule = all_rules[2];
inline constexpr const Rule& from_zero_rule = all_rules[3];
inline constexpr const Rule& small_new_rule = all_rules[4];
inline constexpr const Rule& removed_in_use_rule = all_rules[5];
inline constexpr const Rule& removed_rule = all_rules[6];
inline constexpr const Rule& partition_lost_rule = all_rules[7];
inline constexpr const Rule& partition_drop_rule = all_rules[8];
inline constexpr const Rule& narrowed_rule = all_rules[9];
inline constexpr const Rule& widened_rule = all_rules[10];

}  // namespace tollgate::gates::rows
