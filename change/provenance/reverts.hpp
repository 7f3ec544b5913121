// What a message alone says of taking an earlier change back (V1 to V3). For the files of this folder only.
#pragma once

#include <optional>

#include "change/provenance.hpp"

namespace tollgate::change {

/// Which target it means on the base branch is for others to resolve (V2).
std::optional<Revert> revert_in(const CommitText& commit);

}  // namespace tollgate::change
