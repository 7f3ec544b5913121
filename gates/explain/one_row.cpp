// What gives one row at most, and what the text spells out row by row.
#include <algorithm>
#include <array>

#include "gates/explain/shape.hpp"

namespace tollgate::explain {
namespace {

constexpr int deepest_look = 64;

bool passes_rows_on(const PlanNode& node) {
  static constexpr std::array<std::string_view, 10> types{"Materialize", "Memoize",          "Gather", "Gather Merge",
                                                          "Sort",        "Incremental Sort", "Unique", "Subquery Scan",
                                                          "LockRows",    "WindowAgg"};
  return std::find(types.begin(), types.end(), node.type) != types.end();
}

int below(const PlanView& view, int node) {
  const int outer = view.child(node, "Outer");
  return outer >= 0 ? outer : view.child(node, "Subquery");
}

// col = constant on every column of a unique index.
bool is_lookup(const PlanView& view, int node) {
  const CatalogueRelation* const relation = view.relation(node);
  if (relation == nullptr) return false;
  auto parts = view.conjuncts(node, {"Index Cond", "Recheck Cond", "Filter"});
  const auto is_fixed = [&](const std::string& column) {
    return std::any_of(parts.begin(), parts.end(), [&](const Condition* part) {
      if (part->kind != Condition::Kind::comparison || part->op != "=" || part->form != Condition::Form::plain) {
        return false;
      }
      const auto fixes = [&](const Operand& one, const Operand& other) {
        return one.bare && one.columns.front().column == column && other.columns.empty() && !other.subplan;
      };
      return fixes(part->left, part->right) || fixes(part->right, part->left);
    });
  };
  return std::any_of(relation->indexes.begin(), relation->indexes.end(), [&](const Index& index) {
    return index.unique && !index.columns.empty() && std::all_of(index.columns.begin(), index.columns.end(), is_fixed);
  });
}

bool one_row(const PlanView& view, int node, int depth) {
  if (node < 0 || depth > deepest_look) return false;
  const PlanNode& own = view.node(node);
  if (own.type == "Result") return view.child(node, "Outer") < 0 || one_row(view, view.child(node, "Outer"), depth + 1);
  if (own.type == "Aggregate") return own.strategy == "Plain" && own.partial_mode != "Partial";
  if (own.type == "Limit") return own.rows <= 1 || one_row(view, below(view, node), depth + 1);
  if (own.type == "Values Scan") return own.rows <= 1;
  if (own.type == "CTE Scan") return one_row(view, view.cte(node), depth + 1);
  if (passes_rows_on(own)) return one_row(view, below(view, node), depth + 1);
  if (view.is_join(node)) {
    const bool outer = one_row(view, view.child(node, "Outer"), depth + 1);
    return outer &&
           (own.join_type == "Semi" || own.join_type == "Anti" || one_row(view, view.child(node, "Inner"), depth + 1));
  }
  if (!view.is_scan(node)) return false;
  return is_lookup(view, node) || (view.relation(node) != nullptr && holds_one_row(*view.relation(node)));
}

bool is_constant_call(const PlanNode& node) {
  static constexpr std::array<std::string_view, 12> series{"unnest",
                                                           "generate_series",
                                                           "json_array_elements",
                                                           "json_array_elements_text",
                                                           "jsonb_array_elements",
                                                           "string_to_table",
                                                           "jsonb_array_elements_text",
                                                           "json_each",
                                                           "json_each_text",
                                                           "jsonb_each",
                                                           "jsonb_each_text",
                                                           "regexp_split_to_table"};
  const std::string call = node.text("Function Call");
  return std::find(series.begin(), series.end(), node.function_name) != series.end() && aliases_in(call).empty() &&
         call.find('$') == std::string::npos;
}

bool literal(const PlanView& view, int node, int depth) {
  if (node < 0 || depth > deepest_look) return false;
  const PlanNode& own = view.node(node);
  if (own.type == "Values Scan") return true;
  if (own.type == "Function Scan") return is_constant_call(own);
  if (own.type == "Result") return view.child(node, "Outer") < 0 || literal(view, below(view, node), depth + 1);
  if (own.type == "CTE Scan") return literal(view, view.cte(node), depth + 1);
  if (own.type == "ProjectSet" || passes_rows_on(own)) return literal(view, below(view, node), depth + 1);
  if (own.type == "Append") {
    const std::vector<int> members = view.children(node);
    return !members.empty() &&
           std::all_of(members.begin(), members.end(), [&](int member) { return literal(view, member, depth + 1); });
  }
  if (own.type == "Aggregate" && own.strategy != "Plain") return literal(view, below(view, node), depth + 1);
  return false;
}

}  // namespace

bool is_one_row(const PlanView& view, int node) { return one_row(view, node, 0); }

bool is_literal(const PlanView& view, int node) { return literal(view, node, 0); }

}  // namespace tollgate::explain
