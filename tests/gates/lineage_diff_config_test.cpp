// What lineage-diff tells of settings, hooks and sources: in whose words, where, how often, and what it leaves alone.
#include <string>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "gates/lineage_diff/config_call.hpp"
#include "gates/lineage_diff/hooks.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Scene postgres() {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    project->metadata.adapter_type = "postgres";
    project->metadata.project_name = "shop";
  }
  return scene;
}

/// A model whose manifest says these settings, wherever they stand.
dbt::Node set(dbt::Node node, const Values& values) {
  for (const auto& [key, value] : values) {
    node.unrendered_config[key] = value;
    if (key == "materialized") node.config.materialized = value;
  }
  return node;
}

dbt::Node incremental(const Values& values, const std::string& name = "events") {
  return set(set(model(name), {{"materialized", "incremental"}}), values);
}

dbt::Node snapshot(const Values& values) {
  dbt::Node node = set(model("riders_snapshot"), values);
  node.unique_id = "snapshot.shop.riders_snapshot";
  node.type = dbt::ResourceType::snapshot;
  node.config.materialized = "snapshot";
  return node;
}

std::vector<Finding> told_between(const dbt::Node& base, const dbt::Node& head) {
  Scene scene = postgres();
  scene.changed(base, head);
  return scene.run(gates::lineage_diff).findings;
}

/// The one finding's `severity rule: message`; empty when there is none.
std::string told(const dbt::Node& base, const dbt::Node& head) {
  const std::vector<Finding> findings = told_between(base, head);
  if (findings.empty()) return {};
  REQUIRE(findings.size() == 1);
  return std::string(to_string(findings[0].severity)) + " " + findings[0].rule + ": " + findings[0].message;
}

std::string told_of_incremental(const Values& base, const Values& head) {
  return told(incremental(base), incremental(head));
}

std::string told_of_snapshot(const Values& base, const Values& head) { return told(snapshot(base), snapshot(head)); }

std::string told_of_build(const std::string& base, const std::string& head) {
  return told(set(model("trips"), {{"materialized", base}}), set(model("trips"), {{"materialized", head}}));
}

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

TEST_CASE("another unique_key tells which rows replace each other") {
  CHECK(told_of_incremental({{"unique_key", "event_id"}}, {{"unique_key", "trip_id"}}) ==
        "warning load-changed: events: unique_key is `trip_id`, on base `event_id`: rows of the same trip_id replace "
        "each "
        "other across runs now, on base only those of the same event_id");
  CHECK(told_of_incremental({{"unique_key", R"(["a","b"])"}}, {}) ==
        "warning load-changed: events: unique_key is unset, on base `a, b`: runs only add rows now; one that a run "
        "selects again is in the table twice");
  CHECK(told_of_incremental({}, {{"unique_key", "a"}}) ==
        "warning load-changed: events: unique_key is `a`, on base unset: rows of the same a replace those of earlier "
        "runs "
        "now, on base runs only added rows");
}

TEST_CASE("a key that the change makes needs a full refresh") {
  dbt::Node head = incremental({{"unique_key", "line_key"}});
  head.compiled_code = head.raw_code = "select 1 as id, 2 as line_key";
  std::vector<std::string> said;
  for (const Finding& finding : told_between(incremental({{"unique_key", "id"}}), head)) {
    if (finding.subject.relation == "unique_key") said.push_back(finding.rule + ": " + finding.message);
  }
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], ContainsSubstring("build-changed") && ContainsSubstring("stay beside what is loaded again"));
}

TEST_CASE("a unique_key that nothing uses is no finding") {
  CHECK(told_of_incremental({{"unique_key", "a"}}, {{"unique_key", R"(["a"])"}}).empty());
  const Values append{{"incremental_strategy", "append"}};
  CHECK(told(set(incremental({{"unique_key", "a"}}), append), set(incremental({{"unique_key", "b"}}), append)).empty());
  CHECK(told(set(model("t"), {{"materialized", "table"}, {"unique_key", "a"}}),
             set(model("t"), {{"materialized", "table"}, {"unique_key", "b"}}))
            .empty());
}

