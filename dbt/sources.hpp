// What `dbt source freshness` said: sources.json. Plain values by unique_id; never keeps a time or text out of the
// warehouse (max_loaded_at, error).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tollgate::dbt {

struct FreshnessResult {
  std::string unique_id;
  std::string status;  ///< pass, warn, error, runtime error
};

struct Freshness {
  std::string path;
  std::string generated_at;
  std::map<std::string, FreshnessResult, std::less<>> results;
};

/// Throws Error (unjudged) for a missing, cut off or foreign file, and for a key of the wrong type.
Freshness load_freshness(const std::string& path);
/// The same for a text in memory, called `file` in messages. For tests and fuzzing.
Freshness parse_freshness(const std::string& file, std::string_view text);

}  // namespace tollgate::dbt
