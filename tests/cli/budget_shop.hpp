// A dbt project with a history, and what `tollgate budget` says of it. Shared by the tests of that command.
#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/budget/team.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace tollgate::tests::budget {

using nlohmann::json;

inline constexpr const char* policy = R"(version: 1
layers:
  staging: {select: {path: models/staging}, gates: {parse: }}
  marts: {select: {path: models/marts}, gates: {parse: }}
)";

/// A dbt project in the repository, with its policy.
class Shop : public Team {
 public:
  explicit Shop(const std::string& folder = "") {
    write_file(folder + "dbt_project.yml", "name: shop\n");
    write_file(folder + "tollgate.yml", policy);
    push({"Begin", "notes.txt"}, "2025-01-02");
    x_folder = path() + "/" + folder;
  }
  /// Squashes #`first` to #`last` on one day, all by an LLM.
  void squashes(int first, int last, const std::string& day,
                const std::string& file = "models/marts/orders.sql") const {
    for (int i = first; i <= last; ++i)
      push({by_llm("Change " + std::to_string(i) + " (#" + std::to_string(i) + ")"), file}, day);
  }
  Ran budget(std::vector<std::string> arguments = {},
             const std::map<std::string, std::string>& environment = {}) const {
    std::vector<std::string> all{"budget", "--project-dir", x_folder};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tollgate(all, environment);
  }
  json told(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    const Ran ran = budget(arguments);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return json::parse(ran.out);
  }

 private:
  std::string x_folder;
};

inline json rate(const json& document, const std::string& period, const std::string& layer, const std::string& metric) {
  for (const json& one : document.at("rates")) {
    if (one.at("period") == period && one.at("layer") == layer && one.at("metric") == metric) return one;
  }
  FAIL("no such rate");
  return {};
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::string read_file(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace tollgate::tests::budget
