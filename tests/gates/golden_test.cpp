// Every case against its golden, and the cases against the folders on disk, both ways. TOLLGATE_UPDATE_GOLDENS=1
// writes what the gates say now.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

namespace fs = std::filesystem;
using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

fs::path root() { return fs::path(TOLLGATE_SOURCE_DIR) / "fixtures" / "gates"; }

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& some : {parse_cases(), compile_cases(), test_cases(), test_changes_cases(), row_count_cases(),
                           references_cases(), lineage_diff_cases(), metric_cases(), pii_scan_cases(), explain_cases(),
                           sample_cases(), hallucination_budget_cases(), review_cases(), merge_window_cases()}) {
    cases.insert(cases.end(), some.begin(), some.end());
  }
  return cases;
}

fs::path golden_of(const Case& c) { return root() / c.gate / c.name / "expected.txt"; }

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool updating() {
  const char* update = std::getenv("TOLLGATE_UPDATE_GOLDENS");
  return update != nullptr && std::string_view(update) == "1";
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

bool any_errored(const GateResult& result) {
  return std::ranges::any_of(result.outcomes, [](const Outcome& o) { return o.status == Status::errored; });
}

bool any_error_finding(const GateResult& result) {
  return std::ranges::any_of(result.findings, [](const Finding& f) { return f.severity == Severity::error; });
}

}  // namespace

TEST_CASE("each case of each gate says what its golden says") {
  for (const Case& c : all_cases()) {
    INFO(c.gate << "/" << c.name);
    const std::string said = to_text(c.run());
    if (updating()) write(golden_of(c), said);
    CHECK(fs::exists(golden_of(c)));
    CHECK(said == read(golden_of(c)));
  }
}

TEST_CASE("a case is named after its verdict") {
  for (const Case& c : all_cases()) {
    INFO(c.gate << "/" << c.name);
    const GateResult result = c.run();
    const std::string_view kind = c.name.substr(0, c.name.find('-'));
    CHECK((kind == "pass" || kind == "fail" || kind == "error"));
    CHECK(any_errored(result) == (kind == "error"));
    if (kind == "fail") CHECK(any_error_finding(result));
    if (kind == "pass") CHECK_FALSE(any_error_finding(result));
  }
}

TEST_CASE("every gate has a case that passes, one that fails and one that errs") {
  std::set<std::string> kinds;
  for (const Case& c : all_cases()) {
    kinds.insert(std::string(c.gate) + "/" + std::string(c.name.substr(0, c.name.find('-'))));
  }
  for (const Gate* gate : gates::all) {
    for (const char* kind : {"pass", "fail", "error"}) CHECK(kinds.contains(std::string(gate->id) + "/" + kind));
  }
}

TEST_CASE("no golden is left over") {
  std::set<std::string> known;
  for (const Case& c : all_cases()) known.insert(golden_of(c).string());
  for (const auto& entry : fs::recursive_directory_iterator(root())) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().string());
    CHECK(known.contains(entry.path().string()));
  }
}
