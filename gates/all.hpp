// Every gate, in the order in which they run and are reported. This table is the registry: a gate that is not in it
// does not exist, and a test compares it with the files on disk both ways.
#pragma once

#include <array>

#include "core/gate.hpp"

namespace tollgate::gates {

extern const Gate parse;
extern const Gate compile;
extern const Gate test;
extern const Gate lineage_diff;
extern const Gate references;
extern const Gate metric_definition_review;
extern const Gate pii_scan;
extern const Gate row_count_diff;
extern const Gate explain;
extern const Gate sample;
extern const Gate hallucination_budget;
extern const Gate review;
extern const Gate merge_window;

inline constexpr std::array<const Gate*, 13> all{
    &parse,       &compile,        &test,    &lineage_diff, &references,           &metric_definition_review,
    &pii_scan,    &row_count_diff, &explain, &sample,       &hallucination_budget, &review,
    &merge_window};

}  // namespace tollgate::gates
