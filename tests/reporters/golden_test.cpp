// Every sample through every format, against the files of fixtures/reports. TOLLGATE_UPDATE_GOLDENS=1 rewrites them;
// read the difference before you commit it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

namespace fs = std::filesystem;

fs::path goldens() { return fs::path(TOLLGATE_SOURCE_DIR) / "fixtures" / "reports"; }

bool updating() {
  const char* set = std::getenv("TOLLGATE_UPDATE_GOLDENS");
  return set != nullptr && std::string_view(set) == "1";
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every sample is told as its golden says") {
  for (const samples::Sample& sample : samples::all) {
    for (const auto& [format, text] : renderings_of(sample.make())) {
      const fs::path path = goldens() / sample.name / (format + ".txt");
      if (updating()) {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
      }
      INFO(path);
      CHECK(fs::exists(path));
      CHECK((read(path) == text));  // a difference is too long to print: rewrite, and ask git for it
    }
  }
}

TEST_CASE("every golden belongs to a sample and a format") {
  std::set<fs::path> expected;
  for (const samples::Sample& sample : samples::all) {
    for (const auto& rendering : renderings_of(sample.make())) {
      expected.insert(goldens() / sample.name / (rendering.first + ".txt"));
    }
  }
  for (const auto& entry : fs::recursive_directory_iterator(goldens())) {
    if (!entry.is_regular_file()) continue;
    INFO("stale golden: " << entry.path());
    CHECK(expected.count(entry.path()) == 1);
  }
}

}  // namespace tollgate::reporters
