// What `dbt test` / `dbt build` said: run_results.json, one or several files joined. Plain values, owned by the caller;
// dbt's messages never get here, because they can hold data.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::dbt {

struct NodeResult {
  std::string unique_id;
  std::string status;  ///< success, error, skipped, pass, fail, warn, runtime error, partial success, no-op
  long long failures = 0;
  bool compiled = false;  ///< dbt rendered the node's SQL before it came to this result
  std::string which;  ///< the dbt command that wrote it: test, build, run, compile, docs generate, …; empty: not said
  std::string generated_at;     ///< of the file that it comes from
  std::string compiled_code{};  ///< what dbt ran; of models and singular tests, where dbt writes it
};

struct RunResults {
  std::vector<std::string> files;
  std::vector<std::string> commands;  ///< args.which of each file, in order; empty where the file does not say
  std::map<std::string, NodeResult, std::less<>> results;  ///< worst status wins where files overlap
  std::string generated_at;                                ///< the newest
};

/// Where two results of one node are equally bad, the one of a command that runs nodes stays (compile and docs generate
/// write `success` for tests that they never ran), then the later one. A status that tollgate does not know counts as
/// worse than every good one. Throws Error (unjudged) for a missing, cut off or foreign file.
RunResults load_run_results(const std::vector<std::string>& files);
/// The same for one text in memory, called `file` in messages. For tests and fuzzing.
RunResults parse_run_results(const std::string& file, std::string_view text);

}  // namespace tollgate::dbt
