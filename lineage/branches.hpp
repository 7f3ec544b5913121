// Branches of a UNION that only one side of a model has while the rest of that union stays: one edit, which every
// column of the model shows. Pure; only for the inside of this room.
#pragma once

#include <string>
#include <vector>

#include "sql/meaning.hpp"

namespace tollgate::lineage {

/// What only one side has, of all its unions together.
struct OwnBranches {
  std::vector<const sql::Query*> queries;
  std::vector<std::string> reads;  ///< relations beneath them, each once
  bool all = true;                 ///< each of UNION ALL
  int location = -1;               ///< of the first
};

/// Those of `own` that `other` has not, where what is left of their union stands there as well. None where branches
/// went and came in one union.
OwnBranches own_branches(const sql::StatementFacts& own, const sql::StatementFacts& other);

/// `a UNION ALL arm that reads stg_refunds`, `2 UNION arms that read a, b and c`; empty when there are none.
std::string to_text(const OwnBranches& branches);

}  // namespace tollgate::lineage