TEST_CASE("another incremental strategy is told against the one in force") {
  const auto between = [](const std::string& base, const std::string& head) {
    return told_of_incremental({{"unique_key", "id"}, {"incremental_strategy", base}},
                               {{"unique_key", "id"}, {"incremental_strategy", head}});
  };
  CHECK(between("delete+insert", "append") ==
        "warning load-changed: events: incremental_strategy is `append`, on base `delete+insert`: runs only add rows "
        "now; "
        "one that a run selects again is in the table twice");
  CHECK_THAT(between("append", "delete+insert"), ContainsSubstring("rows of the same id replace those of"));
  CHECK_THAT(between("delete+insert", "merge"), ContainsSubstring("selects one id twice fails"));
  CHECK_THAT(between("merge", "delete+insert"), ContainsSubstring("deleted and written anew"));
  CHECK_THAT(between("merge", "microbatch"), ContainsSubstring("whole batches"));
  // dbt-postgres' own default written out
  CHECK(told_of_incremental({{"unique_key", "id"}}, {{"unique_key", "id"}, {"incremental_strategy", "delete+insert"}})
            .empty());
  CHECK(told_of_incremental({}, {{"incremental_strategy", "append"}}).empty());
  CHECK_FALSE(
      told_of_incremental({{"unique_key", "id"}}, {{"unique_key", "id"}, {"incremental_strategy", "append"}}).empty());
}

TEST_CASE("what else decides what a run keeps is told by its effect") {
  const std::string key = "unique_key";
  const auto with = [&](const Values& more) {
    Values values{{key, "id"}, {"incremental_strategy", "merge"}};
    values.insert(values.end(), more.begin(), more.end());
    return values;
  };
  const auto becomes = [&](const Values& base, const Values& head) {
    return told_of_incremental(with(base), with(head));
  };
  CHECK_THAT(becomes({}, {{"on_schema_change", "sync_all_columns"}}),
             ContainsSubstring("warning load-changed") && ContainsSubstring("is dropped from the table"));
  CHECK_THAT(becomes({}, {{"on_schema_change", "append_new_columns"}}), ContainsSubstring("info build-changed"));
  CHECK(becomes({}, {{"on_schema_change", "ignore"}}).empty());
  CHECK_THAT(becomes({}, {{"merge_update_columns", R"(["a"])"}}), ContainsSubstring("only a are updated"));
  CHECK_THAT(becomes({}, {{"merge_exclude_columns", R"(["a"])"}}), ContainsSubstring("a of a row that is there keep"));
  CHECK_THAT(becomes({}, {{"incremental_predicates", R"(["day > 1"])"}}),
             ContainsSubstring("stay beside the new ones"));
  CHECK_THAT(becomes({}, {{"full_refresh", "false"}}), ContainsSubstring("--full-refresh does not rebuild"));
  CHECK(becomes({}, {{"tags", "x"}, {"meta", "{}"}, {"grants", "{}"}, {"indexes", "[]"}}).empty());
}

TEST_CASE("microbatch settings are told of microbatch models only") {
  const Values batches{{"incremental_strategy", "microbatch"}, {"event_time", "at"}, {"batch_size", "day"}};
  const auto becomes = [&](const std::string& setting, const std::string& value) {
    return told(incremental(batches), set(incremental(batches), {{setting, value}}));
  };
  CHECK_THAT(becomes("event_time", "loaded_at"), ContainsSubstring("batches are cut by loaded_at now"));
  CHECK_THAT(becomes("batch_size", "month"), ContainsSubstring("a whole month at a time"));
  CHECK_THAT(becomes("lookback", "3"), ContainsSubstring("info build-changed"));
  CHECK_THAT(becomes("lookback", "0"),
             ContainsSubstring("warning load-changed") && ContainsSubstring("more than 0 batches late"));
  CHECK(becomes("lookback", "1").empty());
  CHECK_THAT(becomes("begin", "2025-01-01"), ContainsSubstring("loads rows from 2025-01-01 on"));
  CHECK(told_of_incremental({{"event_time", "a"}}, {{"event_time", "b"}}).empty());
}

