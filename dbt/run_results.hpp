// What `dbt test` / `dbt build` said: run_results.json, one or several files joined.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tollgate::dbt {

struct NodeResult {
  std::string unique_id;
  std::string status;   ///< success, error, skipped, pass, fail, warn, runtime error, partial success, no-op
  long long failures = 0;
  std::string which;    ///< the dbt command that wrote the file: test, build, run, compile, docs generate, …
};

struct RunResults {
  std::vector<std::string> files;
  std::vector<std::string> commands;  ///< args.which of each file, in order
  std::map<std::string, NodeResult, std::less<>> results;  ///< worst status wins where files overlap
  std::string generated_at;  ///< the newest
};

/// dbt's `message` is never kept: it can hold data. Throws Error for a missing, truncated or foreign file.
RunResults load_run_results(const std::vector<std::string>& files);

}  // namespace tollgate::dbt
