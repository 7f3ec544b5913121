// A dbt project of changed models that stand in a cluster's database `shop`, and the tollgate binary run on it: all
// gates that ask the database, each model with something to ask.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/cluster.hpp"

namespace tollgate::tests {

/// What the rows hold, and no output may.
inline constexpr const char* canary = "canary-4711";

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class FaultyProject {
 public:
  /// Builds schemas and rows; `settings` are lines beneath `warehouse:` of the policy.
  FaultyProject(const Cluster& cluster, int models, const std::string& settings = {}, int rows = 3000);
  /// Of the superuser in that database, which is made.
  FaultyProject(const std::string& conninfo, int models, const std::string& settings = {}, int rows = 3000);
  FaultyProject(const FaultyProject&) = delete;
  FaultyProject& operator=(const FaultyProject&) = delete;
  FaultyProject(FaultyProject&&) = delete;
  FaultyProject& operator=(FaultyProject&&) = delete;
  ~FaultyProject();

  /// Runs `tollgate check` against these libpq parameters; checks what holds whatever happens: no canary and no
  /// password in any output, one of the four exit codes, and that a run which is not judged whole says so everywhere.
  Ran run(const std::string& conninfo, const std::vector<std::string>& arguments = {}) const;

  /// Of the last run, by gate and status: `row-count-diff errored`.
  std::map<std::string, int> outcomes() const;
  std::string report() const { return read("report.json"); }

 private:
  std::string path(const std::string& relative) const { return x_folder + "/" + relative; }
  void write(const std::string& relative, const std::string& text) const;
  std::string read(const std::string& relative) const;

  std::string x_folder;
};

}  // namespace tollgate::tests
