// `tollgate stats` between two schemas of the private PostgreSQL: production's statistics reach CI, and no value of
// production reaches the file, the output or CI's catalogue.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

// Written backwards: the values are made in the server.
const std::string canary(std::string_view("qzkvwjxp").rbegin(), std::string_view("qzkvwjxp").rend());
const std::string made = "reverse('qzkvwjxp')";

bool holds_canary(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text.find(canary) != std::string::npos;
}

/// `prod` has 20,000 orders, `ci` one; both have a view, and `prod` a table that was never analysed.
class Databases {
 public:
  Databases() : x_prod("prod"), x_ci("ci") {
    run("create table prod.orders as select i as id, " + made + " || i % 7 as status, " + made +
        " || i as code from generate_series(1, 20000) i; analyze prod.orders");
    run("create table prod.raw as select 1 as id; create view prod.seen as select 1 as id");
    run("create table ci.orders as select 1 as id, 'x'::text as status, 'x'::text as code");
    run("create table ci.raw as select 1 as id; create view ci.seen as select 1 as id");
    const std::string database = x_prod.admin().cell("select current_database()");
    const std::vector<Model> models{{.name = "orders", .materialized = "table"},
                                    {.name = "raw", .materialized = "table"},
                                    {.name = "seen", .materialized = "view"}};
    x_folder.write("dbt_project.yml", "name: shop\n");
    x_folder.write("target-base/manifest.json", at_home(manifest(models, "prod"), database));
    x_folder.write("target/manifest.json", at_home(manifest(models, "ci"), database));
  }

  Ran stats(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "stats");
    for (const char* word : {"--project-dir", "--base", "--head"}) arguments.emplace_back(word);
    arguments.insert(arguments.end() - 2, x_folder.path());
    arguments.insert(arguments.end() - 1, x_folder.path("target-base"));
    arguments.push_back(x_folder.path("target"));
    return run_tollgate(arguments);
  }
  std::string file() const { return x_folder.path("stats.json"); }
  Folder& folder() { return x_folder; }
  void run(const std::string& sql) { x_prod.admin().run(sql); }
  std::string cell(const std::string& sql) { return x_prod.admin().cell(sql); }

 private:
  static std::string at_home(const std::string& text, const std::string& database) {
    json document = json::parse(text);
    for (auto& [id, node] : document["nodes"].items()) {
      if (!node["relation_name"].is_string()) continue;
      const auto name = node["relation_name"].get<std::string>();
      node["relation_name"] = '"' + database + '"' + name.substr(name.find('.'));
    }
    return document.dump();
  }

  test::Schema x_prod, x_ci;
  Folder x_folder;
};

}  // namespace

TEST_CASE("stats: the file holds figures, and no value") {
  NEEDS_POSTGRES();
  Databases databases;
  REQUIRE(
      holds_canary(databases.cell("select most_common_vals::text from pg_stats where attname = 'status' and "
                                  "schemaname = 'prod'")));
  REQUIRE(
      holds_canary(databases.cell("select histogram_bounds::text from pg_stats where attname = 'code' and "
                                  "schemaname = 'prod'")));
  const Ran ran = databases.stats({"export"});
  CHECK(ran.code == 0);
  CHECK_FALSE(holds_canary(ran.out));
  CHECK_FALSE(holds_canary(ran.err));
  CHECK_THAT(ran.err,
             ContainsSubstring("model.shop.raw") && ContainsSubstring("was never analysed: run ANALYZE there"));
  const json file = json::parse(ran.out);
  REQUIRE(file["relations"].size() == 1);
  CHECK(file["relations"][0]["rows"] == 20000);
  CHECK(file["relations"][0]["columns"][1]["distinct"] == 7);
  CHECK(ran.out == databases.stats({"export"}).out);
  CHECK(databases.stats({"export", "--output", databases.file()}).out.empty());
  CHECK(databases.folder().read("stats.json") == ran.out);
}

TEST_CASE("stats: import writes only when told to, only into head, and no row") {
  NEEDS_POSTGRES();
  Databases databases;
  REQUIRE(databases.stats({"export", "--output", databases.file()}).code == 0);
  const std::string figures = "select reltuples || ' ' || relpages from pg_class where oid = 'ci.orders'::regclass";
  const std::string production =
      "select reltuples || ' ' || relpages from pg_class where oid = 'prod.orders'::regclass";
  const std::string before = databases.cell(production);
  const std::string here = databases.cell(figures);

  const Ran asked = databases.stats({"import", databases.file()});
  CHECK(asked.code == 2);
  CHECK_THAT(asked.out, ContainsSubstring("would write model.shop.orders into"));
  CHECK_THAT(asked.err, ContainsSubstring("nothing was written") && ContainsSubstring("--yes"));
  CHECK(databases.cell(figures) == here);

  const Ran ran = databases.stats({"import", databases.file(), "--yes"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("written model.shop.orders: 20000 rows, 3 columns\n"));
  CHECK(databases.cell(figures) == "20000 1");
  CHECK(databases.cell(production) == before);
  CHECK(databases.cell("select count(*) from ci.orders") == "1");
  CHECK_FALSE(holds_canary(ran.out + ran.err));
  CHECK_FALSE(holds_canary(databases.cell("select string_agg(s::text, ' ') from pg_stats s where schemaname = 'ci'")));
}

TEST_CASE("stats: production itself is left alone where head reads it as well") {
  NEEDS_POSTGRES();
  Databases databases;
  REQUIRE(databases.stats({"export", "--output", databases.file()}).code == 0);
  databases.folder().write("target/manifest.json", databases.folder().read("target-base/manifest.json"));
  const Ran ran = databases.stats({"import", databases.file(), "--yes"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("base's own in the same database, so it stays as it is"));
}

TEST_CASE("stats: what is wrong is told") {
  NEEDS_POSTGRES();
  Databases databases;
  CHECK(databases.stats({"import", databases.file()}).code == 3);  // no such file
  databases.folder().write("stats.json", "{}");
  const Ran ran = databases.stats({"import", databases.file(), "--yes"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("\"tollgate_statistics\" is missing") &&
                          ContainsSubstring("write the file with `tollgate stats export`"));
  databases.run("drop table prod.orders");
  const Ran empty = databases.stats({"export"});
  CHECK(empty.code == 3);
  CHECK_THAT(empty.err, ContainsSubstring("\"prod\".\"orders\" does not exist there"));
  CHECK_THAT(empty.err, ContainsSubstring("no relation of the project has statistics"));
  CHECK(run_tollgate({"stats"}).code == 2);
  CHECK_THAT(run_tollgate({"stats", "import", "--help"}).out,
             ContainsSubstring("The one command that writes to a database"));
}
