// The rules: defaults of severity and confidence, and what they mean (tollgate's reference on plans, section 2).
#include <array>

#include "gates/explain/judge.hpp"

namespace tollgate::explain {
namespace {

constexpr Severity error = Severity::error;
constexpr Severity warning = Severity::warning;
constexpr Severity info = Severity::info;

// clang-format off
constexpr std::array<Rule, 45> rules{{
    {"access-path-regression", warning, "a big relation was read by an index and is now read whole", "bring the condition back that the index serves, or index the new one"},
    {"cartesian-product", error, "two inputs are joined without a condition, a million pairs or more", "join on their keys; if every pair is meant, waive it"},
    {"correlated-subplan", info, "a sub-query runs once per row", "join to it, grouped by its key"},
    {"cost-regression", warning, "the plan costs at least twice that of the base", "see the findings about its cause; if more work is meant, waive it"},
    {"cross-join-small", info, "a join without a condition below a million pairs", "check that every pair is meant"},
    {"cte-fence", info, "a CTE is computed whole and then filtered to little", "move the filter into the CTE, or drop MATERIALIZED"},
    {"distinct-after-join", warning, "DISTINCT hides that a join repeats rows", "use EXISTS, or aggregate the other side first"},
    {"fanout-trap", warning, "an aggregate counts values once per row of another join", "aggregate the other side by the join key first"},
    {"function-on-column", warning, "a function or cast hides a column from its index or partitions", "compare the bare column with a range or a converted constant"},
    {"function-on-join-key", warning, "a join key within an expression keeps its index from being used", "join on the bare column, or index the expression"},
    {"hash-spill-risk", info, "a hash table is expected to be larger than its memory", "select fewer or narrower columns, or raise work_mem for this model"},
    {"hash-spilled", info, "a hash join wrote to disk", "select fewer or narrower columns, or raise work_mem for this model"},
    {"hashagg-spill-risk", info, "a hash aggregate is planned in partitions on disk", "aggregate fewer groups at a time, or raise work_mem for this model"},
    {"hashagg-spilled", info, "a hash aggregate wrote to disk", "aggregate fewer groups at a time, or raise work_mem for this model"},
    {"incomparable-settings", warning, "base and head were planned with different settings, or with a planner method off", "plan both in one session with the same settings"},
    {"incremental-filter-unindexed", warning, "an incremental filter reads the whole table", "index the column of the incremental filter"},
    {"inefficient-index", info, "an index finds far more rows than are kept", "index the filtered column as well"},
    {"large-offset", info, "OFFSET reads and drops many rows", "page by key: WHERE key > last"},
    {"leading-wildcard", info, "a pattern that starts with a wildcard can use no b-tree", "match a prefix, or use a trigram index"},
    {"like-prefix-not-indexable", warning, "a prefix pattern cannot use the index in this collation", "index the column with text_pattern_ops"},
    {"lossy-bitmap", info, "a bitmap lost row positions for want of memory", "raise work_mem for this model, or filter by a narrower index"},
    {"many-to-many-join", warning, "a join gives far more rows than its inputs hold", "join on a key that is unique on one side, or aggregate that side first"},
    {"missing-index", info, "little is kept of what is read, and no index starts with the column", "an index on the column might help; it costs every write"},
    {"new-distinct", warning, "DISTINCT was added", "make sure that it does not hide a join that repeats rows"},
    {"new-join", info, "a relation is read that base does not read", "make sure that its join key is unique"},
    {"no-statistics", info, "a relation was never analysed: estimates are defaults", "run ANALYZE, or import statistics"},
    {"non-equi-join", warning, "a nested loop compares every pair by something other than equality", "add an equality, or join on precomputed ranges"},
    {"not-in-subquery", warning, "NOT IN (sub-query) is empty as soon as one value is null", "write NOT EXISTS"},
    {"or-in-filter", info, "OR over several columns reads the whole table", "write UNION ALL of the arms, or index every arm"},
    {"or-in-join", warning, "OR in a join condition rules out hash and merge joins", "join once per arm and UNION the results"},
    {"order-limit-filter-risk", info, "an index is walked in order until enough rows pass a filter", "index the filtered column together with the order"},
    {"parallelism-lost", warning, "the plan was parallel and no longer is, at a higher cost", "look for a function that is not PARALLEL SAFE"},
    {"partition-full-scan", info, "every partition is read: the filter does not name the partition key", "filter by the partition key too, if not all is meant"},
    {"partition-pruning-lost", warning, "every partition is read although the filter names the partition key", "compare the bare key with constants"},
    {"partition-pruning-runtime-only", info, "partitions are only pruned when the query runs", "nothing, if that is meant; the plan's cost counts all partitions"},
    {"row-estimate-regression", warning, "at least twice the rows of the base are expected", "see the findings about its cause"},
    {"row-explosion-low-confidence", info, "a join by equality and range may give far more rows than its inputs", "make sure that the ranges of one key do not overlap"},
    {"row-overestimate", info, "far fewer rows came than were expected", "see whether the expression has statistics"},
    {"row-underestimate", info, "far more rows came than were expected", "run ANALYZE; for columns that depend on each other CREATE STATISTICS"},
    {"seq-scan-in-loop", error, "a table is read whole once per row", "index the column that it is looked up by, or join"},
    {"seq-scan-selective", info, "a big table is read whole to keep little", "index the filtered column, if this runs often"},
    {"small-multiplier", info, "every row is repeated for each row of a small list", "nothing, if that is meant"},
    {"sort-spill-risk", info, "a sort is expected to be larger than its memory", "sort fewer or narrower columns, or raise work_mem for this model"},
    {"sort-spilled", info, "a sort wrote to disk", "sort fewer or narrower columns, or raise work_mem for this model"},
    {"union-distinct", info, "UNION compares all rows to drop duplicates", "write UNION ALL where no duplicates are meant to go"},
}};
// clang-format on

}  // namespace

std::span<const Rule> plan_rules() { return rules; }

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::low:
      return "low";
    case Confidence::medium:
      return "medium";
    case Confidence::high:
      return "high";
  }
  return "";
}

}  // namespace tollgate::explain
