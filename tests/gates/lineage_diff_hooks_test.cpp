// Hooks: which write, which do nothing to rows, and which nobody can tell.
#include "gates/lineage_diff/hooks.hpp"

#include "tests/catch.hpp"
#include "tests/gates/lineage_diff_settings.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("a hook that writes is a warning, one by a macro is told, grants and indexes are nothing") {
  using gates::columns::HookKind;
  using gates::columns::kind_of_hook;
  CHECK(
      told(model("trips"), set(model("trips"), {{"post-hook", "delete from {{ this }} where net = 0"}})) ==
      "warning hook-writes: trips: post-hook `delete from {{ this }} where net = 0` is new: it deletes rows after each "
      "run, which no SQL of a model shows");
  CHECK_THAT(told(set(model("t"), {{"pre-hook", R"([{"sql":"truncate a","transaction":true}])"}}), model("t")),
             ContainsSubstring("pre-hook `truncate a` is gone: what it wrote before each run"));
  CHECK_THAT(told(set(model("t"), {{"post-hook", R"(["update a set b = 1"])"}}),
                  set(model("t"), {{"post-hook", R"(["update a set b = 2"])"}})),
             ContainsSubstring("is `update a set b = 2`, on base `update a set b = 1`"));
  CHECK_THAT(told(model("t"), set(model("t"), {{"post-hook", "{{ refresh_all() }}"}})),
             ContainsSubstring("info hook-changed"));
  CHECK_THAT(told(model("t"), set(model("t"), {{"pre-hook", "set search_path to raw"}})),
             ContainsSubstring("it makes a setting before each run by which SQL may mean something else"));
  CHECK(told(model("t"), set(model("t"), {{"post-hook", R"(["grant select, insert on {{ this }} to reader"])"}}))
            .empty());
  CHECK(
      told(set(model("t"), {{"post-hook", "delete  from a"}}), set(model("t"), {{"post-hook", R"(["delete from a"])"}}))
          .empty());
  for (const auto* harmless :
       {"create index if not exists i on {{ this }} (id)", "create unique index i on {{ this }} (id)",
        "analyze {{ this }}", "comment on table {{ this }} is 'delete from it'", "-- delete\nvacuum {{ this }}",
        "alter table {{ this }} add constraint c check (a > 0)", "alter table {{ this }} owner to x", "drop index i",
        "alter default privileges in schema a grant select on tables to b", "set local work_mem = '1GB'",
        "{% if target.name == 'prod' %} analyze {{ this }} {%- endif -%}"}) {
    CAPTURE(harmless);
    CHECK(kind_of_hook(harmless) == HookKind::harmless);
  }
  for (const auto* writes :
       {"DELETE FROM x", "{% if is_incremental() %} delete from x {% endif %}", "analyze x; insert into y select 1",
        "with gone as (delete from x returning *) select 1", "alter table {{ this }} drop column a", "drop table x",
        "create table a as select 1", "refresh materialized view v", "drop table policy",
        "alter table a alter column b set data type int", "alter table a set schema c",
        "alter table a add column b int unique", "{% do x() %} delete from a"}) {
    CAPTURE(writes);
    CHECK(kind_of_hook(writes) == HookKind::writes);
  }
  for (const auto* unknown :
       {"{{ audit() }}", "select audit()", "call audit()", "do $$ begin end $$", "set search_path to raw",
        "set local time zone 'UTC'", "{% do run_query('delete') %}", "{% set gone = run_query('delete') %}"}) {
    CAPTURE(unknown);
    CHECK(kind_of_hook(unknown) == HookKind::unknown);
  }
}

namespace {

void add_run_hook(dbt::Project& project, const std::string& key, const std::string& sql,
                  const std::string& package = "shop") {
  dbt::Node hook;
  hook.type = dbt::ResourceType::operation;
  hook.package = package;
  hook.unique_id = "operation." + package + "." + package + "-" + key + "-" + std::to_string(project.nodes.size());
  hook.raw_code = sql;
  hook.config.tags = {key};
  project.nodes.emplace(hook.unique_id, hook);
}

constexpr const char* project_yml =
    "name: shop\non-run-start: create table if not exists log (at timestamp)\n"
    "models:\n  +materialized: view\non-run-end:\n  # both\n  - grant select on a to b\n  - \"delete from a\"\n";

}  // namespace

TEST_CASE("a hook of a run that writes is told of the change, at its line of dbt_project.yml") {
  Scene scene = postgres();
  scene.files["dbt_project.yml"] = project_yml;
  add_run_hook(scene.base, "on-run-start", "create table log (at timestamp)");
  add_run_hook(scene.head, "on-run-start", "create table if not exists log (at timestamp)");
  add_run_hook(scene.head, "on-run-end", "grant select on a to b");
  add_run_hook(scene.head, "on-run-end", "delete  from a");
  add_run_hook(scene.head, "on-run-end", "delete from b", "some_package");
  const GateResult result = scene.run(gates::lineage_diff);
  REQUIRE(result.findings.size() == 2);
  const Finding& start = result.findings[0];
  CHECK(start.rule == "hook-writes");
  CHECK(start.severity == Severity::warning);
  CHECK(start.message ==
        "on-run-start is `create table if not exists log (at timestamp)`, on base `create table log (at timestamp)`: "
        "it makes a relation before each run of dbt in another way, which no SQL of a model shows");
  CHECK(start.location.line == 2);
  const Finding& end = result.findings[1];
  CHECK(end.subject.id == change_subject);
  CHECK(end.subject.relation == "on-run-end delete from a");
  CHECK(end.message ==
        "on-run-end `delete from a` is new: it deletes rows after each run of dbt, which no SQL of a model shows");
  CHECK(end.location.path == "dbt_project.yml");
  CHECK(end.location.line == 8);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].subject == change_subject);
}

TEST_CASE("a hook of a run that is as on base, moved or harmless is no finding, one that goes or calls a macro is") {
  Scene scene = postgres();
  add_run_hook(scene.base, "on-run-end", "delete from a");
  add_run_hook(scene.base, "on-run-end", "analyze a");
  add_run_hook(scene.head, "on-run-end", "grant select on a to b");
  add_run_hook(scene.head, "on-run-end", "delete from a");
  CHECK(scene.run(gates::lineage_diff).findings.empty());
  CHECK(scene.run(gates::lineage_diff).outcomes.empty());
  scene.head.nodes.clear();
  add_run_hook(scene.head, "on-run-end", "{{ upload(results) }}");
  const GateResult result = scene.run(gates::lineage_diff);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "hook-writes");
  CHECK(result.findings[0].location.path.empty());
  scene.base.nodes.clear();
  CHECK(scene.run(gates::lineage_diff).findings.at(0).rule == "hook-changed");
}
