#include "cli/stats_file.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::cli;

namespace {

warehouse::RelationStatistics relation(const std::string& id) {
  warehouse::RelationStatistics relation;
  relation.found = true;
  relation.unique_id = id;
  relation.name = "\"shop\".\"prod\".\"" + id + "\"";
  relation.rows = 500000;
  relation.pages = 5406;
  relation.columns = {{"status", "text", 0.25, 7, 4, 0.5}, {"id", "integer", 0, 4, -1, std::nullopt}};
  return relation;
}

std::string problem_of(const std::string& text) {
  try {
    read_stats(text, "stats.json");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.diagnostic().place.file == "stats.json");
    return error.diagnostic().message;
  }
  return "read";
}

std::string one_relation(const std::string& members) {
  return R"({"tollgate_statistics": 1, "project": "shop", "relations": [{)" + members + "}]}";
}

}  // namespace

TEST_CASE("statistics file: what is written is read again, sorted, whatever the order was") {
  const std::string text = write_stats({"shop", {relation("b"), relation("a")}});
  CHECK(text == write_stats({"shop", {relation("a"), relation("b")}}));
  CHECK_THAT(text, ContainsSubstring("\"tollgate_statistics\": 1") && ContainsSubstring("\"values\": \"none\""));
  const StatsFile file = read_stats(text, "x");
  CHECK(file.project == "shop");
  REQUIRE(file.relations.size() == 2);
  CHECK(file.relations[0].unique_id == "a");
  CHECK(file.relations[1].name == "\"shop\".\"prod\".\"b\"");
  CHECK(file.relations[1].rows == 500000);
  CHECK(file.relations[1].pages == 5406);
  REQUIRE(file.relations[1].columns.size() == 2);
  CHECK(file.relations[1].columns[0].null_fraction == 0.25);
  CHECK(file.relations[1].columns[0].correlation == 0.5);
  CHECK(file.relations[1].columns[1].distinct == -1);
  CHECK_FALSE(file.relations[1].columns[1].correlation);
  CHECK(write_stats(file) == text);
}

TEST_CASE("statistics file: what is no such file is refused, with the place of the fault") {
  CHECK_THAT(problem_of(""), ContainsSubstring("no JSON object"));
  CHECK_THAT(problem_of("[1]"), ContainsSubstring("no JSON object"));
  CHECK_THAT(problem_of("{\"a\": 1}"), ContainsSubstring("\"tollgate_statistics\" is missing"));
  CHECK_THAT(problem_of(R"({"tollgate_statistics": 2})"),
             ContainsSubstring("version 2 of the statistics file, expected 1"));
  CHECK_THAT(problem_of(R"({"tollgate_statistics": 1, "project": "x", "relations": 7})"),
             ContainsSubstring("\"relations\" is no list"));
  CHECK_THAT(problem_of(one_relation(R"("unique_id": 5)")),
             ContainsSubstring("relations[0]: \"unique_id\" is no text"));
  CHECK_THAT(problem_of(one_relation(R"("unique_id": "a", "relation": "b", "rows": "many")")),
             ContainsSubstring("relations[0]: \"rows\" is no number"));
  CHECK_THAT(problem_of(one_relation(R"("unique_id": "a", "relation": "b", "rows": -2)")),
             ContainsSubstring("\"rows\" is not between -1 and"));
  const std::string sized = R"("unique_id": "a", "relation": "b", "rows": 1, "pages": 1, )";
  CHECK_THAT(problem_of(one_relation(sized + R"("columns": [{"name": "a", "type": "b", "null_fraction": 1.5}])")),
             ContainsSubstring("relations[0].columns[0]: \"null_fraction\" is not between 0 and 1"));
  CHECK_THAT(problem_of(one_relation(sized + R"("columns": [{"name": "a\u0000", "type": "b"}])")),
             ContainsSubstring("holds a NUL"));
  CHECK(problem_of(one_relation(sized + R"("columns": [])")) == "read");
  const std::string twice = R"({"name": "a", "type": "b", "null_fraction": 0, "width": 4, "distinct": 1})";
  CHECK_THAT(problem_of(one_relation(sized + R"("columns": [)" + twice + ", " + twice + "]")),
             ContainsSubstring("relations[0].columns[1]: this \"name\" is in the list before"));
  CHECK_THAT(problem_of(one_relation(sized + R"("columns": []}, {)" + sized + R"("columns": [])")),
             ContainsSubstring("relations[1]: this \"unique_id\" is in the list before"));
}
