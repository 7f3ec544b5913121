// Who may include whom, held by a test: an architecture that is only written down is a wish.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace fs = std::filesystem;

namespace {

using Rooms = std::set<std::string>;

const std::map<std::string, Rooms>& may_include() {
  static const std::map<std::string, Rooms> table{
      {"core", {}},
      {"policy", {"core"}},
      {"sql", {"core"}},
      {"warehouse", {"core"}},
      {"dbt", {"core", "sql"}},
      {"lineage", {"core", "dbt", "sql"}},
      {"change", {"core", "forge"}},
      {"forge", {"core"}},
      {"reporters", {"core", "forge"}},
      {"budget", {"core", "change"}},
      {"gates", {"core", "dbt", "sql", "lineage", "warehouse", "forge", "change", "budget"}},
      {"cli",
       {"core", "policy", "sql", "warehouse", "dbt", "lineage", "forge", "change", "budget", "reporters", "gates"}},
  };
  return table;
}

/// Headers of the C++ standard library have neither a dot nor a slash: <vector>. Anything else in angle brackets is
/// POSIX or a third party.
bool is_standard(const std::string& header) { return header.find_first_of("./") == std::string::npos; }

struct Include {
  fs::path file;
  std::string room;
  std::string target;
  bool quoted = false;
};

std::vector<Include> includes_of(const std::string& room) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TOLLGATE_SOURCE_DIR) / room)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".cpp" && extension != ".hpp") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (std::regex_search(line, match, pattern)) found.push_back({entry.path(), room, match[2], match[1] == "\""});
    }
  }
  return found;
}

/// "row-count-diff" for row_count_diff.cpp and row_count_diff/judge.hpp, relative to gates/.
std::string gate_of(const fs::path& relative_to_gates) {
  std::string id = relative_to_gates.begin()->stem().string();
  std::ranges::replace(id, '_', '-');
  return id;
}

/// What stands in gates/ and has no page is shared by gates, not a gate.
bool is_gate(const std::string& id) {
  return fs::exists(fs::path(TOLLGATE_SOURCE_DIR) / "docs" / "gates" / (id + ".md"));
}

}  // namespace

TEST_CASE("every room includes only the rooms it may") {
  for (const auto& [room, allowed] : may_include()) {
    const std::vector<Include> includes = includes_of(room);
    CHECK_FALSE(includes.empty());
    for (const Include& include : includes) {
      if (!include.quoted) continue;
      const std::string target_room = include.target.substr(0, include.target.find('/'));
      INFO(include.file.string() << " includes " << include.target);
      CHECK((target_room == room || allowed.contains(target_room)));
    }
  }
}

TEST_CASE("our headers are included by their path from the root") {
  for (const auto& [room, allowed] : may_include()) {
    for (const Include& include : includes_of(room)) {
      if (!include.quoted) continue;
      INFO(include.file.string() << " includes " << include.target);
      CHECK(fs::exists(fs::path(TOLLGATE_SOURCE_DIR) / include.target));
    }
  }
}

TEST_CASE("no header names a third-party library") {
  for (const auto& [room, allowed] : may_include()) {
    for (const Include& include : includes_of(room)) {
      if (include.quoted || include.file.extension() != ".hpp") continue;
      INFO(include.file.string() << " includes <" << include.target << ">");
      CHECK(is_standard(include.target));
    }
  }
}

TEST_CASE("no gate includes another gate") {
  const fs::path gates = fs::path(TOLLGATE_SOURCE_DIR) / "gates";
  for (const Include& include : includes_of("gates")) {
    if (!include.quoted || include.target.rfind("gates/", 0) != 0) continue;
    const std::string from = gate_of(fs::relative(include.file, gates));
    const std::string to = gate_of(fs::path(include.target.substr(6)));
    INFO(include.file.string() << " includes " << include.target);
    CHECK((to == from || !is_gate(to) || !is_gate(from)));
  }
}

TEST_CASE("there is no utils, no common, no helper room or file") {
  const std::regex forbidden(R"((^|_)(utils?|common|helpers?|manager|misc)(_|\.|$))");
  for (const auto& [room, allowed] : may_include()) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(TOLLGATE_SOURCE_DIR) / room)) {
      const std::string name = entry.path().filename().string();
      INFO(entry.path().string());
      CHECK_FALSE(std::regex_search(name, forbidden));
    }
  }
}
