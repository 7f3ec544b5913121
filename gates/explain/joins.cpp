// Joins with a condition that multiply, and nested loops that compare every pair.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

bool is_equality(const Condition& part, bool parameterised) {
  if (part.kind == Condition::Kind::comparison) {
    return part.op == "=" && (part.form == Condition::Form::plain || parameterised);
  }
  return part.kind == Condition::Kind::disjunction && parameterised &&
         std::all_of(part.parts.begin(), part.parts.end(), [](const Condition& arm) {
           const auto both = conjuncts(arm);
           return std::any_of(both.begin(), both.end(), [](const Condition* one) {
             return one->kind == Condition::Kind::comparison && one->op == "=";
           });
         });
}

bool is_range(const Condition& part) {
  return part.kind == Condition::Kind::comparison && !part.left.columns.empty() && !part.right.columns.empty() &&
         (part.op == "<" || part.op == "<=" || part.op == ">" || part.op == ">=");
}

bool makes_rows(const PlanView& plan, int join) {
  return plan.any(join, [&](int i) {
    return plan.is(i, "Function Scan") || plan.is(i, "ProjectSet") || plan.is(i, "Table Function Scan");
  });
}

// A call or rows that name the outer side; a LATERAL sub-query that aggregates or stops.
bool is_lateral(const PlanView& plan, const JoinLinks& links) {
  return plan.any(links.inner, [&](int i) {
    const std::string& type = plan.node(i).type;
    if (type == "Limit" || type == "Aggregate") return true;
    return (type == "Function Scan" || type == "Values Scan" || type == "Table Function Scan" ||
            type == "ProjectSet") &&
           plan.refers(i, links.outer);
  });
}

std::string sides(const PlanView& plan, const JoinLinks& links, std::string& inner_name) {
  std::string outer = "a sub-query";
  inner_name = outer;
  for (int i = links.outer; i < plan.end(links.outer); ++i) {
    if (!plan.node(i).alias.empty()) {
      outer = plan.called(i);
      break;
    }
  }
  for (int i = links.inner; i < plan.end(links.inner); ++i) {
    if (!plan.node(i).alias.empty()) {
      inner_name = plan.called(i);
      break;
    }
  }
  return outer;
}

double largest_input(const PlanView& plan, const JoinLinks& links) {
  double largest = plan.node(links.outer).rows_all;
  if (!links.parameterised) return std::max(largest, plan.node(links.inner).rows_all);
  for (int i = links.inner; i < plan.end(links.inner); ++i) {
    if (plan.is_scan(i)) largest = std::max(largest, plan.table_rows(i));
  }
  return std::max(largest, plan.node(links.inner).rows_all);
}

bool keeps_one_side(const std::string& join_type) {
  return join_type == "Semi" || join_type == "Anti" || join_type == "Right Semi" || join_type == "Right Anti";
}

// The columns of the inner side that are compared, for a person.
std::string key_text(const JoinLinks& links) {
  std::string text;
  for (const Condition* part : links.parts) {
    if (part->kind != Condition::Kind::comparison) continue;
    const auto side = [](const Operand& one) {
      return one.columns.empty() ? std::string("a constant")
                                 : fmt::format("{}.{}", one.columns.front().alias, one.columns.front().column);
    };
    text += fmt::format("{}{} {} {}", text.empty() ? "" : " and ", side(part->left), part->op, side(part->right));
  }
  return text;
}

// Bounds of bands and the like, spelled out in the text: to compare each of them is the best that can be done.
bool is_short_list(const PlanView& plan, int side) {
  constexpr double few = 50;
  return is_literal(plan, side) && plan.node(side).rows_all <= few;
}

// The item of the text that a side of the join reads and nothing but filters; none: several, or none by that name.
std::string_view alias_of(const PlanView& plan, int side) {
  while (side >= 0 && plan.node(side).alias.empty()) {
    const std::vector<int> below = plan.children(side);
    side = below.size() == 1 && plan.node(side).type != "Aggregate" ? below.front() : -1;
  }
  return side < 0 ? std::string_view() : plan.alias(side);
}

