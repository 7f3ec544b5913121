// What flows into the outputs of each query: folded once, bottom-up; a CTE used n times costs once, and a recursive one
// is iterated until nothing is added. What decides rows is not its business (rows.hpp).
#pragma once

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sql/lineage/flow.hpp"

namespace tollgate::sql {

using Flows = std::vector<Flow>;

/// Interns base columns in the order in which they are met.
class BaseColumns {
 public:
  std::uint32_t id_of(const RangeEntry& entry, int attribute) {
    const KnownRelation* const relation = entry.relation;
    const bool declared = static_cast<std::size_t>(attribute) < relation->columns.size();
    const std::string_view name = declared
                                      ? std::string_view(relation->columns[static_cast<std::size_t>(attribute)].name)
                                      : entry.columns[static_cast<std::size_t>(attribute)].name;
    const auto [at, added] = x_ids[relation].try_emplace(name, static_cast<std::uint32_t>(columns.size()));
    if (added) columns.push_back({relation, relation->name, name});
    return at->second;
  }

  std::vector<BaseColumn> columns;

 private:
  std::unordered_map<const KnownRelation*, std::unordered_map<std::string_view, std::uint32_t>> x_ids;
};

class ValueFold {
 public:
  /// `passage_of`: what each step leaves of its arguments; null: all of it. Must outlive the fold.
  explicit ValueFold(const PassageOf* passage_of) : x_passage_of(passage_of) {}

  /// One for each output. The reference stays valid.
  const Flows& outputs_of(const Query& query);
  /// Unresolved when there is no such output.
  Flow output_of(const Query& query, int output);
  /// `value` stands in `query`.
  Flow flow_of(const Query& query, const Expr& value);
  /// Of an INSERT, UPDATE or MERGE.
  Flow assigned(const Query& query, const Assignment& assignment);

  /// Sub-queries of expressions met since the last call, some of them more than once: they decide which rows there are.
  std::vector<const Query*> take_subqueries() { return std::exchange(x_subqueries, {}); }
  std::vector<BaseColumn> take_base_columns() { return std::move(x_columns.columns); }

 private:
  // values.cpp: queries
  Flows fold_outputs(const Query& query);
  Flows fold_values(const Query& query);
  Flows fold_branches(const Query& query);
  const Flows& recursive_outputs(const Cte& cte);
  // columns.cpp: what a reference stands for
  Flow flow_of_column(const Query& query, const ColumnRef& column);
  Flow flow_of_base(const RangeEntry& entry, int attribute);
  Flow flow_of_cte(const RangeEntry& entry, int attribute);
  Flow flow_of_added(const RangeEntry& entry, std::size_t attribute);
  Flow flow_of_field(const Query& query, const Expr& value);
  // expressions.cpp
  Flow flow_through(const Query& query, const Expr& value);
  void gather(const Query& query, const Expr& value, Flow& into, Passage cap);
  Passage left_of(const Expr& through, std::size_t argument) const {
    return x_passage_of == nullptr ? whole_passage : (*x_passage_of)(through, argument);
  }
  Flow flow_of_aggregate(const Query& query, const Expr& value);
  Flow flow_of_window(const Query& query, const Expr& value);
  Flow flow_of_case(const Query& query, const Expr& value);
  Flow flow_of_grouping(const Query& query, const Expr& value);
  Flow flow_of_subquery(const Query& query, const Expr& value);

  const PassageOf* x_passage_of;
  BaseColumns x_columns;
  std::unordered_map<const Query*, Flows> x_outputs;    // nodes of an unordered_map never move
  std::unordered_map<const Query*, Flows> x_recursive;  // being iterated
  std::vector<std::vector<const Query*>> x_rounds;      // folded in the round of each recursion under way
  std::vector<const Query*> x_subqueries;
};

}  // namespace tollgate::sql
