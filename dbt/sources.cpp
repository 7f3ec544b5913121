#include "dbt/sources.hpp"

#include <array>
#include <utility>

#include "dbt/artifact.hpp"
#include "dbt/fields.hpp"

namespace tollgate::dbt {

namespace {

constexpr ArtifactKind sources_kind{"sources", "sources.json", "dbt source freshness"};

constexpr auto result_fields = std::to_array<Field<FreshnessResult>>({
    {"unique_id", [](const JsonValue& value, FreshnessResult& to) { to.unique_id = value.text(); }},
    {"status", [](const JsonValue& value, FreshnessResult& to) { to.status = value.text(); }},
});

void read_results(const JsonValue& list, Freshness& freshness) {
  list.each_element([&](const JsonValue& element) {
    FreshnessResult result;
    read_fields(element, result_fields, result);
    if (result.unique_id.empty() || result.status.empty()) element.fail("has no unique_id or no status");
    std::string id = result.unique_id;
    if (!freshness.results.emplace(std::move(id), std::move(result)).second) {
      element.fail("names a source for the second time", "was the artifact merged by hand? run dbt again");
    }
  });
}

constexpr auto freshness_fields = std::to_array<Field<Freshness>>({
    {"metadata",
     [](const JsonValue& value, Freshness& to) {
       value.each_field([&](std::string_view key, const JsonValue& member) {
         if (key == "generated_at") to.generated_at = member.text();
       });
     }},
    {"results", read_results},
});

Freshness read_freshness(Artifact artifact) {
  Freshness freshness;
  freshness.path = artifact.document.file();
  read_fields(artifact.document, freshness_fields, freshness);
  return freshness;
}

}  // namespace

Freshness load_freshness(const std::string& path) { return read_freshness(open_artifact(path, sources_kind)); }

Freshness parse_freshness(const std::string& file, std::string_view text) {
  return read_freshness(identify(JsonDocument(file, FileBytes::copy_of(text)), sources_kind));
}

}  // namespace tollgate::dbt
