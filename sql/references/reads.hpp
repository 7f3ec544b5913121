// Every place where a statement reads a column of a relation, as it is written: for those who judge single uses. What
// flows where is lineage's business.
#pragma once

#include <string_view>
#include <vector>

#include "sql/query.hpp"

namespace tollgate::sql {

struct ColumnRead {
  const KnownRelation* relation = nullptr;  ///< never null
  std::string_view column;
  std::string_view output;  ///< the output column of the statement whose value holds it; empty: none
  int location = -1;        ///< byte offset; -1: the parser gives none
  bool by_star = false;     ///< through `*`: nobody wrote its name
};

/// In the order of the text's clauses. Needs a stack of stack_to_walk().
std::vector<ColumnRead> column_reads(const Query& query);

}  // namespace tollgate::sql
