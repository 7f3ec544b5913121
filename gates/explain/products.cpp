// Joins without a condition. The plan shows them, the text decides whether they are meant to be joined: an equality
// that the planner used up leaves the same plan as one that was forgotten.
#include <fmt/format.h>

#include <algorithm>

#include "gates/explain/situation.hpp"

namespace tollgate::explain {
namespace {

constexpr double small_side = 50;
constexpr double literal_rows = 1'000;

bool is_candidate(const PlanView& plan, int join) {
  if (!plan.is_join(join)) return false;
  const PlanNode& node = plan.node(join);
  if (node.join_type == "Semi" || node.join_type == "Anti" || node.join_type == "Right Semi" ||
      node.join_type == "Right Anti") {
    return false;
  }
  const JoinLinks links = links_of(plan, join);
  if (links.outer < 0 || links.inner < 0 || links.any()) return false;
  return !is_one_row(plan, links.outer) && !is_one_row(plan, links.inner);
}

std::vector<std::string> constants_of(const PlanView& plan, int side) {
  std::vector<std::string> found;
  for (int i = side; i < plan.end(side); ++i) {
    for (const Condition* part : plan.conjuncts(i, {"Filter", "Index Cond", "Recheck Cond"})) {
      if (part->kind != Condition::Kind::comparison || part->op != "=" || part->form != Condition::Form::plain)
        continue;
      for (const auto& [column, value] : {std::pair(&part->left, &part->right), std::pair(&part->right, &part->left)}) {
        if (!column->bare || !value->columns.empty()) continue;
        found.push_back(value->parameter ? "$" : value->spelled);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool share_a_constant(const PlanView& plan, int outer, int inner) {
  const auto one = constants_of(plan, outer);
  const auto other = constants_of(plan, inner);
  return std::any_of(one.begin(), one.end(), [&](const std::string& constant) {
    return !constant.empty() && std::binary_search(other.begin(), other.end(), constant);
  });
}

bool reads_any(const PlanView& plan, int side, const Statement::Aliases& aliases) {
  const auto there = plan.aliases(side);
  return std::any_of(there.begin(), there.end(), [&](std::string_view alias) {
    return aliases.names.count(alias) > 0 || aliases.names.count(without_number(alias)) > 0;
  });
}

/// How the text sees the two sides of a join of the plan.
struct Seen {
  bool apart = false;     ///< a query whose items are not held together has one on each side
  bool together = false;  ///< a query holds items of both sides together
  int location = -1;
};

void look_at(const Situation& situation, const QueryFacts& facts, int outer, int inner, Seen& seen) {
  std::vector<std::pair<bool, bool>> sides;
  if (facts.components.size() < 2 && facts.items.size() < 2) return;
  for (const auto& component : facts.components) {
    bool on_outer = false;
    bool on_inner = false;
    for (const int item : component) {
      const auto aliases = situation.statement.aliases(facts.query->entries[static_cast<std::size_t>(item)]);
      const bool left = reads_any(situation.plan, outer, aliases);
      const bool right = reads_any(situation.plan, inner, aliases);
      on_outer = on_outer || left;
      on_inner = on_inner || right;
      if (left || right) continue;
      // The names within a view are not known: it may be on either side. Rows that the text spells out have none.
      on_outer = on_outer || aliases.open || situation.plan.aliases(outer).empty();
      on_inner = on_inner || aliases.open || situation.plan.aliases(inner).empty();
    }
    sides.emplace_back(on_outer, on_inner);
    if (on_outer && on_inner && component.size() > 1) seen.together = true;
  }
  for (std::size_t one = 0; one < sides.size() && !seen.apart; ++one) {
    for (std::size_t other = one + 1; other < sides.size(); ++other) {
      const bool split = (sides[one].first && sides[other].second) || (sides[one].second && sides[other].first);
      if (!split) continue;
      seen.apart = true;
      const int item = facts.components[other].front();
      seen.location = facts.query->entries[static_cast<std::size_t>(item)].location;
      break;
    }
  }
}

Seen seen_by_text(const Situation& situation, int outer, int inner) {
  Seen seen;
  for (const QueryFacts& facts : situation.statement.queries()) look_at(situation, facts, outer, inner, seen);
  return seen;
}

// A name on either side that the text does not have: it comes from a view.
bool hides_in_view(const Situation& situation, int outer, int inner) {
  if (!situation.statement.reads_view()) return false;
  std::set<std::string, std::less<>> known;
  for (const QueryFacts& facts : situation.statement.queries()) {
    for (const int item : facts.items) {
      const auto& entry = facts.query->entries[static_cast<std::size_t>(item)];
      const CatalogueRelation* const relation = situation.statement.relation(entry);
      if (relation == nullptr ? entry.kind != sql::RangeEntry::Kind::relation : relation->kind != 'v') {
        known.emplace(entry.alias);
      }
    }
  }
  for (const int side : {outer, inner}) {
    for (const std::string_view alias : situation.plan.aliases(side)) {
      if (known.count(alias) == 0 && known.count(without_number(alias)) == 0) return true;
    }
  }
  return false;
}

std::string first_relation(const PlanView& plan, int side) {
  for (int i = side; i < plan.end(side); ++i) {
    if (!plan.node(i).alias.empty()) return plan.called(i);
  }
  return "a sub-query";
}

// How often what stands there is worked out anew. A semi join stops at the first match: it does not count.
double loops_of(const PlanView& plan, int node) {
  double loops = 1;
  for (int at = node; plan.parent(at) >= 0; at = plan.parent(at)) {
    const std::string& side = plan.node(at).relationship;
    const int up = plan.parent(at);
    if (side == "InitPlan" || side == "SubPlan" || plan.is(at, "Memoize")) return loops;
    if (side != "Inner" || !plan.is(up, "Nested Loop")) continue;
    const std::string& join = plan.node(up).join_type;
    if (join == "Semi" || join == "Anti") return 1;
    const int outer = plan.child(up, "Outer");
    if (outer >= 0 && plan.refers(at, outer)) loops *= std::max(1.0, plan.node(outer).rows_all);
  }
  return loops;
}

void report(Situation& situation, const Product& product) {
  const PlanView& plan = situation.plan;
  const int outer = plan.child(product.join, "Outer");
  const int inner = plan.child(product.join, "Inner");
  const double one = plan.node(outer).rows_all;
  const double other = plan.node(inner).rows_all;
  const bool literal =
      (is_literal(plan, outer) && one <= literal_rows) || (is_literal(plan, inner) && other <= literal_rows);
  const bool big = product.pairs * product.loops >= situation.thresholds.big_product_rows;
  std::string_view rule = "cross-join-small";
  if (literal || (!big && std::min(one, other) <= small_side)) {
    rule = "small-multiplier";
  } else if (big) {
    rule = "cartesian-product";
  }
  const std::string left = first_relation(plan, outer);
  const std::string right = first_relation(plan, inner);
  std::string message = fmt::format("{} and {} are joined without a condition: {} x {} = {} pairs", left, right,
                                    count_text(one), count_text(other), count_text(product.pairs));
  if (product.loops > 1) message += fmt::format(", for each of {} rows", count_text(product.loops));
  if (product.through_view) message += " (through a view, whose text is not known here)";
  std::string advice = rule == "small-multiplier"
                           ? "nothing, if every row is meant to be repeated; otherwise join on a key"
                           : fmt::format("join {} to {} on its key; where every pair is meant, waive it", right, left);
  PlanFinding& finding = situation.add(rule, right, std::move(message), std::move(advice));
  if (product.through_view || !product.confirmed) finding.confidence = Confidence::medium;
  finding.location = product.location;
  finding.evidence = {{"outer_rows", one}, {"inner_rows", other}, {"pairs", product.pairs}};
}

}  // namespace

std::vector<Product> products(const Situation& situation) {
  std::vector<Product> found;
  const PlanView& plan = situation.plan;
  for (int join = 0; join < plan.size(); ++join) {
    if (!is_candidate(plan, join)) continue;
    const int outer = plan.child(join, "Outer");
    const int inner = plan.child(join, "Inner");
    Product product;
    product.join = join;
    product.pairs = pairs_of(plan, join);
    product.loops = loops_of(plan, join);
    if (situation.statement.understood()) {
      const Seen seen = seen_by_text(situation, outer, inner);
      product.confirmed = seen.apart;
      product.location = seen.location;
      product.same_constant = !seen.apart && share_a_constant(plan, outer, inner);
      product.through_view = !seen.apart && !seen.together && hides_in_view(situation, outer, inner);
    } else {
      product.same_constant = share_a_constant(plan, outer, inner);
    }
    found.push_back(product);
  }
  return found;
}

void find_products(Situation& situation) {
  for (const Product& product : products(situation)) {
    const bool unread = !situation.statement.understood();
    if (product.confirmed || (!product.same_constant && (product.through_view || unread))) report(situation, product);
  }
}

}  // namespace tollgate::explain
