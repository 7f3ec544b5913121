// Any bytes as the file of `tollgate stats import`: refused with a reason and the file's name, or figures that a server
// takes, each relation and column once, which are the same bytes however often they are written and read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "cli/stats_file.hpp"
#include "core/error.hpp"

using tollgate::cli::StatsFile;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool within(double value, double lowest, double highest) { return value >= lowest && value <= highest; }

void check(const tollgate::warehouse::RelationStatistics& relation) {
  require(within(relation.rows, -1, 1e18) && relation.pages >= 0);
  require(relation.unique_id.find('\0') == std::string::npos);
  std::set<std::string> names;
  for (const auto& column : relation.columns) {
    require(names.insert(column.name).second);
    require(column.name.find('\0') == std::string::npos);
    require(within(column.null_fraction, 0, 1) && column.width >= 0 && within(column.distinct, -1, 1e18));
    require(!column.correlation || within(*column.correlation, -1, 1));
  }
}

void check(const StatsFile& file) {
  std::set<std::string> ids;
  for (const auto& relation : file.relations) {
    require(ids.insert(relation.unique_id).second);
    check(relation);
  }
  const std::string written = write_stats(file);
  require(write_stats(tollgate::cli::read_stats(written, "again.json")) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  StatsFile file;
  try {
    file = tollgate::cli::read_stats({reinterpret_cast<const char*>(data), size}, "stats.json");
  } catch (const tollgate::Error& error) {
    require(error.kind() == tollgate::ErrorKind::usage && !error.diagnostic().message.empty());
    require(error.diagnostic().place.file == "stats.json");
    return 0;
  }
  check(file);
  return 0;
}
