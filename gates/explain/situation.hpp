// What every family of rules is given, and the families: each looks at one statement with its plan and adds findings.
// Inside of the judge of plans only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/explain/judge.hpp"
#include "gates/explain/shape.hpp"
#include "gates/explain/statement.hpp"

namespace tollgate::explain {

class Situation {
 public:
  Situation(const PlanView& of_plan, const Statement& of_statement, const Thresholds& limits)
      : plan(of_plan), statement(of_statement), thresholds(limits) {}

  const PlanView& plan;
  const Statement& statement;
  const Thresholds& thresholds;
  std::vector<PlanFinding> findings;

  /// Severity and confidence are the rule's unless the finding says otherwise. One finding per rule and relation.
  PlanFinding& add(std::string_view rule, std::string relation, std::string message, std::string advice);
  bool has(std::string_view rule) const;
  bool has(std::string_view rule, std::string_view relation) const;
  /// A setting in force: the plan's own wins over the catalogue's; empty: not known.
  std::string setting(std::string_view name) const;
  /// >= big_table_rows by the catalogue, or a member of a partitioned table.
  bool is_big(int scan) const;
  /// Whether a touched relation has no statistics.
  bool without_statistics() const;

 private:
  PlanFinding x_repeated;
};

void find_products(Situation& situation);           ///< cartesian-product, small-multiplier, cross-join-small
void find_multiplying_joins(Situation& situation);  ///< many-to-many-join, row-explosion-…, non-equi-join
void find_or_joins(Situation& situation);           ///< or-in-join
void find_repeated_rows(Situation& situation);      ///< fanout-trap, distinct-after-join
void find_selective_scans(Situation& situation);    ///< seq-scan-selective, missing-index, function-on-join-key
void find_hidden_columns(
    Situation& situation);  ///< function-on-column, leading-wildcard, like-prefix-…, or-in-filter, …
void find_partitions(Situation& situation);   ///< partition-…
void find_subplans(Situation& situation);     ///< seq-scan-in-loop, correlated-subplan, not-in-subquery
void find_memory(Situation& situation);       ///< …-spill-risk
void find_other_paths(Situation& situation);  ///< cte-fence, union-distinct, large-offset, order-limit-…, …
void find_measured(Situation& situation);     ///< what ANALYZE shows
void compare(Situation& head, const Situation& base);  ///< what needs a base
/// How closely compare() has to look at base. What is wrong with base is only asked for to hold it against what is
/// wrong with head.
Look look_at_base(const Situation& head, const Plan& base);

/// A join without a condition that the plan shows. Pairs of all workers together.
struct Product {
  int join = -1;
  double pairs = 0;
  double loops = 1;        ///< how often it is made: once per row of what it is looked up from
  bool confirmed = false;  ///< by the text: the items are not held together
  bool through_view = false;
  bool same_constant = false;  ///< both sides are held at one constant: an equality that the planner used up
  int location = -1;
};
std::vector<Product> products(const Situation& situation);
/// What links the two sides of a join: conjuncts that name both, or by which the inner side is looked up.
struct JoinLinks {
  int outer = -1, inner = -1;
  std::vector<const Condition*> parts;
  bool implied = false;        ///< by Hash Cond, by a call or rows that name the outer side, by LATERAL
  bool parameterised = false;  ///< the inner side names the outer
  bool any() const { return implied || parameterised || !parts.empty(); }
};
JoinLinks links_of(const PlanView& plan, int join);
double pairs_of(const PlanView& plan, int join);

/// `500,000`, `1.2e+09`: rounded for people.
std::string count_text(double rows);
/// `1 row`, `500,000 rows`.
std::string rows_text(double rows);
/// Whether the operand is the bare column, casts that change nothing aside.
bool is_plain(const Operand& operand, const CatalogueRelation* relation);
/// The columns of `RANGE (a, b)`; an expression is none.
std::vector<std::string_view> partition_columns(std::string_view key);
bool leads_an_index(const CatalogueRelation& relation, std::string_view column);

}  // namespace tollgate::explain
