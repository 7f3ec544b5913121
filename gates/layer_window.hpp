// When a layer may be merged: its window and its closed days together, which may be of several time zones.
#pragma once

#include <chrono>
#include <string>

#include "change/window_state.hpp"
#include "core/policy.hpp"

namespace tollgate::gates {

/// Open when the window is and no closed day holds, each in its own zone. Throws Error (unjudged) when a zone is not
/// known here.
change::WindowState layer_window_state(const Layer& layer, std::chrono::sys_seconds now);

/// The label by which people open a closed window, as the layer's settings of `merge-window` name it.
std::string window_override_label(const GateSettings& settings);

}  // namespace tollgate::gates
