// Columns of one model that differ by one and the same edit: a relation that is read in another's place, or as well.
// Marks them, so that they are told together. Only for the inside of this room.
#pragma once

#include <vector>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

/// Fills in Difference::together of columns that at least two share.
void mark_shared_edits(const ModelPair& pair, const Correspondence& same, std::vector<Difference>& found);
/// Fills in Difference::edit, and a cause in common, of columns whose values differ by one part of the text.
void mark_edits(std::vector<Difference>& found);

}  // namespace tollgate::lineage
