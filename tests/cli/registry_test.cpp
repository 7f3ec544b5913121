// The tables of gates and reporters against what is on disk, both ways.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "gates/all.hpp"
#include "policy/presets.hpp"
#include "reporters/all.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace tollgate;

namespace {

const fs::path root(TOLLGATE_SOURCE_DIR);

std::string snake(std::string id) {
  std::ranges::replace(id, '-', '_');
  return id;
}

}  // namespace

TEST_CASE("every gate has a source, a page, a test and pass, fail and error cases") {
  for (const Gate* gate : gates::all) {
    const std::string id(gate->id);
    INFO(id);
    CHECK((fs::exists(root / "gates" / (snake(id) + ".cpp")) || fs::is_directory(root / "gates" / snake(id))));
    CHECK(fs::exists(root / "docs" / "gates" / (id + ".md")));
    std::set<std::string> kinds;
    for (const auto& entry : fs::directory_iterator(root / "fixtures" / "gates" / id)) {
      const std::string name = entry.path().filename().string();
      kinds.insert(name.substr(0, name.find('-')));
    }
    CHECK(kinds == std::set<std::string>{"error", "fail", "pass"});
  }
}

TEST_CASE("every page and every case folder has a gate") {
  for (const char* folder : {"docs/gates", "fixtures/gates"}) {
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      const std::string id = entry.path().stem().string();
      INFO(folder << "/" << id);
      CHECK(find_gate(gates::all, id) != nullptr);
    }
  }
}

TEST_CASE("every rule id is said once, in kebab-case, with a sentence and an advice") {
  std::set<std::string_view> seen;
  for (const Gate* gate : gates::all) {
    CHECK_FALSE(gate->summary.empty());
    CHECK_FALSE(gate->rules.empty());
    for (const Rule& rule : gate->rules) {
      INFO(gate->id << " " << rule.id);
      CHECK(seen.insert(rule.id).second);
      CHECK(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
      CHECK_FALSE(rule.summary.empty());
      CHECK_FALSE(rule.advice.empty());
    }
  }
}

TEST_CASE("every reporter has a source and is named in docs/reporters.md") {
  std::ifstream file(root / "docs" / "reporters.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  for (const Reporter* reporter : reporters::all) {
    INFO(reporter->id);
    CHECK(fs::exists(root / "reporters" / (snake(std::string(reporter->id)) + ".cpp")));
    CHECK_THAT(page, ContainsSubstring("`" + std::string(reporter->id) + "`"));
  }
}

TEST_CASE("every preset fits the gates that exist") {
  for (const std::string_view name : policy::preset_names()) {
    INFO(name);
    CHECK_FALSE(policy::preset(name, gates::all).layers.empty());
  }
}
