// What only ANALYZE shows: estimates that were far off, and what went to disk.
#include <fmt/format.h>

#include <algorithm>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double enough_rows = 100;

bool blocks(const std::string& type) {
  return type == "Sort" || type == "Aggregate" || type == "Hash" || type == "Materialize";
}

// A limit above may have stopped it, unless something between reads to the end first.
bool may_stop_early(const PlanView& plan, int i) {
  for (int at = i; at >= 0; at = plan.parent(at)) {
    const PlanNode& node = plan.node(at);
    if (at != i && blocks(node.type)) return false;
    if (node.relationship == "InitPlan" || node.relationship == "SubPlan") return true;
    const int up = plan.parent(at);
    if (up < 0) return false;
    if (plan.is(up, "Limit")) return true;
    const std::string& join = plan.node(up).join_type;
    // A merge join stops with the shorter side.
    if (plan.is(up, "Merge Join")) return true;
    if (node.relationship == "Inner" && (join == "Semi" || join == "Anti")) return true;
  }
  return false;
}

int misjudged(const Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const double far_off = situation.thresholds.estimate_error;
  const PlanNode& node = plan.node(i);
  if (!node.actual || node.actual->loops <= 0) return 0;
  if (node.type == "BitmapAnd" || node.type == "BitmapOr" || node.type == "ModifyTable") return 0;
  const double expected = node.rows;
  const double came = node.actual->rows;
  if (std::max(expected, came) < enough_rows) return 0;
  const double quotient = std::max(1.0, came) / std::max(1.0, expected);
  if (quotient >= far_off) return 1;
  return quotient <= 1 / far_off && !may_stop_early(plan, i) ? -1 : 0;
}

std::string read_below(const PlanView& plan, int top) {
  for (int i = top; i < plan.end(top); ++i) {
    if (!plan.node(i).alias.empty()) return plan.called(i);
  }
  return {};
}

void judge_estimate(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const int off = misjudged(situation, i);
  if (off == 0) return;
  // Handed up by what is beneath it, which is where it comes from.
  const std::vector<int> below = plan.children(i);
  if (std::any_of(below.begin(), below.end(), [&](int child) { return misjudged(situation, child) == off; })) return;
  const PlanNode& node = plan.node(i);
  const std::string name = read_below(plan, i);
  PlanFinding& finding = situation.add(
      off > 0 ? "row-underestimate" : "row-overestimate", name,
      fmt::format("{}{}: {} {} expected and {} came{}", node.type, name.empty() ? "" : " on " + name,
                  rows_text(node.rows), rows_text(node.rows) == "1 row" ? "was" : "were", count_text(node.actual->rows),
                  node.actual->loops > 1
                      ? fmt::format(", on average of the {} times that it ran", count_text(node.actual->loops))
                      : ""),
      off > 0 ? fmt::format("run ANALYZE on {}; for columns that depend on each other CREATE STATISTICS",
                            name.empty() ? "what it reads" : name)
              : fmt::format("see whether the condition{} has statistics (expressions have none by default)",
                            name.empty() ? "" : " on " + name));
  finding.evidence = {{"expected_rows", node.rows}, {"actual_rows", node.actual->rows}};
}

void judge_disk(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const PlanNode& node = plan.node(i);
  const auto tell = [&](std::string_view rule, std::string_view what) {
    const std::string name = read_below(plan, i);
    situation.add(rule, name, fmt::format("{}{} {}", node.type, name.empty() ? "" : " over " + name, what),
                  fmt::format("select fewer or narrower columns{}, or raise work_mem for this model",
                              name.empty() ? "" : " of " + name));
  };
  const bool workers_sorted = node.text("Workers").find("\"Disk\"") != std::string::npos;
  if (node.text("Sort Space Type") == "Disk" || workers_sorted) tell("sort-spilled", "wrote to disk");
  if (node.number("Hash Batches").value_or(1) > 1) tell("hash-spilled", "wrote to disk in batches");
  if (node.number("Disk Usage").value_or(0) > 0) tell("hashagg-spilled", "wrote to disk");
  if (node.number("Lossy Heap Blocks").value_or(0) > 0) {
    tell("lossy-bitmap", "kept whole pages instead of rows, and checked every row of them again");
  }
}

}  // namespace

void find_measured(Situation& situation) {
  if (!situation.plan.plan().analyzed) return;
  for (int i = 0; i < situation.plan.size(); ++i) {
    judge_estimate(situation, i);
    judge_disk(situation, i);
  }
}

}  // namespace tollgate::explain
