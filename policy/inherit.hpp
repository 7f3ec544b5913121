// From what the preset and the file say to finished layers. Each setting is laid over the one before:
// preset's defaults -> the preset's layer -> the file's defaults -> the layers it inherits -> the layer itself.
#pragma once

#include <span>

#include "core/gate.hpp"
#include "core/policy.hpp"
#include "policy/layer_patches.hpp"
#include "policy/problems.hpp"

namespace tollgate::policy {

/// Fills policy.layers, models, unknown and sources. The file's layers come first, in file order, then those of the
/// preset that the file does not name. `preset` is null when the policy builds on none.
void resolve_layers(const LayerDocument* preset, const LayerDocument& file, std::span<const Gate* const> gates,
                    Policy& policy, Problems& problems);

}  // namespace tollgate::policy
