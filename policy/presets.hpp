// The policies that tollgate brings along: policy/presets/*.yml, embedded at build time.
#pragma once

#include <span>
#include <string_view>

#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::policy {

/// What a project without a policy file gets.
inline constexpr std::string_view default_preset = "standard";

/// From the strictest to the most lenient.
std::span<const std::string_view> preset_names();
/// The YAML of a preset; empty when there is none of that name.
std::string_view preset_text(std::string_view name);
/// The preset as a policy of its own. Throws Error (usage) for an unknown name, and for a preset that does not fit the
/// gates, which a test rules out for the real ones.
Policy preset(std::string_view name, std::span<const Gate* const> gates);

}  // namespace tollgate::policy
