// The judge of plans: what a plan will do that a person would mend, from the syntax tree, the plan and the catalogue
// together. The rules and their thresholds: docs/gates/explain.md. Pure; shared by the gate and `inspect plan`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/gate.hpp"
#include "gates/explain/catalogue.hpp"
#include "gates/explain/plan.hpp"
#include "sql/tree.hpp"

namespace tollgate::explain {

enum class Confidence : std::uint8_t { low, medium, high };
std::string_view to_string(Confidence confidence);
/// One step less.
Confidence lowered(Confidence confidence);

/// Limits that options of the gate can move.
struct Thresholds {
  double big_table_rows = 100'000;
  double big_product_rows = 1'000'000;  ///< pairs of a join without a condition
  double selective_share = 0.05;
  double cost_ratio = 2, cost_rise = 1'000;  ///< of head to base: both must be reached
  double join_growth = 2;                    ///< rows of a join, of those of its larger input
  double loop_table_rows = 10'000;           ///< of a table that is read whole once per row
  double offset_rows = 10'000;
  double index_cost_per_row = 20;  ///< cost, or rows found, for each row that an index scan returns
  double memory_ratio = 10;        ///< of what is new and spills, to the memory that it has
  double estimate_error = 10;      ///< of what came to what was expected, or the other way round
  /// Keys that are unique by statistics alone, or of which nothing is known (those of a view), are suspected as well,
  /// as findings that say so (`doubtful`): for those who can ask the data.
  bool doubt_keys = false;
};

struct PlanFinding {
  std::string_view rule;  ///< of plan_rules()
  Severity severity = Severity::info;
  Confidence confidence = Confidence::medium;
  std::string relation;  ///< `schema.name`, with alias where it differs: `raw.orders o`; empty: the statement
  std::string message;   ///< what and how much; says which planner default a number rests on
  std::string advice;    ///< names the relation, the column, the index or the rewrite
  int location = -1;     ///< byte offset into the SQL of the join, filter or function; -1: none
  std::vector<Evidence> evidence;
  std::string table, column;  ///< missing-index: `schema.name` and the column that no index starts with
  bool standing = false;      ///< base's plan shows it as well
  /// Statistics speak against it, or nothing speaks for it: to be told only where the data bears it out.
  bool doubtful = false;
  bool nearly_unique = false;  ///< the former
};

struct Explained {
  std::string_view sql;
  const Plan* plan = nullptr;
  const sql::Tree* tree = nullptr;  ///< of the text, where it was read already; it must outlive the call
};

/// Every rule that this judge knows, in order of id.
std::span<const Rule> plan_rules();

/// The cause first; equal input gives equal answers. Linear in plan and text, but for union-find over FROM items.
/// A text that does not parse gives only what the plan alone can show. Needs a stack of sql::stack_to_walk().
std::vector<PlanFinding> judge_plan(const Explained& head, const std::optional<Explained>& base,
                                    const Catalogue& catalogue, const Thresholds& thresholds);

}  // namespace tollgate::explain
