// The file that carries statistics from one database to another: JSON, versioned, sorted, the same bytes for the same
// figures. Holds names and figures; no cell, no clock, no host.
#pragma once

#include <string>
#include <vector>

#include "warehouse/statistics.hpp"

namespace tollgate::cli {

inline constexpr int stats_file_version = 1;

struct StatsFile {
  std::string project;
  std::vector<warehouse::RelationStatistics> relations;  ///< by unique_id
};

std::string write_stats(const StatsFile& file);
/// `name` is told in errors. Throws Error (usage) for what is no such file, with the place of the first fault.
StatsFile read_stats(const std::string& text, const std::string& name);

}  // namespace tollgate::cli