TEST_CASE("a snapshot that looks at fewer columns loses history, one that looks at more does not") {
  const auto columns = [](const std::string& base, const std::string& head) {
    return told_of_snapshot({{"strategy", "check"}, {"check_cols", base}},
                            {{"strategy", "check"}, {"check_cols", head}});
  };
  CHECK(columns(R"(["city","email"])", R"(["city"])") ==
        "warning load-changed: riders_snapshot: check_cols is `city`, on base `city, email`: a change of email alone "
        "makes "
        "no new version any more, and what it was before is lost");
  CHECK_THAT(columns(R"(["city"])", R"(["city","email"])"), ContainsSubstring("info build-changed"));
  CHECK_THAT(columns(R"(["city"])", "all"), ContainsSubstring("info build-changed"));
  CHECK_THAT(columns("all", R"(["city"])"), ContainsSubstring("only a change of city"));
  CHECK(columns(R"(["a","b"])", R"(["b","a"])").empty());
}

TEST_CASE("a snapshot's key, strategy, clock and deleted rows are told") {
  CHECK_THAT(told_of_snapshot({{"unique_key", "a"}}, {{"unique_key", "b"}}),
             ContainsSubstring("versions so far hang on another"));
  const Values clock{{"strategy", "timestamp"}, {"updated_at", "changed_at"}};
  CHECK_THAT(told_of_snapshot(clock, {{"strategy", "timestamp"}, {"updated_at", "loaded_at"}}),
             ContainsSubstring("only where loaded_at is later"));
  CHECK_THAT(told_of_snapshot({{"strategy", "check"}, {"check_cols", "all"}},
                              {{"strategy", "timestamp"}, {"updated_at", "at"}}),
             ContainsSubstring("strategy is `timestamp`, on base `check`"));
  CHECK_THAT(told_of_snapshot({{"hard_deletes", "invalidate"}}, {}),
             ContainsSubstring("stays current in the snapshot"));
  CHECK(told_of_snapshot({}, {{"hard_deletes", "ignore"}}).empty());
  CHECK(told_of_snapshot({{"invalidate_hard_deletes", "true"}}, {{"hard_deletes", "invalidate"}}).empty());
  CHECK_THAT(told_of_snapshot({{"target_schema", "a"}}, {{"target_schema", "b"}}), ContainsSubstring("begins anew"));
}

TEST_CASE("another kind of relation is told; where rows may be lost, as a warning") {
  CHECK(
      told_of_build("table", "view") ==
      "info build-changed: trips: materialized is `view`, on base `table`: each query runs its SQL, over what upstream "
      "holds at that moment");
  CHECK_THAT(told_of_build("view", "table"),
             ContainsSubstring("info build-changed") && ContainsSubstring("what its last run stored"));
  CHECK_THAT(told_of_build("table", "ephemeral"), ContainsSubstring("no relation is built any more"));
  CHECK_THAT(told_of_build("incremental", "table"),
             ContainsSubstring("info build-changed") && ContainsSubstring("are lost"));
  CHECK_THAT(told(incremental({{"full_refresh", "false"}}), set(model("events"), {{"materialized", "table"}})),
             ContainsSubstring("warning load-changed") && ContainsSubstring("are lost"));
  CHECK_THAT(told_of_build("table", "incremental"),
             ContainsSubstring("warning load-changed") && ContainsSubstring("only add"));
  CHECK_THAT(told_of_build("table", "{{ var('kind') }}"), ContainsSubstring("depends on the environment"));
  // a default written out
  CHECK(told(set(model("t"), {}), set(model("t"), {{"materialized", "table"}})).empty());
}

TEST_CASE("an incremental model that is built elsewhere begins anew, a table does not") {
  dbt::Node base = incremental({});
  dbt::Node head = base;
  head.unrendered_schema = "other";
  CHECK_THAT(told(base, head), ContainsSubstring("schema is `other`, on base unset: it begins anew"));
  base.config.materialized = head.config.materialized = "table";
  CHECK(told(base, head).empty());
}

