// Reading much to keep little: sequential scans whose filter, or whose join, keeps a small share of a big table.
#include <fmt/format.h>

#include <algorithm>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double few_rows = 1'000;
constexpr double joined_share = 0.01;
constexpr int most_index_advice = 2;

class SelectiveScans {
 public:
  explicit SelectiveScans(Situation& situation) : x_situation(situation), x_plan(situation.plan) {}

  void find() {
    for (int i = 0; i < x_plan.size(); ++i) {
      if (!x_plan.is(i, "Seq Scan") || x_plan.partition_member(i)) continue;
      if (x_plan.table_rows(i) < x_situation.thresholds.big_table_rows) continue;
      if (x_plan.node(i).text("Filter").empty()) {
        judge_joined(i);
      } else {
        judge_filtered(i);
      }
    }
  }

 private:
  // ---- with a filter

  void judge_filtered(int scan) {
    const Condition* const filter = x_plan.condition(scan, "Filter");
    if (filter == nullptr || x_plan.node(scan).text("Filter").find("SubPlan ") != std::string::npos) return;
    const double share = x_plan.node(scan).rows_all / x_plan.table_rows(scan);
    if (share > x_situation.thresholds.selective_share) return;
    const auto parts = conjuncts(*filter);
    const bool useful =
        std::any_of(parts.begin(), parts.end(), [&](const Condition* part) { return can_be_indexed(scan, *part); });
    if (!useful) return;
    // Looked up again and again: that is told as a scan in a loop.
    if (std::all_of(parts.begin(), parts.end(), [&](const Condition* part) { return names_others(scan, *part); })) {
      return;
    }
    const std::string name = x_plan.called(scan);
    PlanFinding& finding = x_situation.add(
        "seq-scan-selective", name,
        fmt::format("{} is read whole ({} rows) to keep {}", name, count_text(x_plan.table_rows(scan)),
                    count_text(x_plan.node(scan).rows_all)),
        fmt::format("index what {} is filtered by, or filter by a column that an index starts with", name));
    finding.evidence = {{"table_rows", x_plan.table_rows(scan)}, {"kept_rows", x_plan.node(scan).rows_all}};
    for (const ColumnName& column : filter->columns) {
      if (finding.location < 0) finding.location = located(scan, column.column);
    }
    for (const Condition* part : parts) advise_index(scan, *part);
  }

  bool can_be_indexed(int scan, const Condition& part) const {
    if (part.kind == Condition::Kind::comparison) return part.op != "<>" && part.op != "!~~" && part.op != "!~~*";
    if (part.kind != Condition::Kind::null_test || !part.left.bare) return true;
    if (part.op == "is not null") return false;
    const CatalogueRelation* const relation = x_plan.relation(scan);
    const auto column = relation->columns.find(part.left.columns.front().column);
    return column == relation->columns.end() || !column->second.not_null;
  }

  bool names_others(int scan, const Condition& part) const {
    return std::any_of(part.columns.begin(), part.columns.end(),
                       [&](const ColumnName& name) { return !x_plan.reads(scan, name.alias); });
  }

  void advise_index(int scan, const Condition& part) {
    if (part.kind == Condition::Kind::disjunction || part.kind == Condition::Kind::conjunction) {
      for (const Condition& arm : part.parts) advise_index(scan, arm);
      return;
    }
    const bool compares = part.kind == Condition::Kind::comparison && part.form != Condition::Form::all &&
                          (part.op == "=" || part.op == "<" || part.op == ">" || part.op == "<=" || part.op == ">=");
    if (!compares) return;
    for (const auto& [column, value] : {std::pair(&part.left, &part.right), std::pair(&part.right, &part.left)}) {
      if (!value->columns.empty() || value->subplan || !is_plain(*column, x_plan.relation(scan))) continue;
      add_index(scan, column->columns.front().column);
      return;
    }
  }

