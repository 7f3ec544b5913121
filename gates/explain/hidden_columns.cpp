// Conditions that keep a column from its index or its partitions: expressions around it, patterns, OR, and incremental
// filters without an index.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

bool is_among(std::string_view op, std::initializer_list<std::string_view> operators) {
  return std::find(operators.begin(), operators.end(), op) != operators.end();
}

class Filters {
 public:
  explicit Filters(Situation& situation) : x_situation(situation), x_plan(situation.plan) {}

  void find() {
    for (int i = 0; i < x_plan.size(); ++i) {
      const Condition* const filter = x_plan.condition(i, "Filter");
      if (!x_plan.is_scan(i) || filter == nullptr) continue;
      if (!x_situation.is_big(i)) continue;
      for (const Condition* part : conjuncts(*filter)) judge(i, *part);
      judge_or(i, *filter);
    }
  }

 private:
  void judge(int scan, const Condition& part) {
    if (part.kind == Condition::Kind::disjunction || part.kind == Condition::Kind::conjunction) {
      for (const Condition& arm : part.parts) judge(scan, arm);
      return;
    }
    if (part.kind != Condition::Kind::comparison) return;
    judge_function(scan, part, part.left, part.right);
    judge_function(scan, part, part.right, part.left);
    judge_pattern(scan, part);
    judge_incremental(scan, part);
  }

  bool is_own(int scan, const ColumnName& name) const { return x_plan.reads(scan, name.alias); }

  bool free_of(int scan, const Operand& side) const {
    return std::none_of(side.columns.begin(), side.columns.end(),
                        [&](const ColumnName& name) { return is_own(scan, name); });
  }

  bool is_key(int scan, std::string_view column) const {
    const CatalogueRelation* const relation = x_plan.relation(scan);
    if (relation != nullptr && leads_an_index(*relation, column)) return true;
    if (is_named(scan)) return false;
    const CatalogueRelation* const table = x_plan.table(scan);
    if (table == nullptr || (!x_plan.partition_member(scan) && table->partition_key.empty())) return false;
    const auto keys = partition_columns(table->partition_key);
    return std::find(keys.begin(), keys.end(), column) != keys.end();
  }

  // The text reads that very partition: none is left to be excluded.
  bool is_named(int scan) const {
    const PlanNode& node = x_plan.node(scan);
    const auto relations = x_situation.statement.relations();
    return x_plan.partition_member(scan) && std::any_of(relations.begin(), relations.end(), [&](const auto* entry) {
             return entry->relation != nullptr && entry->relation->name == node.schema + "." + node.relation;
           });
  }

  // The column stands bare in another condition of the scan, so that an index or pruning is at work already.
  bool is_used_bare(int scan, std::string_view column) const {
    const auto parts = x_plan.conjuncts(scan, {"Index Cond", "Recheck Cond", "Filter"});
    return std::any_of(parts.begin(), parts.end(), [&](const Condition* part) {
      if (part->kind != Condition::Kind::comparison || !is_among(part->op, {"=", "<", ">", "<=", ">="})) return false;
      for (const auto& [one, other] : {std::pair(&part->left, &part->right), std::pair(&part->right, &part->left)}) {
        const bool bare = is_plain(*one, x_plan.relation(scan)) && one->columns.front().column == column;
        if (bare && free_of(scan, *other)) return true;
      }
      return false;
    });
  }

  // Another index finds the rows, and few of them: what the expression hides would save little.
  bool is_found_cheaply(int scan) const {
    constexpr double cheap = 1'000;
    const PlanNode& node = x_plan.node(scan);
    return (!node.text("Index Cond").empty() || node.type == "Bitmap Heap Scan") && node.total_cost < cheap;
  }

  void judge_function(int scan, const Condition& part, const Operand& side, const Operand& other) {
    if (!is_among(part.op, {"=", "<", ">", "<=", ">=", "~~", "~~*"}) || side.columns.empty() || side.subplan ||
        side.row) {
      return;
    }
    if (is_plain(side, x_plan.relation(scan)) || !free_of(scan, other)) return;
    for (const ColumnName& name : side.columns) {
      if (!is_own(scan, name) || !is_key(scan, name.column) || is_used_bare(scan, name.column)) continue;
      const std::string relation = x_plan.called(scan);
      const bool partitioned = x_plan.partition_member(scan);
      PlanFinding& finding = x_situation.add(
          "function-on-column", relation,
          fmt::format("{}.{} is compared within an expression, so that {} cannot be used", relation, name.column,
                      partitioned ? "its partitions" : "its index"),
          fmt::format("compare the bare {} with a range or a converted constant, or index the expression",
                      name.column));
      finding.location = located(scan, name.column);
      if (is_found_cheaply(scan)) finding.severity = Severity::info;
      return;
    }
  }

