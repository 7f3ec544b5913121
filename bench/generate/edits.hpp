// What a pull request does to a made-up project: a share of its models, each edited in one of the ways people edit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/generate/plan.hpp"

namespace tollgate::bench {

/// What to change of a project.
struct Edits {
  unsigned percent = 0;  ///< of all models
  bool hub = false;      ///< the model on which a large part stands
  bool broken = false;   ///< one edited model reads a column that is nowhere
};

/// Edits the plan in place. Returns the unique_ids of the models that are edited or new, sorted; the broken one first.
std::vector<std::string> apply(const Edits& edits, std::uint64_t seed, Plan& plan);

}  // namespace tollgate::bench
