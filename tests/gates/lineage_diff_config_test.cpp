// What lineage-diff tells of settings: by what they do to rows.
#include <string>

#include "tests/catch.hpp"
#include "tests/gates/lineage_diff_settings.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

std::string told_of_incremental(const Values& base, const Values& head) {
  return told(incremental(base), incremental(head));
}

std::string told_of_snapshot(const Values& base, const Values& head) { return told(snapshot(base), snapshot(head)); }

std::string told_of_build(const std::string& base, const std::string& head) {
  return told(set(model("trips"), {{"materialized", base}}), set(model("trips"), {{"materialized", head}}));
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
  for (const std::string key : {"target_schema", "target_database"}) {
    CHECK_THAT(told_of_snapshot({{key, "a"}}, {{key, "b"}}), ContainsSubstring("begins anew"));
  }
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
  dbt::Node in_database = base;
  in_database.unrendered_database = "lake";
  CHECK_THAT(told(base, in_database), ContainsSubstring("database is `lake`, on base unset: it begins anew"));
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

TEST_CASE("a type that is newly set for a column of a seed is held against what base's catalogue has") {
  dbt::Node seed = model("zones");
  seed.unique_id = "seed.shop.zones";
  seed.type = dbt::ResourceType::seed;
  seed.checksum = "file";
  const auto told_of = [&](const std::string& type, const std::string& had, const std::string& column = "code",
                           const std::string& file = "file") {
    Scene scene = postgres();
    dbt::Node head = set(seed, {{"column_types", "{\"" + column + "\":\"" + type + "\"}"}});
    head.checksum = file;
    scene.changed(seed, head);
    if (!had.empty()) {
      scene.base_catalog.emplace();
      dbt::CatalogEntry& entry = scene.base_catalog->entries["seed.shop.zones"];
      entry.unique_id = "seed.shop.zones";
      entry.relation_type = "BASE TABLE";
      entry.columns = {{"code", had, 1}};
    }
    const auto findings = scene.run(gates::lineage_diff).findings;
    if (findings.empty()) return std::string();
    REQUIRE(findings.size() == 1);
    return std::string(to_string(findings[0].severity)) + " " + findings[0].rule + ": " + findings[0].message;
  };
  CHECK(told_of("int", "text") ==
        "warning load-changed: zones: column_types of code is `int`, on base unset: dbt chose text by what the values "
        "look like; digits, leading zeros or times of day may be lost, and joins on it may fail");
  const auto warns = ContainsSubstring("warning load-changed");
  CHECK_THAT(told_of("numeric(10, 2)", "double precision"), warns);
  CHECK_THAT(told_of("varchar(3)", "text"), warns);
  CHECK_THAT(told_of("date", "timestamp without time zone"), warns);
  const auto keeps = ContainsSubstring("no value is lost, and joins on it may fail");
  CHECK_THAT(told_of("text", "integer"), ContainsSubstring("info build-changed"));
  CHECK_THAT(told_of("TEXT", "integer"), keeps);
  CHECK_THAT(told_of("bigint", "integer"), keeps);
  CHECK_THAT(told_of("numeric", "double precision"), keeps);
  CHECK(told_of("int4", "integer").empty());
  CHECK(told_of("Timestamp", "timestamp without time zone").empty());
  CHECK(told_of("int", "text", "other").empty());  // it came with the change
  CHECK_THAT(told_of("int", ""), ContainsSubstring("info build-changed") && ContainsSubstring("no catalogue tells it"));
  CHECK(told_of("int", "", "code", "other file").empty());
}
