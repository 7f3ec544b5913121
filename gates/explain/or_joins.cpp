// OR between the inputs of a join, as the text has it.
#include <fmt/format.h>

#include <algorithm>

#include "gates/explain/situation.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {
namespace {

using sql::Expr;
using sql::ExprKind;
using sql::RangeEntry;

const RangeEntry& entry_at(const QueryFacts& facts, int item) {
  return facts.query->entries[static_cast<std::size_t>(item)];
}

// Items that one comparison within the condition relates.
bool relates(const QueryFacts& facts, const Expr& condition, bool by_equality) {
  return sql::any_within(condition, [&](const Expr& part) {
    if (part.kind != ExprKind::operation || (by_equality && part.name != "=")) return false;
    std::set<int> items;
    touched(part, 0, *facts.query, items);
    return items.size() >= 2;
  });
}

bool is_joined_otherwise(const QueryFacts& facts, const Link& of) {
  return std::any_of(facts.links.begin(), facts.links.end(), [&](const Link& link) {
    if (&link == &of || equated(link).first == nullptr || link.items.size() < 2) return false;
    return std::includes(of.items.begin(), of.items.end(), link.items.begin(), link.items.end());
  });
}

double pairs_between(const Situation& situation, const QueryFacts& facts, const std::set<int>& items) {
  const PlanView& plan = situation.plan;
  double pairs = 0;
  for (int join = 0; join < plan.size(); ++join) {
    if (!plan.is_join(join)) continue;
    const int outer = plan.child(join, "Outer");
    const int inner = plan.child(join, "Inner");
    if (outer < 0 || inner < 0) continue;
    bool left = false;
    bool right = false;
    for (const int item : items) {
      for (const std::string& alias : situation.statement.aliases(entry_at(facts, item)).names) {
        left = left || plan.reads(outer, alias);
        right = right || plan.reads(inner, alias);
      }
    }
    if (!left || !right) continue;
    const auto rows = [&](int side) {
      // A side that is looked up gives few rows a time, and is still as big as its table.
      double most = plan.node(side).rows_all;
      if (plan.is_scan(side)) most = std::max(most, plan.table_rows(side));
      return most;
    };
    pairs = std::max(pairs, rows(outer) * rows(inner));
  }
  return pairs;
}

void judge_or(Situation& situation, const QueryFacts& facts, const Link& link) {
  const bool is_or = link.condition != nullptr && link.condition->kind == ExprKind::logical &&
                     link.condition->name == "or" && link.items.size() >= 2;
  if (!is_or || !relates(facts, *link.condition, false)) return;
  // With an equality beside it the join is made by that, and OR only filters: the usual open end of a validity range.
  if (is_joined_otherwise(facts, link) && !relates(facts, *link.condition, true)) return;
  const double pairs = pairs_between(situation, facts, link.items);
  const std::string one = called(entry_at(facts, *link.items.begin()));
  const std::string other = called(entry_at(facts, *link.items.rbegin()));
  PlanFinding& finding =
      situation.add("or-in-join", other,
                    fmt::format("{} and {} are joined by OR, which neither a hash nor a merge join can do{}", one,
                                other, pairs > 0 ? fmt::format(": up to {} pairs", count_text(pairs)) : ""),
                    fmt::format("join {} once per arm and UNION the results", other));
  if (pairs < situation.thresholds.big_product_rows) finding.severity = Severity::info;
  finding.location = link.location;
}

}  // namespace

void find_or_joins(Situation& situation) {
  for (const QueryFacts& facts : situation.statement.queries()) {
    if (facts.items.size() < 2) continue;
    for (const Link& link : facts.links) judge_or(situation, facts, link);
  }
}

}  // namespace tollgate::explain