// The text proves what the planner does not see, through a CTE above all: what the side is joined by is a key of it.
bool has_each_key_once(const Situation& situation, int side, const JoinLinks& links) {
  const std::string_view alias = alias_of(situation.plan, side);
  if (alias.empty()) return false;
  std::set<std::string> columns;
  for (const Condition* part : links.parts) {
    if (part->kind != Condition::Kind::comparison || part->op != "=" || part->form != Condition::Form::plain) continue;
    for (const Operand* operand : {&part->left, &part->right}) {
      const bool own = operand->bare && operand->columns.front().alias == alias;
      if (own) columns.insert(operand->columns.front().column);
    }
  }
  bool proved = false;
  for (const QueryFacts& facts : situation.statement.queries()) {
    for (const int item : facts.items) {
      const sql::RangeEntry& entry = facts.query->entries[static_cast<std::size_t>(item)];
      if (entry.alias != alias) continue;
      std::set<int> attributes;
      for (std::size_t i = 0; i < entry.columns.size(); ++i) {
        if (columns.count(std::string(entry.columns[i].name)) > 0) attributes.insert(static_cast<int>(i));
      }
      if (situation.statement.unique_on(facts, item, attributes) != Unique::yes) return false;
      proved = true;
    }
  }
  return proved;
}

void judge_growth(Situation& situation, int join, const JoinLinks& links, bool same_constant) {
  const PlanView& plan = situation.plan;
  const double rows = plan.node(join).rows_all;
  const double largest = largest_input(plan, links);
  if (rows < situation.thresholds.big_product_rows || rows <= situation.thresholds.join_growth * largest) return;
  // Proved by the planner, however large it guesses the rows of a FULL JOIN to be.
  if (plan.node(join).inner_unique.value_or(false)) return;
  if (makes_rows(plan, join) || is_one_row(plan, links.outer) || is_one_row(plan, links.inner)) return;
  if (has_each_key_once(situation, links.outer, links) || has_each_key_once(situation, links.inner, links)) return;
  const bool equal = same_constant || plan.is(join, "Hash Join") || plan.is(join, "Merge Join") ||
                     std::any_of(links.parts.begin(), links.parts.end(),
                                 [&](const Condition* part) { return is_equality(*part, links.parameterised); });
  const bool ranged =
      std::any_of(links.parts.begin(), links.parts.end(), [](const Condition* part) { return is_range(*part); });
  if (!equal && !ranged) return;
  std::string inner;
  const std::string outer = sides(plan, links, inner);
  const std::string keys = key_text(links);
  const std::string by = keys.empty() ? "" : " by " + keys;
  std::string message = fmt::format("{} joined with {}{} gives {} rows from at most {}: x{:.1f}", outer, inner, by,
                                    count_text(rows), count_text(largest), rows / std::max(1.0, largest));
  const bool both = equal && ranged;
  if (both) message += "; the planner guesses how ranges overlap";
  PlanFinding& finding = situation.add(
      both ? "row-explosion-low-confidence" : "many-to-many-join", inner, std::move(message),
      both ? fmt::format("make sure that the ranges in {} do not overlap for one key", inner)
           : fmt::format("add the missing part of the key of {}, or aggregate it by the join key first", inner));
  finding.evidence = {{"rows", rows}, {"largest_input", largest}};
}

void judge_comparisons(Situation& situation, int join, const JoinLinks& links) {
  const PlanView& plan = situation.plan;
  if (!plan.is(join, "Nested Loop") || (links.parts.empty() && !links.parameterised)) return;
  if (is_one_row(plan, links.outer) || is_one_row(plan, links.inner)) return;
  const double pairs = pairs_of(plan, join);
  if (pairs < situation.thresholds.big_product_rows || is_lateral(plan, links)) return;
  if (is_short_list(plan, links.outer) || is_short_list(plan, links.inner)) return;
  const bool equal = std::any_of(links.parts.begin(), links.parts.end(),
                                 [&](const Condition* part) { return is_equality(*part, links.parameterised); });
  if (equal) return;
  std::string inner;
  const std::string outer = sides(plan, links, inner);
  PlanFinding& finding = situation.add(
      "non-equi-join", inner,
      fmt::format("a nested loop compares {} with {} by no equality: {} pairs", outer, inner, count_text(pairs)),
      fmt::format("add an equality between {} and {}, or compute the matching key beforehand", outer, inner));
  finding.evidence = {{"pairs", pairs}};
}

}  // namespace

void find_multiplying_joins(Situation& situation) {
  const PlanView& plan = situation.plan;
  const std::vector<Product> unlinked = products(situation);
  const bool product = situation.has("cartesian-product");
  for (int join = 0; join < plan.size(); ++join) {
    if (!plan.is_join(join)) continue;
    const JoinLinks links = links_of(plan, join);
    if (links.outer < 0 || links.inner < 0) continue;
    const bool same_constant = std::any_of(unlinked.begin(), unlinked.end(),
                                           [&](const Product& one) { return one.join == join && one.same_constant; });
    const bool linked = links.any() || same_constant;
    if (linked && !product && !keeps_one_side(plan.node(join).join_type)) {
      judge_growth(situation, join, links, same_constant);
    }
    judge_comparisons(situation, join, links);
  }
}

}  // namespace tollgate::explain
