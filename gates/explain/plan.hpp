// One plan as EXPLAIN (FORMAT JSON) prints it, read generically: node types and keys that nobody knows survive.
// PostgreSQL 12 to 18. Figures are de-parallelised (rows_all). Immutable; plan.cpp is the one file that reads the JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::explain {

/// What ANALYZE measured, per loop.
struct Actual {
  double rows = 0;
  double loops = 0;
};

struct PlanNode {
  std::string type;          ///< `Node Type`, as printed
  std::string relationship;  ///< `Parent Relationship`: Outer, Inner, InitPlan, SubPlan, Member, Subquery; empty: root
  std::string subplan_name;  ///< `SubPlan 1`, `InitPlan 1 (returns $0)`, `CTE x`; empty: none
  std::string schema, relation, alias;  ///< of a scan; empty: none
  std::string index, join_type, strategy, partial_mode, cte_name, function_name;
  double startup_cost = 0, total_cost = 0;
  double rows = 0;      ///< `Plan Rows`, per worker below Gather
  double rows_all = 0;  ///< of all workers together: what rules compare
  double width = 0;     ///< bytes
  std::optional<bool> inner_unique;
  std::optional<Actual> actual;  ///< only with ANALYZE
  /// Every other scalar (numbers and booleans as printed) and every list, by key.
  std::map<std::string, std::string, std::less<>> scalars;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  std::vector<PlanNode> children;

  /// The scalar of that key, or empty. For lists: joined by `, `.
  std::string text(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;
};

struct Plan {
  PlanNode root;
  std::map<std::string, std::string, std::less<>> settings;  ///< `Settings`
  std::optional<double> execution_ms;                        ///< ANALYZE
  bool analyzed = false;
};

/// `json`: the array that the server answers, its one element, or the text of either.
/// Throws Error (unjudged) for what is no plan: told as "format not supported", never with a part of the text; also for
/// one that nests deeper than 1,000 levels.
Plan read_plan(std::string_view json);

}  // namespace tollgate::explain
