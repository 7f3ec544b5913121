// From what the judge of plans says of one model to findings of the gate: places in the model's own file, causes that
// other gates share, what base has as well left out, and how sure the planner can be. Judges nothing anew.
#pragma once

#include <string>
#include <vector>

#include "core/gate.hpp"
#include "gates/explain/judge.hpp"
#include "gates/explain/rounds.hpp"
#include "gates/explain/upstreams.hpp"

namespace tollgate::explain {

/// What all models of a run came to.
struct Found {
  std::vector<Finding> findings;
  std::vector<std::string> standing;      ///< told by base's plan as well, for a note
  std::vector<std::string> not_compared;  ///< models that could not be held against base, with why
};

/// `all`: what base has as well is told, too.
void tell(const Gate& gate, const PlannedModel& model, const Upstreams& upstreams,
          const std::vector<PlanFinding>& judged, bool all, Found& found);

/// A text of the judge in the words of who wrote the model: relations that dbt knows as dbt calls them (`stg_orders`,
/// of a source `raw.orders`), whatever schema this change was built in, and ephemeral models by their own names, not by
/// those of the CTEs that dbt writes for them.
std::string as_authored(std::string text, const Upstreams& upstreams);

/// The least that is known of a relation in the catalogue; views have no figures of their own.
Statistics statistics_level(const Catalogue& catalogue);

}  // namespace tollgate::explain
