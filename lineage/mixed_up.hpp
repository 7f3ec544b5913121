// Values that changed places between rows of VALUES or branches of a union: each column holds what it held, and yet
// other rows. Only for the inside of this room.
#pragma once

#include <functional>
#include <string>

#include "sql/meaning.hpp"

namespace tollgate::lineage {

struct MixedUp {
  const sql::SideBySideFact* base = nullptr;
  const sql::SideBySideFact* head = nullptr;
  std::string effect;  ///< `values of channel changed places between its branches`
};

/// Told only where neither a column nor a row by itself is another one: else that is the news.
void tell_mixed_up(const sql::StatementFacts& base, const sql::StatementFacts& head,
                   const std::function<void(const MixedUp&)>& tell);

}  // namespace tollgate::lineage
