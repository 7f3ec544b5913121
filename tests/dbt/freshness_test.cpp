#include "dbt/sources.hpp"
#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

Freshness load(const std::string& results) {
  const Folder folder;
  return load_freshness(folder.write(
      "sources.json", R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/sources/v3.json",
      "generated_at": "2025-01-01T00:00:00Z"}, "results": [)" +
                          results + R"(], "elapsed_time": 0.5})"));
}

}  // namespace

TEST_CASE("freshness results are read") {
  const Freshness freshness =
      load(R"({"unique_id": "source.shop.raw.a", "max_loaded_at": "2025-01-01", "status": "warn"},
    {"unique_id": "source.shop.raw.b", "error": "relation does not exist", "status": "runtime error"})");
  CHECK(freshness.generated_at == "2025-01-01T00:00:00Z");
  REQUIRE(freshness.results.size() == 2);
  CHECK(freshness.results.at("source.shop.raw.a").status == "warn");
  CHECK(freshness.results.at("source.shop.raw.b").status == "runtime error");
  CHECK(freshness.results.at("source.shop.raw.b").unique_id == "source.shop.raw.b");
}

TEST_CASE("bad freshness results are refused") {
  const Folder folder;
  CHECK_THAT(error_of([&] { load_freshness(folder.path() + "/sources.json"); }),
             ContainsSubstring("dbt source freshness"));
  CHECK_THAT(error_of([] { load(R"({"status": "pass"})"); }), ContainsSubstring("`results[0]` has no unique_id"));
  CHECK_THAT(error_of([] { load(R"({"unique_id": "a", "status": "pass"}, {"unique_id": "a", "status": "pass"})"); }),
             ContainsSubstring("second time"));
}
