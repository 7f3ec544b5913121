// The lineage of a report as a Mermaid drawing, which GitHub and GitLab draw inside a comment: only when it is small
// enough to be read there.
#pragma once

#include <cstddef>
#include <string>

#include "core/lineage_drawing.hpp"

namespace tollgate::reporters {

inline constexpr std::size_t most_mermaid_edges = 40;

/// All edges if they are that few, else those that the change adds, takes away or feeds anew; empty when there is
/// nothing to draw or even these are too many.
std::string lineage_mermaid(const LineageDrawing& drawing);

}  // namespace tollgate::reporters
