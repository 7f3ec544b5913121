// Who made a setting another: an edit, told once and where it stands, or the environment, or another dbt.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "gates/lineage_diff/config_call.hpp"
#include "tests/catch.hpp"
#include "tests/gates/lineage_diff_settings.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

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

TEST_CASE("what config() says by a variable is told where the change edits variables") {
  Scene scene = postgres();
  dbt::Node base = incremental({{"unique_key", "a"}});
  dbt::Node head = incremental({{"unique_key", "b"}});
  base.raw_code = head.raw_code = "{{ config(unique_key=var('key')) }} select 1";
  scene.changed(base, head);
  CHECK(scene.run(gates::lineage_diff).findings.empty());
  scene.head.variables_edited = true;
  CHECK(scene.run(gates::lineage_diff).findings.size() == 1);
}

TEST_CASE("what another version of dbt writes is no edit") {
  const auto findings = [](const std::string& head_version, const Values& base, const Values& head) {
    Scene scene = postgres();
    scene.base.metadata.dbt_version = "1.9.0";
    scene.head.metadata.dbt_version = head_version;
    scene.changed(set(model("t"), base), set(model("t"), head));
    const GateResult result = scene.run(gates::lineage_diff);
    const bool said = std::ranges::any_of(result.notes, [](const Note& note) {
      return note.text.find("settings and hooks of models are not compared") != std::string::npos;
    });
    CHECK(said == (head_version == "2.0.0"));
    return result.findings.size();
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