TEST_CASE("a seed whose columns are loaded as other types is told, column by column") {
  dbt::Node seed = model("zones");
  seed.unique_id = "seed.shop.zones";
  seed.type = dbt::ResourceType::seed;
  const auto types = [&](const std::string& base, const std::string& head) {
    return told(set(seed, {{"column_types", base}}), set(seed, {{"column_types", head}}));
  };
  CHECK(types(R"({"code":"text","zip":"text"})", R"({"code":"int","zip":"text"})") ==
        "warning load-changed: zones: column_types of code is `int`, on base `text`: leading zeros, digits or times of "
        "day "
        "may be lost, and joins on it may fail");
  CHECK_THAT(types(R"({"code":"text","zip":"text"})", R"({"zip":"text"})"),
             ContainsSubstring("info build-changed: zones: column_types of code is unset"));
  CHECK(types(R"({"zip":"text"})", R"({"zip":"text","code":"int"})").empty());
}

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
  CHECK(told(model("t"), set(model("t"), {{"post-hook", R"(["grant select, insert on {{ this }} to reader"])"}}))
            .empty());
  CHECK(
      told(set(model("t"), {{"post-hook", "delete  from a"}}), set(model("t"), {{"post-hook", R"(["delete from a"])"}}))
          .empty());
  for (const auto* harmless :
       {"create index if not exists i on {{ this }} (id)", "create unique index i on {{ this }} (id)",
        "analyze {{ this }}", "comment on table {{ this }} is 'delete from it'", "-- delete\nvacuum {{ this }}",
        "alter table {{ this }} add constraint c check (a > 0)", "alter table {{ this }} owner to x", "drop index i"}) {
    CAPTURE(harmless);
    CHECK(kind_of_hook(harmless) == HookKind::harmless);
  }
  for (const auto* writes :
       {"DELETE FROM x", "{% if is_incremental() %} delete from x {% endif %}", "analyze x; insert into y select 1",
        "with gone as (delete from x returning *) select 1", "alter table {{ this }} drop column a", "drop table x",
        "create table a as select 1", "refresh materialized view v"}) {
    CAPTURE(writes);
    CHECK(kind_of_hook(writes) == HookKind::writes);
  }
  for (const auto* unknown : {"{{ audit() }}", "select audit()", "call audit()", "do $$ begin end $$"}) {
    CAPTURE(unknown);
    CHECK(kind_of_hook(unknown) == HookKind::unknown);
  }
}

TEST_CASE("what config() says alike on both sides differs by environment alone") {
  const std::string code =
      "{{ config(materialized='incremental', unique_key=key_of(target), post_hook=hooks()) }} select 1";
  dbt::Node base = incremental({{"unique_key", "a"}, {"post-hook", "delete from a"}});
  dbt::Node head = incremental({{"unique_key", "b"}, {"post-hook", "delete from b"}});
  base.raw_code = head.raw_code = code;
  CHECK(told(base, head).empty());
  head.raw_code = base.raw_code = "select 1";  // then it is an edit elsewhere
  CHECK(told_between(base, head).size() == 2);
}

TEST_CASE("what another version of dbt writes is no edit") {
  const auto findings = [](const std::string& head_version, const Values& base, const Values& head) {
    Scene scene = postgres();
    scene.base.metadata.dbt_version = "1.9.0";
    scene.head.metadata.dbt_version = head_version;
    scene.changed(set(model("t"), base), set(model("t"), head));
    return scene.run(gates::lineage_diff).findings.size();
  };
  CHECK(findings("1.10.0", {{"materialized", "table"}}, {{"materialized", "table"}, {"sql_header", "{}"}}) == 0);
  // a version that writes no settings at all
  CHECK(findings("2.0.0", {}, {{"post-hook", "delete from a"}}) == 0);
  CHECK(findings("1.9.0", {}, {{"post-hook", "delete from a"}}) == 1);
}

