// Types that a change sets for columns of a seed for which dbt chose one on base, by what the file holds. No manifest
// says which that was: the catalogue does.
#pragma once

#include <vector>

#include "gates/context.hpp"
#include "gates/lineage_diff/config_effects.hpp"

namespace tollgate::gates::columns {

/// `column_types` of columns that base has and sets no type for. Nothing where the catalogue says that base has that
/// type already, or no such column; where no catalogue tells, information, if the seed's file is as on base.
std::vector<ConfigEffect> newly_typed_columns(const Target& target, const Context& context);

}  // namespace tollgate::gates::columns
