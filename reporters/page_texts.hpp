// The files of reporters/html and the graph layout library, embedded when tollgate is built.
#pragma once

#include <string_view>

namespace tollgate::reporters {

/// `page`, `style`, `script`, `dagre`; empty for any other name.
std::string_view page_text(std::string_view name);

}  // namespace tollgate::reporters
