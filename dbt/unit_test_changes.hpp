// What a change takes from dbt's unit tests: those that are gone or switched off, and those that give or expect other
// rows. Rows are known by digests alone (they are data), so what differs is told by part. Pure.
#pragma once

#include <vector>

#include "dbt/test_changes.hpp"

namespace tollgate::dbt {

/// Without a model on whose account they are told. `what` of a difference is `given of ref('orders')`, `expect` or
/// `overrides`; `after` tells numbers of rows where these differ, and `before` nothing. No change: a unit test that is
/// new, renamed, moved or laid out anew (another format, other order of rows), goes with its model, or follows what its
/// model reads and puts out.
std::vector<TestChange> changed_unit_tests(const Project& base, const Project& head);

}  // namespace tollgate::dbt
