// One suspect's joins and filters as they can be asked about: which are new by the lineage difference, what their
// relations are called on either side. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gates/fan_out/diagnosis.hpp"
#include "gates/fan_out/questions.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"
#include "sql/joins.hpp"

namespace tollgate::gates::fan_out {

/// Rows on both sides; no relation on base: it is not there, or has no name that may be asked.
struct BothSides {
  Rows head;
  std::optional<Rows> base;
};

/// A join that may multiply or lose rows.
struct JoinInquiry {
  const sql::JoinList* list = nullptr;
  const sql::Join* join = nullptr;
  bool is_new = false;    ///< base has no such join, or by another key or type
  std::string unaskable;  ///< why its right side can't be asked; empty: it can
  BothSides right;
  std::vector<std::string> right_keys;
  std::optional<BothSides> left;  ///< where one relation holds all its left keys and drives
  std::vector<std::string> left_keys;
  bool filters_told = true;  ///< of the left side

  const sql::JoinInput& input() const { return list->inputs[static_cast<std::size_t>(join->input)]; }
  std::string right_names() const;  ///< `order_id, method`
  bool keeps_unmatched() const { return join->type == sql::JoinType::left || join->type == sql::JoinType::full; }
};

/// The filters on a driving relation, asked together.
struct FilterInquiry {
  const sql::JoinList* list = nullptr;
  std::vector<const sql::RowFilter*> filters;  ///< that can be told
  std::vector<bool> is_new;
  std::string relation;
  std::optional<std::string> base_relation;
};

struct Inquiry {
  std::vector<sql::JoinList> lists;  ///< owns what the rest refers to
  std::vector<JoinInquiry> joins;  ///< in order; those that are proved to add at most one row only where rows are lost
  std::vector<FilterInquiry> filters;
  std::vector<std::string> changes;  ///< filters and groupings that the text has otherwise than base, for a person
  bool collapsed = false;            ///< some rows are groups, distinct or limited after the joins
  bool understood = false;           ///< there is SQL, and its joins could be listed
};

/// Moves well, but must not be copied.
Inquiry inquire(const Context& context, const Suspect& suspect);

}  // namespace tollgate::gates::fan_out
