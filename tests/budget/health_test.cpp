// The health check, and the parts that look at diffs.
#include "budget/health.hpp"

#include <string>
#include <vector>

#include "budget/outcomes/deleted_lines.hpp"
#include "tests/budget/team.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;
using tollgate::tests::on;

namespace {

Landing merged(const char* day, bool llm, int hours) {
  Landing landing;
  landing.number = 1;
  landing.pull_request = true;
  landing.merged_at = on(day);
  landing.layers = {"marts"};
  if (llm) landing.provenance = change::ProvenanceState::declared_llm;
  if (hours != 0) landing.begun_at = landing.merged_at - std::chrono::hours(hours);
  return landing;
}

std::vector<Season> seasons(const History& history, const std::string& layer = "all", std::size_t count = 8) {
  StandingOptions options;
  options.as_of = on("2026-09-20");
  return seasons_of(history, {}, LlmBudget{}, options, layer, count);
}

}  // namespace

TEST_CASE("adoption and cycle time are told by period, of both kinds of pull requests") {
  History history;
  history.landings = {merged("2026-02-01", true, 5),  merged("2026-07-01", true, 4),  merged("2026-07-02", true, 10),
                      merged("2026-07-03", true, 0),  merged("2026-07-04", false, 8), merged("2026-07-05", false, 1),
                      merged("2026-07-06", false, 3), merged("2026-07-07", false, -1)};
  const std::vector<Season> all = seasons(history);
  REQUIRE(all.size() == 3);
  CHECK(all.front().period.name == "2026-Q1");
  CHECK(all.at(1).merged == 0);
  CHECK_FALSE(all.at(1).llm.median);
  const Season& last = all.back();
  CHECK(last.period.name == "2026-Q3");
  CHECK(last.merged == 7);
  CHECK(last.llm_touched == 3);
  CHECK(last.llm.median == std::chrono::hours(7));
  CHECK(last.llm.known == 2);
  CHECK(last.others.median == std::chrono::hours(3));
  CHECK(last.others.known == 3);
  REQUIRE(last.cells.size() == 3);
  CHECK(last.cells.at(0).count.trials == 3);
  CHECK(seasons(history, "staging").back().merged == 0);
  CHECK(seasons(history, "all", 2).front().period.name == "2026-Q2");
}

TEST_CASE("without a pull request there is nothing to check") {
  History history;
  CHECK(seasons(history).empty());
  history.landings = {merged("2026-07-01", true, 4)};
  history.landings.front().pull_request = false;
  CHECK(seasons(history).empty());
}

TEST_CASE("what a diff deletes is told by lines of the old side, whatever the lines hold") {
  const std::vector<DeletedLines> files = deleted_lines(
      "diff --git a/models/a.sql b/models/a.sql\n"
      "index 1..2 100644\n"
      "--- a/models/a.sql\n"
      "+++ b/models/a.sql\n"
      "@@ -3,2 +3 @@ select\n"
      "--- a/fake.sql\n"
      "-@@ -9,9 +9,9 @@\n"
      "+x\n"
      "@@ -10 +9,0 @@\n"
      "-y\n"
      "\\ No newline at end of file\n"
      "@@ -20,0 +20,2 @@\n"
      "+@@ -1 +1 @@\n"
      "+z\n"
      "diff --git a/new.sql b/new.sql\n"
      "--- /dev/null\n"
      "+++ b/new.sql\n"
      "@@ -0,0 +1 @@\n"
      "+n\n"
      "diff --git \"a/\\303.sql\" \"b/\\303.sql\"\n"
      "--- \"a/\\303.sql\"\n"
      "+++ \"b/\\303.sql\"\n"
      "@@ -1 +1 @@\n"
      "-q\n"
      "+r\n");
  REQUIRE(files.size() == 1);
  CHECK(files.front().path == "models/a.sql");
  CHECK(files.front().ranges == std::vector<std::pair<int, int>>{{3, 2}, {10, 1}});
  CHECK(deleted_lines("").empty());
  CHECK(deleted_lines("@@ -1,99999999999999999999 +\n@@ -").empty());
}
