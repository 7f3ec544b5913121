// Evidence as people read it: each figure in words, and only those that tell a person something. What has no words here
// is for machines: `json` and `agent` have all of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"

namespace tollgate::reporters {

/// `136,483 keys repeat`, `1 key repeats`; nothing for a figure that has no words.
std::optional<std::string> figure_in_words(const Evidence& fact);

/// Those in words, each once, in their order; without the figures that `message` names already.
std::vector<std::string> figures_told(const std::vector<Evidence>& evidence, std::string_view message);

}  // namespace tollgate::reporters
