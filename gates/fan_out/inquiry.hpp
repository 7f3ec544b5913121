// One suspect's joins and filters as they can be asked about: which are new by the lineage difference, what their
// relations are called on either side, and the SQL for those that are no plain relations. Asks nobody.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gates/fan_out/diagnosis.hpp"
#include "gates/fan_out/in_text.hpp"
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

/// One question on both sides; nothing on base: it can't be asked there.
struct BothTexts {
  std::string head;
  std::optional<std::string> base;
};

/// One text whose joins and filters are asked about: the suspect's, or that of an ephemeral model that drives it.
struct Source {
  explicit Source(const dbt::Node& of) : node(of), text(of.compiled_code) {}
  const dbt::Node& node;
  sql::StatementText text;
  std::vector<sql::JoinList> lists;
  std::unique_ptr<const Source> base;  ///< the same model there; null: it is not there, or can't be read
  std::map<std::string, std::string, std::less<>> called;  ///< what it reads, by unique_id, as it is written in it
  std::vector<int> new_places;                             ///< bytes of joins and filters that base has not
};

/// A join that may multiply or lose rows.
struct JoinInquiry {
  const Source* source = nullptr;
  const sql::JoinList* list = nullptr;
  const sql::Join* join = nullptr;
  int place = -1;         ///< byte of its item
  bool is_new = false;    ///< base has no such join, or by another key or type
  std::string unaskable;  ///< why its right side can't be asked; empty: it can
  BothSides right;
  std::vector<std::string> right_keys;
  std::vector<std::string> key_texts;  ///< where they are not told by the columns' names
  std::optional<BothSides> left;       ///< of which all its left keys are
  std::vector<std::string> left_keys;
  std::string left_name;     ///< the relation that `left` is; empty: what is joined before it
  bool filters_told = true;  ///< of the left side
  /// Rows before and after it in one row, where counts per key can't tell what it does.
  std::optional<BothTexts> before_and_after;

  const sql::JoinInput& input() const { return list->inputs[static_cast<std::size_t>(join->input)]; }
  std::string right_names() const;  ///< `order_id, method`
  std::string about() const;        ///< for the question: its relation, else its name
  bool keeps_unmatched() const { return join->type == sql::JoinType::left || join->type == sql::JoinType::full; }
};

/// Filters that are asked together: those on a driving relation, or those of one SELECT.
struct FilterInquiry {
  const Source* source = nullptr;
  const sql::JoinList* list = nullptr;
  std::vector<const sql::RowFilter*> filters;  ///< that can be told
  std::vector<bool> is_new;
  BothTexts counts;
  std::string about;    ///< for the question
  bool joined = false;  ///< they are asked of the rows of all joins, not of the driving relation's
};

struct Inquiry {
  std::vector<std::unique_ptr<const Source>> sources;  ///< own what the rest refers to
  std::vector<JoinInquiry> joins;  ///< in order; those that are proved to add at most one row only where rows are lost
  std::vector<FilterInquiry> filters;
  std::vector<std::string> untold;        ///< filters that can't be asked about, for a person
  std::vector<std::string> changes;       ///< filters and groupings that the text has otherwise than base, for a person
  const Source* source_of_arm = nullptr;  ///< whose UNION got a branch; null: none did
  int place_of_arm = -1;                  ///< byte of that branch
  bool collapsed = false;                 ///< some rows are groups, distinct or limited after the joins
  bool understood = false;                ///< there is SQL, and its joins could be listed
};

/// Moves well, but must not be copied.
Inquiry inquire(const Context& context, const Suspect& suspect);

}  // namespace tollgate::gates::fan_out
