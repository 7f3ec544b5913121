// Whether an index that seems to be missing would help: tried out with HypoPG, which makes indexes that only one
// session sees and that are never built. A suspicion that is tried out and does not hold is dropped.
#pragma once

#include <vector>

#include "gates/context.hpp"
#include "gates/explain/judge.hpp"
#include "gates/explain/rounds.hpp"

namespace tollgate::explain {

/// What was judged of one model.
struct JudgedModel {
  const PlannedModel* model = nullptr;
  std::vector<PlanFinding> findings;
};

/// Where the extension is installed and the policy allows it: each `missing-index` becomes a warning that states the
/// cost cut, or goes. Elsewhere they stay as they are.
void prove_indexes(const Context& context, std::vector<JudgedModel>& judged);

}  // namespace tollgate::explain
