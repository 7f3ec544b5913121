// Evidence as people read it: each figure in words, and only those that tell a person something. What has no words here
// is for machines: `json` and `agent` have all of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"

namespace tollgate::reporters {

/// Those in words, each once, in their order; without the figures that `message` names already.
std::vector<std::string> figures_told(const std::vector<Evidence>& evidence, std::string_view message);

}  // namespace tollgate::reporters
