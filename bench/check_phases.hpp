// Where a run on a large project spends its time and memory, step by step, on one thread.
#pragma once

#include <filesystem>

namespace tollgate::bench {

/// Prints the processor time of each step and the memory held after it. For a process of its own. Always 0.
int time_phases(const std::filesystem::path& base_folder, const std::filesystem::path& head_folder);

}  // namespace tollgate::bench
