// When a layer may be merged: its window and its closed days together, which may be of several time zones.
#pragma once

#include <chrono>

#include "change/window_state.hpp"
#include "core/policy.hpp"

namespace tollgate::gates {

/// Open when the window is and no closed day holds, each in its own zone. Throws Error (unjudged) when a zone is not
/// known here.
change::WindowState layer_window_state(const Layer& layer, std::chrono::sys_seconds now);

}  // namespace tollgate::gates
