// What a refused model takes along: gates that look at what a build left cannot judge the model nor what stands below
// it, and the finding that tells why PostgreSQL refuses it fails the run already. Never makes a run green.
#pragma once

#include "core/report.hpp"

namespace tollgate {

/// Whether the finding, as an error, says why PostgreSQL refuses the SQL of its subject.
bool tells_refusal(const Finding& finding);
bool tells_refusal(const FoldedFinding& finding);

/// Of a report whose findings are folded: `errored` outcomes of gates over builds become `skipped`, naming the finding,
/// where it fails the run and is about the model itself or a changed ancestor. A changed model below a refused one may
/// have faults of its own: there only outcomes that say `unbuilt` do. Else they stay as they are; of those that say
/// `unbuilt`, all of one model give the reason that dbt's results give.
void explain_unbuilt(Report& report);

}  // namespace tollgate
