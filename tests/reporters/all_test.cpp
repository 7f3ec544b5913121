// The table of formats against the files on disk: a .cpp without a header of its own is a format.
#include "reporters/all.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/catch.hpp"

namespace tollgate::reporters {

namespace fs = std::filesystem;

namespace {

/// `gitlab-note` lives in gitlab_note.cpp.
std::string id_of(std::string stem) {
  std::ranges::replace(stem, '_', '-');
  return stem;
}

}  // namespace

TEST_CASE("every format in the table has its file, and every file its format") {
  const fs::path room = fs::path(TOLLGATE_SOURCE_DIR) / "reporters";
  std::set<std::string> on_disk;
  for (const auto& entry : fs::directory_iterator(room)) {
    fs::path header = entry.path();
    header.replace_extension(".hpp");
    if (entry.path().extension() == ".cpp" && !fs::exists(header)) on_disk.insert(id_of(entry.path().stem().string()));
  }
  std::set<std::string> in_table;
  for (const Reporter* reporter : all) in_table.insert(std::string(reporter->id));
  CHECK(on_disk == in_table);
  CHECK(in_table.size() == all.size());
}

TEST_CASE("a format is found by its id") {
  CHECK(find_reporter(all, "junit") == &junit);
  CHECK(find_reporter(all, "JUnit") == nullptr);
  CHECK(find_reporter(all, "") == nullptr);
  REQUIRE(junit.variants.size() == 1);
  CHECK(junit.variants.front() == "strict");
}

TEST_CASE("the page of formats has a row and a section for every format") {
  std::ifstream file(fs::path(TOLLGATE_SOURCE_DIR) / "docs" / "reporters.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  for (const Reporter* reporter : all) {
    const std::string id(reporter->id);
    std::string variants;
    for (const std::string_view variant : reporter->variants) variants += "`" + std::string(variant) + "` ";
    CHECK_THAT(page, ContainsSubstring("| [`" + id + "`](#" + id + ") | " + std::string(reporter->summary) + " | " +
                                       variants + "|\n"));
    CHECK_THAT(page, ContainsSubstring("\n## " + id + "\n"));
  }
}

}  // namespace tollgate::reporters
