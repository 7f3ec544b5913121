// Which differences of one model are the doing of one edit, and are told as one. Only for the inside of this room.
#pragma once

#include <vector>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

/// A condition that reads as before, or that only holds it, around a name that means another column now, is that
/// name's doing.
void tell_captures_once(std::vector<Difference>& found);

/// New columns are the doing of what else the edit did to the rows; so are columns that come from a relation that is
/// joined now, and those lost with one that is not joined any more.
void share_causes(const Graph& base, const Graph& head, const ModelPair& pair, std::vector<Difference>& found);

}  // namespace tollgate::lineage
