// A real git repository in a temporary folder, removed at the end. No settings of the machine reach it.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "change/process.hpp"
#include "tests/catch.hpp"

namespace tollgate::test {

class Repository {
 public:
  Repository() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-git-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    x_path = std::filesystem::canonical(name);
    run({"init", "--quiet", "--initial-branch=main"});
  }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;
  Repository(Repository&&) = delete;
  Repository& operator=(Repository&&) = delete;
  ~Repository() { std::filesystem::remove_all(x_path); }

  std::string run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{"git",
                                     "-C",
                                     x_path.string(),
                                     "-c",
                                     "user.name=t",
                                     "-c",
                                     "user.email=t@example.com",
                                     "-c",
                                     "commit.gpgsign=false",
                                     "-c",
                                     "protocol.file.allow=always"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const change::ProcessResult result = change::run_process(command);
    INFO(result.errors);
    REQUIRE(result.exit_code == 0);
    return result.output;
  }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((x_path / file).parent_path());
    std::ofstream(x_path / file, std::ios::binary) << text;
  }
  void commit(const std::string& file, const std::string& text, const std::string& message = {}) const {
    write(file, text);
    run({"add", "--all"});
    run({"commit", "--quiet", "--message", message.empty() ? "change " + file : message});
  }
  std::string head() const { return id("HEAD"); }
  std::string id(const std::string& revision) const {
    std::string text = run({"rev-parse", revision});
    text.pop_back();
    return text;
  }
  std::string path() const { return x_path.string(); }

 private:
  std::filesystem::path x_path;
};

}  // namespace tollgate::test
