// Whether what a join is suspected to repeat is repeated in the data: counts per key of the head's database, through
// gates/fan_out, within diagnosis_budget. A suspicion that the data refutes is dropped and named; one that it bears out
// gets its figures. Never sees a key.
#pragma once

#include <string>
#include <vector>

#include "gates/context.hpp"
#include "gates/explain/proofs.hpp"
#include "gates/explain/upstreams.hpp"

namespace tollgate::explain {

/// For findings of fanout-trap, distinct-after-join and many-to-many-join that base's plan does not show as well.
/// Returns what was dropped and why, for a note. Throws no Error for what a database may answer.
std::vector<std::string> probe_keys(const Context& context, const Upstreams& upstreams,
                                    std::vector<JudgedModel>& judged);

}  // namespace tollgate::explain
