// What links the two sides of a join node.
#include <algorithm>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

bool names_side(const PlanView& plan, const Condition& condition, int side) {
  return std::any_of(condition.columns.begin(), condition.columns.end(),
                     [&](const ColumnName& name) { return plan.reads(side, name.alias); });
}

// A value without a column of its own, such as `(count(*))`, stands in the condition as the side puts it out.
bool names_output(const PlanView& plan, std::string_view text, int side) {
  const auto outputs = plan.node(side).lists.find("Output");
  if (outputs == plan.node(side).lists.end()) return false;
  return std::any_of(outputs->second.begin(), outputs->second.end(), [&](const std::string& output) {
    return output.starts_with("(") && aliases_in(output).empty() && output.size() > 4 &&
           text.find(output) != std::string_view::npos;
  });
}

void add_looked_up(const PlanView& plan, JoinLinks& links) {
  for (int i = links.inner; i < plan.end(links.inner); ++i) {
    for (const Condition* part : plan.conjuncts(i, {"Index Cond", "Recheck Cond", "Filter", "Join Filter"})) {
      const bool outer = std::any_of(part->columns.begin(), part->columns.end(), [&](const ColumnName& name) {
        return plan.reads(links.outer, name.alias) && !plan.reads(links.inner, name.alias);
      });
      if (outer) links.parts.push_back(part);
    }
  }
}

}  // namespace

JoinLinks links_of(const PlanView& plan, int join) {
  JoinLinks links;
  links.outer = plan.child(join, "Outer");
  links.inner = plan.child(join, "Inner");
  if (links.outer < 0 || links.inner < 0) return links;
  const PlanNode& node = plan.node(join);
  // PostgreSQL makes such a condition only of an equality between the sides.
  links.implied = !node.text("Hash Cond").empty() || !node.text("Merge Cond").empty();
  for (const Condition* part : plan.conjuncts(join, {"Hash Cond", "Merge Cond"})) links.parts.push_back(part);
  for (const Condition* part : plan.conjuncts(join, {"Join Filter"})) {
    if (names_side(plan, *part, links.outer) && names_side(plan, *part, links.inner)) links.parts.push_back(part);
  }
  const std::string filter = node.text("Join Filter");
  if (!filter.empty() && links.parts.empty()) {
    const Condition* const whole = plan.condition(join, "Join Filter");
    const auto on = [&](int side) {
      return (whole != nullptr && names_side(plan, *whole, side)) || names_output(plan, filter, side);
    };
    if (on(links.outer) && on(links.inner)) links.implied = true;
  }
  if (node.type == "Nested Loop" && plan.refers(links.inner, links.outer)) {
    links.parameterised = true;
    add_looked_up(plan, links);
  }
  return links;
}

double pairs_of(const PlanView& plan, int join) {
  const int outer = plan.child(join, "Outer");
  const int inner = plan.child(join, "Inner");
  return outer < 0 || inner < 0 ? 0 : plan.node(outer).rows_all * plan.node(inner).rows_all;
}

}  // namespace tollgate::explain
