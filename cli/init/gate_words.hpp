// A few words for each gate, as they stand behind it in a policy that `tollgate init` writes. The gates' own summaries
// are sentences for reports. Pure.
#pragma once

#include <string_view>

namespace tollgate::cli::init {

/// `dbt's tests ran, and passed`; empty for a gate that nobody described here.
std::string_view words_for_gate(std::string_view id);

}  // namespace tollgate::cli::init
