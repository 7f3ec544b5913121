// Where a dbt test stands in the repository: dbt tells the file of a test in YAML, never the line.
#pragma once

#include "core/finding.hpp"
#include "dbt/test_changes.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::tests {

/// The test itself where it is still there, else the column or the relation that it was about. Without a path where
/// neither can be told.
Location place_of(const dbt::TestChange& change, const Context& context);

}  // namespace tollgate::gates::tests
