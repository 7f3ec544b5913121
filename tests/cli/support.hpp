// A dbt project in a temporary folder, and tollgate run in-process on it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tollgate::tests {

/// A folder that is removed at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  std::string path(const std::string& relative = "") const;
  void write(const std::string& relative, const std::string& text) const;
  std::string read(const std::string& relative) const;
  bool has(const std::string& relative) const;
  /// Names in a folder, sorted.
  std::vector<std::string> list(const std::string& relative = "") const;
  /// Makes it a git repository and commits everything; gives the commit id.
  std::string commit(const std::string& message = "a commit") const;

 private:
  std::filesystem::path x_path;
};

struct Model {
  std::string name;
  std::string sql = "select 1 as id";
  std::vector<std::string> parents{};  ///< model names
  std::string folder = "models/marts";
  std::string materialized = "ephemeral";  ///< needs no warehouse, so that a run is offline unless a test wants more
};

/// A manifest v12 of project `shop`, compiled, with relation names in `schema`.
std::string manifest(const std::vector<Model>& models, const std::string& schema = "prod");
/// run_results.json of `dbt test` with no results.
std::string no_results();

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs tollgate in-process with these arguments and this environment (nothing else is seen of the real one).
Ran run_tollgate(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment = {},
                 const std::string& input = {});

/// A project with `target-base`, `target` and dbt_project.yml; tollgate is run with --project-dir there.
class ShopFolder : public Folder {
 public:
  ShopFolder(const std::vector<Model>& base, const std::vector<Model>& head);
  Ran check(std::vector<std::string> arguments = {}, const std::map<std::string, std::string>& environment = {}) const;
};

}  // namespace tollgate::tests
