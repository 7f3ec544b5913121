// The rules of the gate `explain`: defaults of severity, what they mean, what to do (tollgate's reference on plans,
// section 2). Thresholds are options; confidence is judge.hpp's.
#pragma once

#include <array>

#include "core/gate.hpp"

namespace tollgate::explain {

inline constexpr std::size_t plan_rule_count = 45;
inline constexpr std::size_t refusal_rule_count = 8;

// clang-format off
/// Those of plans first, in order of id; then what PostgreSQL says instead of a plan, by SQLSTATE.
inline constexpr std::array<Rule, plan_rule_count + refusal_rule_count> all_rules{{
    {"access-path-regression", Severity::warning, "A big relation was read by an index and is now read whole.", "Bring the condition back that the index serves, or index the new one."},
    {"cartesian-product", Severity::error, "Two inputs are joined without a condition, a million pairs or more.", "Join on their keys; if every pair is meant, waive it."},
    {"correlated-subplan", Severity::info, "A sub-query runs once per row.", "Join to it, grouped by its key."},
    {"cost-regression", Severity::warning, "The plan costs at least twice that of the base.", "See the findings about its cause; if more work is meant, waive it."},
    {"cross-join-small", Severity::info, "A join without a condition below a million pairs.", "Check that every pair is meant."},
    {"cte-fence", Severity::info, "A CTE is computed whole and then filtered to little.", "Move the filter into the CTE, or drop MATERIALIZED."},
    {"distinct-after-join", Severity::warning, "DISTINCT hides that a join repeats rows.", "Use EXISTS, or aggregate the other side first."},
    {"fanout-trap", Severity::warning, "An aggregate counts values once per row of another join.", "Aggregate the other side by the join key first."},
    {"function-on-column", Severity::warning, "A function or cast hides a column from its index or partitions.", "Compare the bare column with a range or a converted constant."},
    {"function-on-join-key", Severity::warning, "A join key within an expression keeps its index from being used.", "Join on the bare column, or index the expression."},
    {"hash-spill-risk", Severity::info, "A hash table is expected to be larger than its memory.", "Select fewer or narrower columns, or raise work_mem for this model."},
    {"hash-spilled", Severity::info, "A hash join wrote to disk.", "Select fewer or narrower columns, or raise work_mem for this model."},
    {"hashagg-spill-risk", Severity::info, "A hash aggregate is planned in partitions on disk.", "Aggregate fewer groups at a time, or raise work_mem for this model."},
    {"hashagg-spilled", Severity::info, "A hash aggregate wrote to disk.", "Aggregate fewer groups at a time, or raise work_mem for this model."},
    {"incomparable-settings", Severity::warning, "Base and head were planned with different settings, or with a planner method off.", "Plan both in one session with the same settings."},
    {"incremental-filter-unindexed", Severity::warning, "An incremental filter reads the whole table.", "Index the column of the incremental filter."},
    {"inefficient-index", Severity::info, "An index finds far more rows than are kept.", "Index the filtered column as well."},
    {"large-offset", Severity::info, "OFFSET reads and drops many rows.", "Page by key: WHERE key > last."},
    {"leading-wildcard", Severity::info, "A pattern that starts with a wildcard can use no b-tree.", "Match a prefix, or use a trigram index."},
    {"like-prefix-not-indexable", Severity::warning, "A prefix pattern cannot use the index in this collation.", "Index the column with text_pattern_ops."},
    {"lossy-bitmap", Severity::info, "A bitmap lost row positions for want of memory.", "Raise work_mem for this model, or filter by a narrower index."},
    {"many-to-many-join", Severity::warning, "A join gives far more rows than its inputs hold.", "Join on a key that is unique on one side, or aggregate that side first."},
    {"missing-index", Severity::info, "Little is kept of what is read, and no index starts with the column.", "An index on the column might help; it costs every write."},
    {"new-distinct", Severity::warning, "DISTINCT was added.", "Make sure that it does not hide a join that repeats rows."},
    {"new-join", Severity::warning, "A relation is read that base does not read.", "Make sure that its join key is unique."},
    {"no-statistics", Severity::info, "A relation was never analysed: estimates are defaults.", "Run ANALYZE, or import statistics."},
    {"non-equi-join", Severity::warning, "A nested loop compares every pair by something other than equality.", "Add an equality, or join on precomputed ranges."},
    {"not-in-subquery", Severity::warning, "NOT IN (sub-query) is empty as soon as one value is null.", "Write NOT EXISTS."},
    {"or-in-filter", Severity::info, "OR over several columns reads the whole table.", "Write UNION ALL of the arms, or index every arm."},
    {"or-in-join", Severity::warning, "OR in a join condition rules out hash and merge joins.", "Join once per arm and UNION the results."},
    {"order-limit-filter-risk", Severity::info, "An index is walked in order until enough rows pass a filter.", "Index the filtered column together with the order."},
    {"parallelism-lost", Severity::warning, "The plan was parallel and no longer is, at a higher cost.", "Look for a function that is not PARALLEL SAFE."},
    {"partition-full-scan", Severity::info, "Every partition is read: no condition limits the partition key.", "Limit the partition key as well, if not all is meant."},
    {"partition-pruning-lost", Severity::warning, "Every partition is read although the filter names the partition key.", "Compare the bare key with constants."},
    {"partition-pruning-runtime-only", Severity::info, "Partitions are only pruned when the query runs.", "Nothing, if that is meant; the plan's cost counts all partitions."},
    {"row-estimate-regression", Severity::warning, "At least twice the rows of the base are expected.", "See the findings about its cause."},
    {"row-explosion-low-confidence", Severity::info, "A join by equality and range may give far more rows than its inputs.", "Make sure that the ranges of one key do not overlap."},
    {"row-overestimate", Severity::info, "Far fewer rows came than were expected.", "See whether the expression has statistics."},
    {"row-underestimate", Severity::info, "Far more rows came than were expected.", "Run ANALYZE; for columns that depend on each other CREATE STATISTICS."},
    {"seq-scan-in-loop", Severity::error, "A table is read whole once per row.", "Index the column that it is looked up by, or join."},
    {"seq-scan-selective", Severity::info, "A big table is read whole to keep little.", "Index the filtered column, if this runs often."},
    {"small-multiplier", Severity::info, "Every row is repeated for each row of a small list.", "Nothing, if that is meant."},
    {"sort-spill-risk", Severity::info, "A sort is expected to be larger than its memory.", "Sort fewer or narrower columns, or raise work_mem for this model."},
    {"sort-spilled", Severity::info, "A sort wrote to disk.", "Sort fewer or narrower columns, or raise work_mem for this model."},
    {"union-distinct", Severity::info, "UNION compares all rows to drop duplicates.", "Write UNION ALL where no duplicates are meant to go."},
    {"refused-ambiguous-column", Severity::error, "PostgreSQL refuses the SQL: a column is in several relations.", "Say whose column it is: alias.column."},
    {"constant-error", Severity::error, "The SQL fails before a row is read: a constant cannot be computed.", "Look at constants: a division by zero, a text that is no date or number."},
    {"refused", Severity::error, "PostgreSQL refuses the SQL.", "Run the compiled SQL by hand behind EXPLAIN to see the server's message."},
    {"refused-syntax", Severity::error, "PostgreSQL refuses the SQL: it does not parse.", "Run the compiled SQL by hand behind EXPLAIN to see the server's message."},
    {"refused-unknown-column", Severity::error, "PostgreSQL refuses the SQL: a column is not there.", "Run the compiled SQL by hand behind EXPLAIN to see which; the gate references tells it without a server."},
    {"refused-unknown-function", Severity::error, "PostgreSQL refuses the SQL: no function or operator of that name takes such arguments.", "Run the compiled SQL by hand behind EXPLAIN to see which, and cast its arguments."},
    {"refused-unknown-table", Severity::error, "PostgreSQL refuses the SQL: an alias is used that is not in FROM, or not yet.", "Run the compiled SQL by hand behind EXPLAIN to see which."},
    {"refused-unknown-type", Severity::error, "PostgreSQL refuses the SQL: a type is not there.", "Run the compiled SQL by hand behind EXPLAIN to see which."},
}};
// clang-format on

}  // namespace tollgate::explain
