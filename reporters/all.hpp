// Every output format. This table is the registry; a test compares it with the files on disk both ways.
#pragma once

#include <array>

#include "core/reporter.hpp"

namespace tollgate::reporters {

extern const Reporter terminal;
extern const Reporter github;
extern const Reporter junit;
extern const Reporter json;

inline constexpr std::array<const Reporter*, 4> all{&terminal, &github, &junit, &json};

}  // namespace tollgate::reporters
