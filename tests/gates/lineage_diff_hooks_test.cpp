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
