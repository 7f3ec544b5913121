// Whether two artifacts belong together.
#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

TEST_CASE("artifacts of two projects are refused, naming both") {
  const Project base = small_project("prod");
  Project head = small_project("pr_12");
  head.metadata.project_name = "other";
  try {
    find_changes(base, head);
    FAIL("no error");
  } catch (const tollgate::Error& error) {
    CHECK(error.kind() == tollgate::ErrorKind::unjudged);
    CHECK(error.diagnostic().message == "the artifacts are of two projects: base is of \"shop\", head is of \"other\"");
    CHECK_FALSE(error.diagnostic().hint.empty());
    CHECK(error.diagnostic().place.file == "target/manifest.json");
  }
}

TEST_CASE("an old artifact that names no project is taken") {
  const Project base = small_project("prod");
  Project head = small_project("pr_12");
  head.metadata.project_name.clear();
  CHECK(find_changes(base, head).changed.empty());
}

TEST_CASE("a base that is newer than the head is told") {
  Project base = small_project("prod");
  const Project head = small_project("pr_12");
  base.metadata.generated_at = "2025-05-01T10:00:01Z";
  CHECK(has_note(find_changes(base, head), "base (2025-05-01T10:00:01Z) is newer than head (2025-05-01T10:00:00Z)"));
  base.metadata.generated_at.clear();
  CHECK(find_changes(base, head).notes.empty());
}

TEST_CASE("other versions of dbt or of the manifest are told") {
  Project base = small_project("prod");
  const Project head = small_project("pr_12");
  base.metadata.schema_version = 11;
  CHECK(has_note(find_changes(base, head), "base is a manifest v11, head a manifest v12"));
  base.metadata.dbt_version.clear();
  CHECK(has_note(find_changes(base, head), "base was written by dbt (not stated), head by dbt 1.9.4"));
}

TEST_CASE("an adapter that is not PostgreSQL is told, and the rest is answered") {
  Project base = small_project("prod");
  Project head = small_project("pr_12");
  base.metadata.adapter_type = head.metadata.adapter_type = "duckdb";
  model(head, "customers").raw_code += "\n";
  const Changes changes = find_changes(base, head);
  CHECK(has_note(changes, "the adapter is duckdb, not PostgreSQL"));
  CHECK(changed_names(changes) == "customers");
  base.metadata.adapter_type = "postgres";
  CHECK(has_note(find_changes(base, head), "base was built for postgres, head for duckdb"));
}

TEST_CASE("one file for both sides is told") {
  const Project base = small_project("prod");
  const Changes changes = find_changes(base, base);
  CHECK(changes.notes == std::vector<std::string>{"base and head are the same manifest: nothing can have changed"});
  CHECK(changes.changed.empty());
}
