// Columns that base has and head has not, for what was written to be about them: dbt tests. Knows no rule and makes no
// finding. Column graphs tell, where a run has them; else the texts of the model alone, and no new name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

struct GoneColumn {
  std::string column;  ///< base's name of it
  std::string now;     ///< head's name of the same value; empty: it is gone
  std::string model;   ///< name of the one whose own text took it away
  Cause cause;         ///< shared with what lineage-diff says of it
};

/// What became of that column of a node or source; nothing where head has it, or where nobody can tell.
std::optional<GoneColumn> gone_column(const Context& context, std::string_view unique_id, std::string_view column);

/// All columns of that node or source that are gone, in order of base; none without column graphs.
std::vector<GoneColumn> gone_columns(const Context& context, std::string_view unique_id);

}  // namespace tollgate::gates
