// The column lineage around what a change does, as a value that reporters can draw.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/lineage_drawing.hpp"
#include "lineage/difference.hpp"

namespace tollgate::lineage {

/// The layer of a model by unique_id; empty for what has none.
using LayerOf = std::function<std::string(std::string_view unique_id)>;

/// At most this many columns are drawn: what changes first, then by distance.
inline constexpr std::size_t most_drawn_columns = 600;

/// Empty when nothing of the lineage changed. Pure.
LineageDrawing draw_change(const Graph& base, const Graph& head, const Differences& differences,
                           const LayerOf& layer_of);

}  // namespace tollgate::lineage
