// Work that is done once per row: sub-plans that are not hashed, and scans on the inner side of a nested loop.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double many_rows = 100;

bool mentions(const PlanNode& node, std::string_view text) {
  const auto holds = [&](const std::string& value) { return value.find(text) != std::string::npos; };
  return std::any_of(node.scalars.begin(), node.scalars.end(),
                     [&](const auto& entry) { return holds(entry.second); }) ||
         std::any_of(node.lists.begin(), node.lists.end(),
                     [&](const auto& entry) { return std::any_of(entry.second.begin(), entry.second.end(), holds); });
}

// `SubPlan 1` that its node evaluates row by row. One of two alternatives may be hashed when it runs.
bool is_repeated(const PlanView& plan, int i) {
  const PlanNode& node = plan.node(i);
  if (node.relationship != "SubPlan" || !node.subplan_name.starts_with("SubPlan ") || plan.parent(i) < 0) return false;
  const PlanNode& above = plan.node(plan.parent(i));
  if (mentions(above, "hashed " + node.subplan_name + ")")) return false;
  return !mentions(above, "(alternatives: " + node.subplan_name) && !mentions(above, "or " + node.subplan_name + ")");
}

double scanned_rows(const PlanView& plan, int scan) {
  const double known = plan.table_rows(scan);
  return known >= 0 ? known : plan.node(scan).rows_all;
}

// A big sequential scan in the subtree that runs again with every row; -1: none. `outer`: of the nested loop whose
// inner side it is, so that what does not name it is worked out once and kept; -1: a sub-plan.
int repeated_scan(const Situation& situation, int top, int outer) {
  const PlanView& plan = situation.plan;
  for (int i = top; i < plan.end(top);) {
    const PlanNode& node = plan.node(i);
    const bool aside = i != top && (node.relationship == "InitPlan" || node.relationship == "SubPlan");
    const bool stores = node.type == "Materialize" || node.type == "Sort" || node.type == "Aggregate";
    const bool kept = node.type == "Memoize" || node.type == "Hash" || (outer >= 0 && stores && !plan.refers(i, outer));
    if (aside || kept) {
      i = plan.end(i);
      continue;
    }
    if (node.type == "Seq Scan" && scanned_rows(plan, i) >= situation.thresholds.loop_table_rows) return i;
    ++i;
  }
  return -1;
}

void report_loop(Situation& situation, int scan, double rows, std::string_view what) {
  const PlanView& plan = situation.plan;
  const std::string name = plan.called(scan);
  std::string columns;
  int location = -1;
  for (const Condition* part : plan.conjuncts(scan, {"Filter"})) {
    for (const ColumnName& column : part->columns) {
      if (!plan.reads(scan, column.alias) || !columns.empty()) continue;
      columns = column.column;
      location = situation.statement.condition_on(plan.table_name(scan), column.column);
    }
  }
  const std::string advice =
      columns.empty() ? fmt::format("join {} instead, or write NOT EXISTS with a condition that it can hash", name)
                      : fmt::format("index {} ({}), or join {} instead", plan.table_name(scan), columns, name);
  PlanFinding& finding = situation.add("seq-scan-in-loop", name,
                                       fmt::format("{} ({} rows) is read whole {} for each of {} rows", name,
                                                   count_text(scanned_rows(plan, scan)), what, count_text(rows)),
                                       advice);
  finding.location = location;
  finding.evidence = {{"table_rows", scanned_rows(plan, scan)}, {"loops", rows}};
}

bool is_correlated(const PlanView& plan, int sub) {
  const int above = plan.parent(sub);
  if (!plan.node(above).alias.empty() && plan.refers(sub, above)) return true;
  for (const int sibling : plan.children(above)) {
    const std::string& side = plan.node(sibling).relationship;
    if (side != "InitPlan" && side != "SubPlan" && plan.refers(sub, sibling)) return true;
  }
  return false;
}

