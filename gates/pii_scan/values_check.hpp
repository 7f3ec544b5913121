// The part of pii-scan that reads values: which columns of which models are sampled, and what is told of them. Counts
// and rule names only; the cells stay in sampling.cpp.
#pragma once

#include "gates/pii_scan/findings.hpp"

namespace tollgate::pii_scan {

/// For targets whose option `values` is on and that this change edits (`Context::all`: every one): columns that declare
/// nothing, that no fault is told of, and whose type may hold personal data. What base holds too, in a column that the
/// change leaves alone, is a finding of its own rule. Takes back findings by name that the values speak against, and
/// makes outcomes `errored` where values could not be read. To be called after the other reports; the calling thread
/// needs a stack of sql::stack_to_walk().
void report_values(const Scene& scene, GateResult& into);

}  // namespace tollgate::pii_scan
