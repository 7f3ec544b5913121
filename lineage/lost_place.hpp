// Where on head a column stood that is gone. Pure; only for the inside of this room.
#pragma once

#include <string_view>

#include "sql/analyse.hpp"

namespace tollgate::lineage {

/// Byte offset into head's text: of what stands in its place, else of what stood before it, else after it, in the
/// select list that lost it (seen through `select *`); -1: there is no such list.
int place_of_lost(const sql::Analysis& base, const sql::Analysis& head, std::string_view column);

}  // namespace tollgate::lineage