std::string read_in(const PlanView& plan, int top) {
  for (int i = top; i < plan.end(top); ++i) {
    if (plan.is_scan(i)) return plan.called(i);
  }
  return {};
}

void judge_subplan(Situation& situation, int sub) {
  const PlanView& plan = situation.plan;
  const double rows = plan.node(plan.parent(sub)).rows_all;
  const int scan = repeated_scan(situation, sub, -1);
  if (scan >= 0 && rows >= many_rows) report_loop(situation, scan, rows, "by a sub-query");
  if (!is_correlated(plan, sub)) return;
  const std::string name = read_in(plan, sub);
  situation.add(
      "correlated-subplan", name,
      fmt::format("the sub-query{} runs once for each of {}", name.empty() ? "" : " on " + name, rows_text(rows)),
      fmt::format("join {} instead, grouped by what it is looked up by", name.empty() ? "it" : name));
}

void judge_loop(Situation& situation, int join) {
  const PlanView& plan = situation.plan;
  const int outer = plan.child(join, "Outer");
  const int inner = plan.child(join, "Inner");
  if (outer < 0 || inner < 0 || plan.node(outer).rows_all < many_rows) return;
  // One without a condition, or by no equality, is told as such.
  const JoinLinks links = links_of(plan, join);
  if (!links.any() || is_one_row(plan, outer)) return;
  const int scan = repeated_scan(situation, inner, outer);
  if (scan < 0 || situation.has("non-equi-join", plan.called(scan))) return;
  report_loop(situation, scan, plan.node(outer).rows_all, "by a nested loop");
}

bool is_not_in(const PlanNode& node) {
  static constexpr std::array<std::string_view, 4> forms{"NOT (SubPlan ", "NOT (hashed SubPlan ", "NOT (ANY (",
                                                         "<> ALL (SubPlan"};
  for (const std::string_view key : {"Filter", "Join Filter", "One-Time Filter"}) {
    const std::string text = node.text(key);
    for (const std::string_view form : forms) {
      if (text.find(form) != std::string::npos && text.find("SubPlan ") != std::string::npos) return true;
    }
  }
  return false;
}

int not_in_location(const Statement& statement) {
  for (const QueryFacts& facts : statement.queries()) {
    for (const Link& link : facts.links) {
      if (link.condition != nullptr && link.condition->kind == sql::ExprKind::logical &&
          link.condition->name == "not") {
        return link.location;
      }
    }
  }
  return -1;
}

// Up to PostgreSQL 16 the plan prints NOT IN and NOT EXISTS alike: the text has to have the former.
void judge_not_in(Situation& situation, int i) {
  const PlanView& plan = situation.plan;
  const Statement& statement = situation.statement;
  // `<> ALL` has the same trap, and is printed as a sub-plan and no more.
  const bool differs_from_all =
      statement.has_not_all() && plan.node(i).text("Filter").find("(SubPlan ") != std::string::npos;
  if (!is_not_in(plan.node(i)) && !differs_from_all) return;
  if (statement.understood() && !statement.has_not_in() && !statement.reads_view()) return;
  const std::string name = plan.is_scan(i) ? plan.called(i) : read_in(plan, i);
  PlanFinding& finding =
      situation.add("not-in-subquery", name,
                    fmt::format("{} is filtered by NOT IN (sub-query): one null in it and no row is left{}", name,
                                plan.node(i).text("Filter").find("hashed SubPlan") == std::string::npos
                                    ? "; it is not hashed either, so that every row is compared with every value"
                                    : ""),
                    "write NOT EXISTS with the comparison as its condition");
  finding.location = not_in_location(statement);
}

}  // namespace

void find_subplans(Situation& situation) {
  const PlanView& plan = situation.plan;
  for (int i = 0; i < plan.size(); ++i) {
    judge_not_in(situation, i);
    if (is_repeated(plan, i)) judge_subplan(situation, i);
    if (plan.is(i, "Nested Loop")) judge_loop(situation, i);
  }
}

}  // namespace tollgate::explain
