// Which disagreements between head's catalogue and head's SQL say something: those that base has as well are no news,
// and a catalogue that holds what base's SQL makes was only written before the change was built. Pure.
#pragma once

#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::lineage {

struct CatalogueNews {
  std::vector<Disagreement> unexplained;  ///< by unique_id, then by position
  std::vector<std::string> as_on_base;    ///< unique_ids, sorted: base's catalogue and SQL disagree alike
  std::vector<std::string> not_rebuilt;   ///< unique_ids, sorted: the catalogue holds what base's SQL makes
};

/// An incremental model keeps the columns and the order that its table has, so only what its SQL gives and the table
/// lacks, and other types, count there. Empty when head has no catalogue.
CatalogueNews catalogue_news(const Graph& base, const Graph& head);

}  // namespace tollgate::lineage
