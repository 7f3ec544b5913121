// Whether waivers end soon enough for the layers that they are about: a waiver that lasts for years is no answer to a
// finding but a hole in the policy.
#pragma once

#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/policy.hpp"
#include "core/waiver.hpp"

namespace tollgate::policy {

/// A problem for each waiver that expires further ahead of `today` than the shortest waiver_lifetime of the layers that
/// its subject belongs to. What is no model of `models` (a source, the change as a whole) counts as of no layer: the
/// shortest of all. Wrong waiver file: exit 2.
std::vector<Diagnostic> too_long(std::span<const Waiver> waivers, const Policy& policy,
                                 std::span<const ModelKey> models, Day today);

}  // namespace tollgate::policy