TEST_CASE("an edit of dbt_project.yml is told once, there, with how many models it reaches") {
  Scene scene = postgres();
  scene.files["dbt_project.yml"] =
      "models:\n  shop:\n    staging:\n      +materialized: view\n    marts:\n      +materialized: view\n"
      "snapshots:\n  shop:\n    marts:\n      +materialized: view\n";
  for (const auto* name : {"a", "b", "c"}) {
    dbt::Node base = set(model(name), {{"materialized", "table"}});
    base.fqn = {"shop", "marts", name};
    scene.changed(base, set(base, {{"materialized", "view"}}));
  }
  const auto findings = scene.run(gates::lineage_diff).findings;
  REQUIRE(findings.size() == 1);
  CHECK_THAT(findings[0].message, ContainsSubstring("3 models (a, b, c): materialized is `view`"));
  CHECK(findings[0].location.path == "dbt_project.yml");
  CHECK(findings[0].location.line == 6);
  CHECK(findings[0].subject.id == "model.shop.a");
  CHECK(findings[0].subject.relation == "materialized");
}

TEST_CASE("a setting is told where it stands: in the file, in a block of a file, in the model's YAML") {
  Scene scene = postgres();
  dbt::Node base = incremental({{"unique_key", "a"}}, "events");
  dbt::Node head = incremental({{"unique_key", "b"}}, "events");
  base.raw_code = "{{ config(\n  materialized='incremental',\n  unique_key='a') }}\nselect 1 as id";
  head.raw_code = "{{ config(\n  materialized='incremental',\n  unique_key='b') }}\nselect 1 as id";
  scene.files["models/events.sql"] = "\n" + head.raw_code;
  scene.changed(base, head);
  dbt::Node old_snapshot = snapshot({{"unique_key", "a"}});
  dbt::Node new_snapshot = snapshot({{"unique_key", "b"}});
  old_snapshot.raw_code = "\n{{ config(unique_key='a') }}\nselect 1";
  new_snapshot.raw_code = "\n{{ config(unique_key='b') }}\nselect 1";
  old_snapshot.original_file_path = new_snapshot.original_file_path = "snapshots/all.sql";
  scene.files["snapshots/all.sql"] = "{% snapshot x %}select 2{% endsnapshot %}\n\n{% snapshot riders_snapshot %}" +
                                     new_snapshot.raw_code + "{% endsnapshot %}";
  scene.changed(old_snapshot, new_snapshot);
  dbt::Node in_yaml = incremental({{"unique_key", "c"}}, "orders");
  in_yaml.patch_path = "models/models.yml";
  scene.files["models/models.yml"] =
      "models:\n  - name: other\n    config: {unique_key: x}\n  - name: orders\n    config:\n      unique_key: c\n";
  scene.changed(incremental({{"unique_key", "d"}}, "orders"), in_yaml);
  const auto findings = scene.run(gates::lineage_diff).findings;
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].location.path == "models/events.sql");
  CHECK(findings[0].location.line == 4);
  CHECK(findings[1].location.line == 4);
  CHECK(findings[2].location.path == "models/models.yml");
  CHECK(findings[2].location.line == 6);
}

TEST_CASE("arguments of config() are read as they are written") {
  using gates::columns::config_argument;
  CHECK(config_argument("{{ config(a='x, y', b=[1, f(2)]) }}", "b")->text == "[1, f(2)]");
  CHECK(config_argument("{{config({'a': 1, \"post-hook\": 'z)'})}}", "post-hook")->text == "'z)'");
  CHECK(config_argument("{{ config(a=1) }} {{ config(a=2) }}", "a")->text == "2");
  CHECK(config_argument("def model(dbt, s):\n  dbt.config(a = 1)", "a")->text == "1");
  CHECK_FALSE(config_argument("{{ config.get('a') }} my_config(a=1)", "a").has_value());
  CHECK_FALSE(config_argument("{{ config(aa=1, b='a=2') }}", "a").has_value());
  CHECK_FALSE(config_argument("{{ config(", "a").has_value());
  CHECK_FALSE(config_argument("{{ config('", "a").has_value());
  CHECK(gates::columns::is_literal("['delete from {{ this }}', {'sql': \"x\", 'transaction': False}]"));
  CHECK_FALSE(gates::columns::is_literal("'grant to ' ~ target.name"));
}

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
