// Folders in which `tollgate init` is run, and what it says there. Shared by the tests of that command.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace tollgate::tests::setup {

namespace fs = std::filesystem;

inline fs::path source(const std::string& relative) { return fs::path(TOLLGATE_SOURCE_DIR) / relative; }

inline std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline bool tells(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline Ran init(const Folder& folder, std::vector<std::string> arguments = {}, const std::string& project = "",
                const std::map<std::string, std::string>& environment = {}) {
  arguments.insert(arguments.begin(), {"init", "--project-dir", folder.path(project)});
  return run_tollgate(arguments, environment);
}

/// The shop without its own policy, as a git repository.
class Shop : public Folder {
 public:
  Shop() {
    fs::copy(source("fixtures/shop/project"), path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    fs::remove(path("tollgate.yml"));
    fs::remove(path("tollgate-roles.yml"));
    write("target/manifest.json", read(source("fixtures/shop/artifacts/base/manifest.json")));
    commit();
  }
};

inline void write_project(const Folder& folder, const std::string& prefix = "", const std::string& more = "") {
  folder.write(prefix + "dbt_project.yml", "name: shop\nprofile: shop\n" + more);
}

inline void write_models(const Folder& folder, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) folder.write(path, "select 1 as id\n");
}

inline std::string git(const Folder& folder, std::vector<std::string> arguments, const std::string& at = "") {
  arguments.insert(arguments.begin(),
                   {"git", "-C", folder.path(at), "-c", "user.name=t", "-c", "user.email=t@example.com"});
  const change::ProcessResult ran = change::run_process(arguments);
  INFO(ran.errors);
  REQUIRE(ran.exit_code == 0);
  return ran.output.substr(0, ran.output.find('\n'));
}

}  // namespace tollgate::tests::setup
