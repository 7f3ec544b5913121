// docs/gates/*.md, embedded at build time so that `tollgate explain` works offline.
#pragma once

#include <string_view>

namespace tollgate::cli {

/// The page of a gate, or an empty text.
std::string_view gate_page(std::string_view gate_id);

}  // namespace tollgate::cli
