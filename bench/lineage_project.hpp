// The column graphs of both sides of a made-up dbt project, and their comparison.
#pragma once

namespace tollgate::bench {

/// Prints the time of each phase; whether all of it stays within its limit.
bool project(int models);

}  // namespace tollgate::bench
