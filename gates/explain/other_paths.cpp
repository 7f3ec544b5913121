// CTEs that are fenced off, UNION, OFFSET, ordered scans that may not find enough, indexes that find too much, and
// relations without statistics.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double enough_found = 1'000;  ///< rows of a bitmap, or cost of an index scan

void judge_cte(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const int cte = plan.cte(i);
  if (cte < 0 || plan.node(i).text("Filter").empty()) return;
  const double whole = plan.node(cte).rows_all;
  const double kept = plan.node(i).rows_all;
  if (whole < situation.thresholds.big_table_rows || kept > situation.thresholds.selective_share * whole) return;
  const std::string name = plan.called(i);
  situation.add("cte-fence", name,
                fmt::format("the CTE {} is computed whole ({} rows) and then filtered to {}", plan.node(i).cte_name,
                            count_text(whole), count_text(kept)),
                fmt::format("filter within {}, or let it be inlined (NOT MATERIALIZED)", plan.node(i).cte_name));
}

// Unique or a grouping above an Append, with sorting and gathering between.
int appended_below(const PlanView& plan, int i) {
  int below = plan.child(i, "Outer");
  while (below >= 0) {
    const std::string& type = plan.node(below).type;
    if (type == "Append" || type == "Merge Append") return below;
    const bool between = type == "Sort" || type == "Incremental Sort" || type == "Gather" || type == "Gather Merge" ||
                         type == "Aggregate" || type == "Unique";
    if (!between) return -1;
    below = plan.child(below, "Outer");
  }
  return -1;
}

bool is_partitioned(const PlanView& plan, int append) {
  const std::vector<int> members = plan.children(append);
  return std::any_of(members.begin(), members.end(), [&](int member) { return plan.partition_member(member); }) &&
         std::all_of(members.begin(), members.end(), [&](int member) {
           return plan.partition_member(member) && plan.table_name(member) == plan.table_name(members.front());
         });
}

bool has_plain_union(const Statement& statement) {
  return std::any_of(statement.all().begin(), statement.all().end(), [](const sql::Query* query) {
    return query->set_operator == sql::SetOperator::union_ && !query->all;
  });
}

void judge_union(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const bool drops = plan.is(i, "Unique") || (plan.is(i, "Aggregate") && plan.node(i).strategy != "Plain");
  if (!drops || !has_plain_union(situation.statement)) return;
  const int append = appended_below(plan, i);
  if (append < 0 || is_partitioned(plan, append)) return;
  const double rows = plan.node(append).rows_all;
  if (rows < situation.thresholds.big_table_rows) return;
  situation.add("union-distinct", "", fmt::format("UNION compares {} rows to drop duplicates", count_text(rows)),
                "write UNION ALL where no duplicates are meant to go");
}

void judge_offset(Situation& situation) {
  for (const sql::Query* query : situation.statement.all()) {
    if (query->offset == nullptr || query->offset->kind != sql::ExprKind::constant) continue;
    double rows = 0;
    const std::string_view text = query->offset->text;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), rows);
    if (read.ec != std::errc() || rows < situation.thresholds.offset_rows) continue;
    PlanFinding& finding =
        situation.add("large-offset", "", fmt::format("OFFSET {} reads and drops as many rows", count_text(rows)),
                      "page by key: WHERE key > the last one, ORDER BY key LIMIT n");
    finding.location = query->offset->location;
  }
}

bool walks_index(const PlanNode& node) {
  return (node.type == "Index Scan" || node.type == "Index Only Scan") && !node.text("Filter").empty() &&
         node.text("Index Cond").empty();
}

void judge_ordered(Situation& situation, int limit) {
  const PlanView& plan = situation.plan;
  int below = plan.child(limit, "Outer");
  while (below >= 0) {
    const PlanNode& node = plan.node(below);
    if (walks_index(node)) break;
    const bool between = node.type == "Gather Merge" || node.type == "Incremental Sort" ||
                         node.type == "Subquery Scan" || node.type == "LockRows" || node.type == "Result";
    if (!between) return;
    const int next = plan.child(below, "Outer");
    below = next >= 0 ? next : plan.child(below, "Subquery");
  }
  if (below < 0 || plan.node(below).total_cost <= 4 * plan.node(limit).total_cost) return;
  // What keeps most rows finds enough of them at once.
  if (plan.table_rows(below) > 0 && plan.node(below).rows_all > 0.5 * plan.table_rows(below)) return;
  const std::string name = plan.called(below);
  situation.add(
      "order-limit-filter-risk", name,
      fmt::format("{} is read in the order of {} until {} passed its filter: where few pass, all of it is read", name,
                  plan.node(below).index,
                  rows_text(plan.node(limit).rows) + (plan.node(limit).rows > 1 ? " have" : " has")),
      fmt::format("index the filtered columns of {} before those of {}", name, plan.node(below).index));
}

bool is_looped(const PlanView& plan, int i) {
  for (int at = i, up = plan.parent(i); up >= 0; at = up, up = plan.parent(up)) {
    if (plan.is(up, "Nested Loop") && plan.node(at).relationship == "Inner") return true;
  }
  return false;
}

void judge_index(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const PlanNode& node = plan.node(i);
  const double most = situation.thresholds.index_cost_per_row;
  double read = 0;
  double kept = std::max(1.0, node.rows_all);
  if (node.type == "Index Scan") {
    if (node.text("Index Cond").empty() || node.text("Filter").empty() || is_looped(plan, i)) return;
    if (node.total_cost < enough_found || node.total_cost <= most * kept) return;
  } else if (node.type == "Bitmap Heap Scan") {
    const int found = plan.child(i, "Outer");
    if (found < 0) return;
    // The bitmap is of all workers, its heap rows of one.
    read = plan.node(found).rows;
    if (read < enough_found || read < most * kept) return;
  } else {
    return;
  }
  const std::string name = plan.called(i);
  PlanFinding& finding = situation.add(
      "inefficient-index", name,
      read > 0
          ? fmt::format("the index finds {} rows of {}, of which {} are kept", count_text(read), name, count_text(kept))
          : fmt::format("{} is read by {} at a cost of {} for {} rows: its filter drops most of them", name, node.index,
                        count_text(node.total_cost), count_text(kept)),
      fmt::format("index the filtered columns of {} together with those that are indexed", name));
  finding.evidence = {{"kept_rows", kept}};
}

void judge_statistics(Situation& situation, int i) {
  const CatalogueRelation* const relation = situation.plan.relation(i);
  if (relation == nullptr || relation->rows >= 0) return;
  const std::string name = situation.plan.called(i);
  situation.add("no-statistics", name,
                fmt::format("{} was never analysed: the planner's figures for it are defaults", name),
                fmt::format("run ANALYZE {}, or import its statistics", situation.plan.table_name(i)));
}

}  // namespace

void find_other_paths(Situation& situation) {
  const PlanView& plan = situation.plan;
  for (int i = 0; i < plan.size(); ++i) {
    if (plan.is_scan(i)) judge_statistics(situation, i);
    if (plan.is(i, "CTE Scan")) judge_cte(situation, i);
    if (plan.is(i, "Limit")) judge_ordered(situation, i);
    judge_union(situation, i);
    judge_index(situation, i);
  }
  judge_offset(situation);
}

}  // namespace tollgate::explain
