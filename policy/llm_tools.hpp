// `llm.tools` of a policy: which accounts, addresses and names are tools of the team. For the files of this room.
#pragma once

#include <vector>

#include "core/policy.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// What is wrong is a problem and left out. A pattern that would take people for tools is refused: it must hold an `@`
/// with something exact behind it, and something exact in all.
std::vector<LlmTool> read_llm_tools(const Node& node, Problems& problems);

}  // namespace tollgate::policy
