// What a build of a made-up project leaves beside its manifest: catalog.json and run_results.json.
#pragma once

#include <ostream>

#include "bench/generate/artifacts.hpp"

namespace tollgate::bench {

void write_catalog(const Plan& plan, const Side& side, std::ostream& out);
void write_run_results(const Plan& plan, const Side& side, std::ostream& out);

}  // namespace tollgate::bench
