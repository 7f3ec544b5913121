// `tollgate policy show`: the policy in force as commented YAML, each value with where it came from. The text is itself
// a valid policy. Environment variables are shown by name, never by value.
#pragma once

#include <span>
#include <string>

#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::policy {

std::string show(const Policy& policy, std::span<const Gate* const> gates);

}  // namespace tollgate::policy
