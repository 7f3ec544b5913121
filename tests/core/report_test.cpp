#include "core/report.hpp"

#include "tests/catch.hpp"

using namespace tollgate;

TEST_CASE("the lines around a place are found in any of many excerpts, and nowhere else") {
  Report report;
  report.excerpts = {{"a.sql", 3, {"3", "4"}}, {"a.sql", 9, {"9"}}, {"b.sql", 1, {"1", "2", "3"}}, {"c.sql", 5, {}}};
  REQUIRE(find_excerpt(report, "a.sql", 4) != nullptr);
  CHECK(find_excerpt(report, "a.sql", 4)->first_line == 3);
  CHECK(find_excerpt(report, "a.sql", 9)->first_line == 9);
  CHECK(find_excerpt(report, "b.sql", 3)->path == "b.sql");
  CHECK(find_excerpt(report, "a.sql", 2) == nullptr);
  CHECK(find_excerpt(report, "a.sql", 5) == nullptr);
  CHECK(find_excerpt(report, "b.sql", 4) == nullptr);
  CHECK(find_excerpt(report, "c.sql", 5) == nullptr);
  CHECK(find_excerpt(report, "", 1) == nullptr);
  CHECK(find_excerpt(report, "z.sql", 1) == nullptr);
  CHECK(find_excerpt(Report(), "a.sql", 1) == nullptr);
}

TEST_CASE("a model is found by its id, in whatever order the report has them") {
  Report report;
  for (const char* id : {"model.b.z", "model.b.a", "model.a.z"}) report.models.emplace_back().unique_id = id;
  for (const SelectedModel& model : report.models) CHECK(find_model(report, model.unique_id) == &model);
  CHECK(find_model(report, "model.b") == nullptr);
  CHECK(find_model(report, "") == nullptr);
}
