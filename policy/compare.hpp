// What a head policy loosens against the base's: findings of rule `policy-loosened`. It judges the two policies alone
// and reads no file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::policy {

inline constexpr std::string_view policy_gate = "policy";  ///< the gate id of these findings; no gate of the table
inline constexpr std::string_view loosened_rule = "policy-loosened";

/// One finding for each thing that head guards less than base: a gate that a layer no longer asks for, a limit moved
/// against Option::tighter, a lower severity, fewer approvals or roles, a wider merge window, a longer rollback, a
/// larger LLM budget, a layer removed or narrowed, and models that move to a layer that guards them less.
/// `policy_path` is repo-relative. `models` are the head's; without them moves are told from the selectors alone.
std::vector<Finding> loosened(const Policy& base, const Policy& head, std::span<const Gate* const> gates,
                              const std::string& policy_path, std::span<const ModelKey> models = {});

}  // namespace tollgate::policy
