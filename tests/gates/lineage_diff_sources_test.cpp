// Sources that an edit of their YAML moves.
#include <string>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/lineage_diff_settings.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

dbt::Source source(const std::string& name, const std::string& schema, const std::string& written) {
  dbt::Source source;
  source.unique_id = "source.shop.raw." + name;
  source.package = "shop";
  source.source_name = "raw";
  source.name = source.identifier = name;
  source.database = "shop";
  source.schema = schema;
  source.unrendered_schema = written;
  source.original_file_path = "models/sources.yml";
  source.relation_name = "\"shop\".\"" + schema + "\".\"" + name + "\"";
  return source;
}

const std::string sources_yaml =
    "version: 2\n"
    "sources:\n"
    "  - name: raw\n"
    "    schema: raw_v2\n"
    "    tables:\n"
    "      - name: trips\n"
    "        identifier: trips_2\n"
    "      - name: riders\n"
    "        identifier: \"{{ var('riders') }}\"\n";

/// stg_trips and stg_riders read a source each; dbt/ counts both sources as changed.
Scene with_sources(const std::vector<std::pair<dbt::Source, dbt::Source>>& sources) {
  Scene scene = postgres();
  scene.files["models/sources.yml"] = sources_yaml;
  for (const auto& [base, head] : sources) {
    scene.base.sources[base.unique_id] = base;
    scene.head.sources[head.unique_id] = head;
    dbt::Node reader = model("stg_" + head.name, "select 1 as id");
    reader.depends_on = {head.unique_id};
    scene.changed(reader, reader);
    auto* change = const_cast<dbt::Change*>(scene.targets().back().change);
    change->reasons.push_back({dbt::ReasonKind::source, head.unique_id + " schema: raw -> raw_v2"});
  }
  return scene;
}

}  // namespace

TEST_CASE("a source whose schema was edited is told once, at its YAML, with all that read it") {
  Scene scene = with_sources({{source("riders", "raw", "raw"), source("riders", "raw_v2", "raw_v2")},
                              {source("trips", "raw", "raw"), source("trips", "raw_v2", "raw_v2")}});
  const auto findings = scene.run(gates::lineage_diff).findings;
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "source-moved");
  CHECK(findings[0].message ==
        "source raw: schema is `raw_v2`, on base `raw`: 2 tables (riders, trips) are others, read by stg_riders, "
        "stg_trips; "
        "no SQL of a model shows it");
  CHECK(findings[0].location.path == "models/sources.yml");
  CHECK(findings[0].location.line == 4);
  CHECK(findings[0].subject.id == "model.shop.stg_riders");
}

TEST_CASE("a source whose schema the environment chooses is not told") {
  Scene scene =
      with_sources({{source("trips", "raw", "{{ var('raw') }}"), source("trips", "ci_raw", "{{ var('raw') }}")}});
  CHECK(scene.run(gates::lineage_diff).findings.empty());
  scene.head.variables_edited = true;
  const auto findings = scene.run(gates::lineage_diff).findings;
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, ContainsSubstring("source raw: schema is `ci_raw`, on base `raw`"));
}

TEST_CASE("another identifier is told where the YAML says it without Jinja") {
  dbt::Source trips = source("trips", "raw", "raw");
  dbt::Source riders = source("riders", "raw", "raw");
  trips.identifier = "trips_2";
  riders.identifier = "riders_2";
  Scene scene = with_sources({{source("trips", "raw", "raw"), trips}, {source("riders", "raw", "raw"), riders}});
  const auto findings = scene.run(gates::lineage_diff).findings;
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message,
             ContainsSubstring("source raw: identifier is `trips_2`, on base `trips`: trips is raw.trips_2 now, on "
                               "base raw.trips, read by stg_trips;"));
  CHECK(findings[0].location.line == 7);
  CHECK(findings[0].subject.relation == "source raw.trips identifier");
  scene.files.clear();
  CHECK(scene.run(gates::lineage_diff).findings.empty());
}
