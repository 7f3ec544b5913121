// The lines around findings: read from the repository, and from nowhere else.
#include "cli/excerpts.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

std::string lines(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

Report at(const std::vector<Location>& places) {
  Report report;
  for (const Location& place : places) {
    Finding finding;
    finding.location = place;
    report.findings.push_back(finding);
  }
  return report;
}

}  // namespace

TEST_CASE("an excerpt holds three lines on either side, and neighbours are joined") {
  const tests::Folder folder;
  folder.write("models/a.sql", lines(30));
  const ProjectPlace place{folder.path(), folder.path(), ""};
  const auto excerpts =
      excerpts_of(at({{"models/a.sql", 2, 0}, {"models/a.sql", 6, 0}, {"models/a.sql", 20, 0}}), place);
  REQUIRE(excerpts.size() == 2);
  CHECK(excerpts[0].first_line == 1);
  CHECK(excerpts[0].lines.size() == 9);
  CHECK(excerpts[1].first_line == 17);
  CHECK(excerpts[1].lines.front() == "line 17");
  CHECK(excerpts[1].lines.size() == 7);
}

TEST_CASE("an excerpt ends with the file, and a line that is not there has none") {
  const tests::Folder folder;
  folder.write("a.sql", "only\r\nthese");
  const ProjectPlace place{folder.path(), folder.path(), ""};
  const auto excerpts = excerpts_of(at({{"a.sql", 1, 0}}), place);
  REQUIRE(excerpts.size() == 1);
  CHECK(excerpts[0].lines == std::vector<std::string>{"only", "these"});
  CHECK(excerpts_of(at({{"a.sql", 90, 0}, {"gone.sql", 1, 0}, {"", 1, 0}}), place).empty());
}

TEST_CASE("nothing outside the repository, hidden, of connections or of seeds is read, whatever the manifest names") {
  const tests::Folder folder;
  folder.write("outside.sql", "secret");
  for (const char* file : {".git/config.yml", "profiles.yml", "seeds/people.csv", "key.pem", "models/a.sql"}) {
    folder.write(std::string("repo/") + file, "select 1");
  }
  fs::create_symlink(folder.path("outside.sql"), folder.path("repo/models/link.sql"));
  const ProjectPlace place{folder.path("repo"), folder.path("repo"), ""};
  const auto excerpts = excerpts_of(at({{"../outside.sql", 1, 0},
                                        {folder.path("outside.sql"), 1, 0},
                                        {"models/link.sql", 1, 0},
                                        {".git/config.yml", 1, 0},
                                        {"profiles.yml", 1, 0},
                                        {"seeds/people.csv", 1, 0},
                                        {"key.pem", 1, 0},
                                        {"models", 1, 0},
                                        {"models/a.sql", 1, 0}}),
                                    place);
  REQUIRE(excerpts.size() == 1);
  CHECK(excerpts[0].path == "models/a.sql");
}

TEST_CASE("a line without end is cut between characters") {
  const tests::Folder folder;
  std::string wide;
  for (int i = 0; i < 1000; ++i) wide += "ä";
  folder.write("a.sql", "x" + wide);
  const ProjectPlace place{folder.path(), folder.path(), ""};
  const auto excerpts = excerpts_of(at({{"a.sql", 1, 0}}), place);
  REQUIRE(excerpts.size() == 1);
  const std::string line = excerpts[0].lines.front();
  CHECK(line.size() < 520);
  CHECK_THAT(line, ContainsSubstring("ä …"));
}

}  // namespace tollgate::cli
