// The lines around each finding, read from the working tree once the report is settled.
#pragma once

#include <vector>

#include "cli/place.hpp"
#include "core/report.hpp"

namespace tollgate::cli {

/// Three lines before and after each finding's line, ranges of one file joined where they meet. Only files inside the
/// repository are read (the manifest names the paths, and a pull request can write it); one that is not there, or is
/// larger than 4 MiB, has none. Only SQL, YAML and Python that is neither hidden nor dbt's profiles.yml: seeds are
/// data. At most 20,000 lines in all, the worst findings' first.
std::vector<Excerpt> excerpts_of(const Report& report, const ProjectPlace& place);

}  // namespace tollgate::cli