  void judge_pattern(int scan, const Condition& part) {
    if (!is_among(part.op, {"~~", "~~*"}) || part.form == Condition::Form::all) return;
    const std::string& pattern = part.right.constant;
    if (pattern.empty() || part.left.columns.empty() || !is_own(scan, part.left.columns.front())) return;
    const std::string relation = x_plan.called(scan);
    const std::string& column = part.left.columns.front().column;
    if (pattern.front() == '%' || pattern.front() == '_') {
      PlanFinding& finding = x_situation.add(
          "leading-wildcard", relation,
          fmt::format("the pattern for {}.{} starts with a wildcard: no b-tree can serve it", relation, column),
          fmt::format("match a prefix of {}, or use a trigram index on it", column));
      finding.location = located(scan, column);
      return;
    }
    const CatalogueRelation* const known = x_plan.relation(scan);
    const bool prefix = pattern.find_first_of("%_") != std::string::npos && part.op == "~~";
    if (!prefix || !x_plan.is(scan, "Seq Scan") || known == nullptr || !is_plain(part.left, known)) return;
    if (!leads_an_index(*known, column)) return;
    PlanFinding& finding = x_situation.add(
        "like-prefix-not-indexable", relation,
        fmt::format("{} has an index on {}, but a prefix pattern cannot use it in this collation", relation, column),
        fmt::format("index {} ({} text_pattern_ops)", x_plan.table_name(scan), column));
    finding.location = located(scan, column);
  }

  void judge_incremental(int scan, const Condition& part) {
    if (!x_plan.is(scan, "Seq Scan") || x_plan.partition_member(scan)) return;
    if (!is_among(part.op, {"<", ">", "<=", ">="}) || part.form != Condition::Form::plain) return;
    const CatalogueRelation* const known = x_plan.relation(scan);
    for (const auto& [column, value] : {std::pair(&part.left, &part.right), std::pair(&part.right, &part.left)}) {
      if (!value->parameter || !value->columns.empty() || !is_plain(*column, known)) continue;
      const std::string& name = column->columns.front().column;
      if (known == nullptr || leads_an_index(*known, name)) continue;
      const std::string relation = x_plan.called(scan);
      PlanFinding& finding = x_situation.add(
          "incremental-filter-unindexed", relation,
          fmt::format(
              "the filter on {}.{} by a value that only the run finds reads all {} rows: no index starts with {} "
              "(the planner assumes that 1/3 of the rows pass)",
              relation, name, count_text(x_plan.table_rows(scan)), name),
          fmt::format("index {} ({})", x_plan.table_name(scan), name));
      finding.location = located(scan, name);
    }
  }

  void judge_or(int scan, const Condition& filter) {
    if (filter.kind != Condition::Kind::disjunction || !x_plan.is(scan, "Seq Scan")) return;
    std::set<std::string> columns;
    for (const ColumnName& name : filter.columns) {
      if (is_own(scan, name)) columns.insert(name.column);
    }
    const std::string relation = x_plan.called(scan);
    if (columns.size() < 2 || x_situation.has("partition-pruning-lost", relation)) return;
    PlanFinding& finding = x_situation.add(
        "or-in-filter", relation,
        fmt::format("{} is filtered by OR over several columns, so that no one index serves it", relation),
        fmt::format("write UNION ALL of the arms, or index each of {}", joined(columns)));
    finding.location = located(scan, *columns.begin());
  }

  static std::string joined(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  int located(int scan, const std::string& column) const {
    return x_situation.statement.condition_on(x_plan.table_name(scan), column);
  }

  Situation& x_situation;
  const PlanView& x_plan;
};

}  // namespace

void find_hidden_columns(Situation& situation) { Filters(situation).find(); }

}  // namespace tollgate::explain
