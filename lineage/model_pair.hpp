// One model on both sides, and what its comparison finds. Only for the inside of this room.
#pragma once

#include <optional>
#include <vector>

#include "lineage/branches.hpp"
#include "lineage/correspondence.hpp"
#include "lineage/difference.hpp"
#include "sql/change.hpp"
#include "sql/differing_part.hpp"
#include "sql/meaning.hpp"

namespace tollgate::lineage {

struct ModelPair {
  const Relation* base = nullptr;
  const Relation* head = nullptr;
  /// Their SQL, with models that only one side has written into it.
  const sql::Analysis* base_analysis = nullptr;
  const sql::Analysis* head_analysis = nullptr;
  bool same_text = false;  ///< but for names that differ between environments
  bool same_tree = false;  ///< equal parse trees; only looked at where something is unresolved
  bool expanded = false;   ///< the facts are those of texts with other models written in
  /// Empty when same_text; as though branches of unions that only one side has did not stand there.
  sql::StatementFacts base_facts{}, head_facts{};
  OwnBranches branches_gone{}, branches_added{};
  /// Of both analyses' texts, once judgement_of() was asked.
  std::optional<sql::ChangeJudgement> judgement{};
};

/// What the change judge says of both texts. It reads them anew, so it is asked at first need and once. Needs a stack
/// of stack_to_walk() for them.
const sql::ChangeJudgement& judgement_of(const Graph& base, const Graph& head, ModelPair& pair);

/// A difference of that kind in this model, with the cause that goes with it.
Difference new_difference(DifferenceKind kind, const ModelPair& pair, const std::string& column = {});

/// Fills in the part, with its place in the model's own text where that is known.
void tell_part(const ModelPair& pair, sql::DifferingPart part, Difference& difference);
/// Columns: matched by name, then by value for renames. Adds the renames to `same`.
void compare_columns(const ModelPair& pair, Correspondence& same, Differences& found);
/// Reads the facts of both sides, base's in head's names of columns, and takes branches of unions that only one has out
/// of them.
void read_facts(ModelPair& pair, const Correspondence& same);
/// What those branches make of the columns: the words of Difference::together; empty when there are none.
std::string branches_text(const ModelPair& pair);
/// Branches of unions, joins, filters and grain. Only for models whose text differs.
void compare_rows(const ModelPair& pair, std::vector<Difference>& found);
/// Names that a sub-query takes from the query around it now and did not before.
void compare_captures(const ModelPair& pair, std::vector<Difference>& found);

/// Who on head still reads the column by a name that is gone: models whose SQL names it and cannot be resolved, and
/// metrics and semantic models whose definition does.
std::vector<std::string> readers_of_lost(const Graph& base, const Graph& head, ColumnId lost);
/// Who reads the column on head: models and metrics.
std::vector<std::string> readers_of_column(const Graph& head, ColumnId column);

}  // namespace tollgate::lineage