  void add_index(int scan, const std::string& column) {
    const CatalogueRelation* const relation = x_plan.relation(scan);
    if (x_advised >= most_index_advice || relation == nullptr || leads_an_index(*relation, column)) return;
    const std::string name = x_plan.called(scan);
    if (x_situation.has("missing-index", name)) return;
    ++x_advised;
    PlanFinding& finding = x_situation.add(
        "missing-index", name,
        fmt::format("no index of {} starts with {}, and little of the table is kept", x_plan.table_name(scan), column),
        fmt::format("an index on {} ({}) might help; it costs every write, and this is not proved",
                    x_plan.table_name(scan), column));
    finding.location = located(scan, column);
    finding.table = x_plan.table_name(scan);
    finding.column = column;
  }

  // ---- without a filter, beneath a hash join that keeps little

  int joining(int scan) const {
    int below = scan;
    int up = x_plan.parent(scan);
    while (up >= 0 && (x_plan.is(up, "Hash") || x_plan.is(up, "Gather") || x_plan.is(up, "Materialize"))) {
      below = up;
      up = x_plan.parent(up);
    }
    const std::string& side = x_plan.node(below).relationship;
    return x_plan.is(up, "Hash Join") && (side == "Outer" || side == "Inner") ? up : -1;
  }

  void judge_joined(int scan) {
    const int join = joining(scan);
    if (join < 0) return;
    const int outer = x_plan.child(join, "Outer");
    const bool on_outer = outer >= 0 && outer <= scan && scan < x_plan.end(outer);
    const int other = x_plan.child(join, on_outer ? "Inner" : "Outer");
    if (other < 0 || x_plan.node(other).rows_all > few_rows) return;
    if (x_plan.node(join).rows_all > joined_share * x_plan.table_rows(scan)) return;
    for (const Condition* part : x_plan.conjuncts(join, {"Hash Cond"})) {
      if (part->kind != Condition::Kind::comparison) continue;
      const auto own = [&](const Operand& side) {
        return !side.columns.empty() &&
               std::all_of(side.columns.begin(), side.columns.end(),
                           [&](const ColumnName& name) { return x_plan.reads(scan, name.alias); });
      };
      const Operand* const key = own(part->left) ? &part->left : (own(part->right) ? &part->right : nullptr);
      if (key != nullptr) judge_key(scan, join, other, *key);
    }
  }

  void judge_key(int scan, int join, int other, const Operand& key) {
    const std::string& column = key.columns.front().column;
    const std::string name = x_plan.called(scan);
    const std::string figures =
        fmt::format("{} is read whole ({} rows) to join {}", name, count_text(x_plan.table_rows(scan)),
                    rows_text(x_plan.node(other).rows_all));
    if (!is_plain(key, x_plan.relation(scan))) {
      PlanFinding& finding = x_situation.add(
          "function-on-join-key", name,
          fmt::format("{}: its key {} stands within an expression, which no index serves", figures, column),
          fmt::format("join on the bare {}.{}, converting the other side", name, column));
      finding.location = located(scan, column);
      return;
    }
    const CatalogueRelation* const relation = x_plan.relation(scan);
    if (relation == nullptr || leads_an_index(*relation, column)) return;
    PlanFinding& finding = x_situation.add(
        "seq-scan-selective", name, fmt::format("{} and keep {}", figures, count_text(x_plan.node(join).rows_all)),
        fmt::format("an index on {} ({}) would let the join look its rows up", x_plan.table_name(scan), column));
    finding.location = located(scan, column);
    add_index(scan, column);
  }

  int located(int scan, const std::string& column) const {
    return x_situation.statement.condition_on(x_plan.table_name(scan), column);
  }

  Situation& x_situation;
  const PlanView& x_plan;
  int x_advised = 0;
};

}  // namespace

void find_selective_scans(Situation& situation) { SelectiveScans(situation).find(); }

}  // namespace tollgate::explain
