// A made-up manifest.json, entry by entry.
#pragma once

#include <ostream>

#include "bench/generate/artifacts.hpp"

namespace tollgate::bench {

void write_manifest(const Plan& plan, const Side& side, std::ostream& out);

}  // namespace tollgate::bench
