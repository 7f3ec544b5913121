// What is wrong with a policy as a whole, once every single value is right: layers without gates, layers that can never
// own a model, overrides that change nothing.
#pragma once

#include "core/policy.hpp"
#include "policy/layer_patches.hpp"
#include "policy/problems.hpp"

namespace tollgate::policy {

void check_policy(const Policy& policy, const LayerDocument& file, Problems& problems);

}  // namespace tollgate::policy
