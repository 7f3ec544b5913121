#include "core/digest.hpp"
#include "tests/dbt/artifacts.hpp"

using namespace tollgate;
using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

std::string macros_text(int with, int without) {
  std::string text;
  for (int i = 0; i < with + without; ++i) {
    text += (i == 0 ? "" : ", ") + std::string(R"("macro.shop.m)") + std::to_string(i) +
            R"(": {"depends_on": {"macros": [)" + (i < with ? R"("macro.shop.x")" : "") + "]}}";
  }
  return R"("macros": {)" + text + "}";
}

}  // namespace

TEST_CASE("load_project takes the folder or the file, and tells the digest of its bytes") {
  const Folder folder;
  const std::string text = manifest_text(R"("nodes": {})");
  const std::string file = folder.write("manifest.json", text);
  const Project project = load_project(folder.path());
  CHECK(project.manifest_path == folder.path() + "/manifest.json");
  CHECK(project.digest == sha256_hex(text));
  CHECK(load_project(file).digest == project.digest);
}

TEST_CASE("a large file is read whole, to its last byte") {
  const Folder folder;
  for (const std::size_t padding : {std::size_t{1} << 20U, (std::size_t{1} << 20U) + 4096 - 7}) {
    const std::string text = manifest_text(R"("nodes": {"model.shop.a": {"description": ")" +
                                           std::string(padding, 'x') + R"("}, "model.shop.b": {"name": "b"}})");
    folder.write("manifest.json", text);
    const Project project = load_project(folder.path());
    CHECK(project.digest == sha256_hex(text));
    CHECK(project.nodes.at("model.shop.a").description.size() == padding);
    CHECK(project.nodes.at("model.shop.b").name == "b");
  }
}

TEST_CASE("the metadata is read, wherever it stands in the file") {
  const Project project = load_text(
      R"({"nodes": {"model.shop.a": {}}, "metadata": {"dbt_version": "1.10.5", "generated_at": "2025-01-02T03:04:05Z",
      "invocation_id": "i", "user_id": "u", "env": {"SHA": "1a2b"}, "project_name": "shop", "adapter_type": "duckdb",
      "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v11.json"}})");
  CHECK(project.metadata.schema_version == 11);
  CHECK(project.metadata.dbt_version == "1.10.5");
  CHECK(project.metadata.generated_at == "2025-01-02T03:04:05Z");
  CHECK(project.metadata.invocation_id == "i");
  CHECK(project.metadata.project_name == "shop");
  CHECK(project.metadata.adapter_type == "duckdb");
  CHECK(project.metadata.env.at("SHA") == "1a2b");
  CHECK(project.nodes.size() == 1);
  CHECK(project.warnings.empty());
}

TEST_CASE("v7 to v12 load without a word, a newer schema with one warning") {
  for (const char* version : {"7", "8", "9", "10", "11", "12"}) {
    INFO(version);
    CHECK(load_text(manifest_text("", version)).warnings.empty());
  }
  const Project project =
      load_text(manifest_text(R"("nodes": {"model.shop.a": {"new_key": {"x": []}}}, "new": 1)", "20"));
  REQUIRE(project.warnings.size() == 1);
  CHECK_THAT(project.warnings[0], ContainsSubstring("manifest v20 is newer"));
  CHECK(project.metadata.schema_version == 20);
  CHECK(project.nodes.count("model.shop.a") == 1);
}

TEST_CASE("every section may be absent, null or empty") {
  for (const char* section : {"nodes", "sources", "macros", "exposures", "metrics", "semantic_models", "saved_queries",
                              "unit_tests", "functions", "groups", "disabled", "parent_map", "docs"}) {
    INFO(section);
    CHECK(load_text(manifest_text("\"" + std::string(section) + "\": null")).nodes.empty());
    CHECK(load_text(manifest_text("\"" + std::string(section) + "\": {}")).nodes.empty());
  }
}

TEST_CASE("macros keep a digest of their text") {
  const Project project = load_text(manifest_text(
      R"("macros": {"macro.shop.cents": {"name": "cents", "package_name": "shop", "original_file_path": "macros/c.sql",
      "macro_sql": "a\nb", "depends_on": {"macros": ["macro.dbt.x"]}}})"));
  const Macro& macro = project.macros.at("macro.shop.cents");
  CHECK(macro.unique_id == "macro.shop.cents");
  CHECK(macro.name == "cents");
  CHECK(macro.package == "shop");
  CHECK(macro.original_file_path == "macros/c.sql");
  CHECK(macro.sql_digest == sha256_hex("a\nb"));
  CHECK(macro.depends_on_macros == std::vector<std::string>{"macro.dbt.x"});
}

TEST_CASE("macros without dependencies on most macros mean that macro tracking is off") {
  const Project off = load_text(manifest_text(macros_text(10, 11)));
  REQUIRE(off.warnings.size() == 1);
  CHECK_THAT(off.warnings[0], ContainsSubstring("macro tracking is off: 11 of 21"));
  CHECK(load_text(manifest_text(macros_text(11, 11))).warnings.empty());
  CHECK(load_text(manifest_text(macros_text(0, 20))).warnings.empty());
}

TEST_CASE("disabled ids come from a map of lists or from a list of nodes") {
  CHECK(
      load_text(manifest_text(R"("disabled": {"model.shop.b": [{"name": "b"}], "model.shop.a": [{}, {}]})")).disabled ==
      std::vector<std::string>{"model.shop.a", "model.shop.b"});
  CHECK(load_text(manifest_text(R"("disabled": [{"name": "b", "unique_id": "model.shop.b"}])")).disabled ==
        std::vector<std::string>{"model.shop.b"});
}

TEST_CASE("what is disabled by a word is told from what Jinja switches off") {
  const auto node = [](const std::string& enabled) {
    return R"([{"unrendered_config": {"enabled": )" + enabled + "}}]";
  };
  const Project project =
      load_text(manifest_text(R"("disabled": {"test.shop.a": )" + node("false") + R"(, "test.shop.b": )" +
                              node("\"{{ var('x') }}\"") + R"(, "test.shop.c": [{}]})"));
  CHECK(project.disabled_in_words == std::set<std::string, std::less<>>{"test.shop.a"});
}

TEST_CASE("groups are unique_ids") {
  CHECK(load_text(manifest_text(R"("groups": {"group.shop.money": {"owner": {}}, "group.shop.abc": {}})")).groups ==
        std::vector<std::string>{"group.shop.abc", "group.shop.money"});
}

TEST_CASE("children come from depends_on of everything that depends on something") {
  const Project project = load_text(manifest_text(R"(
    "child_map": {"model.shop.a": ["model.shop.zzz"]},
    "nodes": {"model.shop.a": {"depends_on": {"nodes": ["source.shop.raw.t"]}},
              "model.shop.b": {"depends_on": {"nodes": ["model.shop.a", "model.shop.a"]}},
              "test.shop.t.1": {"depends_on": {"nodes": ["model.shop.a"]}}},
    "exposures": {"exposure.shop.e": {"depends_on": {"nodes": ["model.shop.a"]}}},
    "semantic_models": {"semantic_model.shop.s": {"depends_on": {"nodes": ["model.shop.a"]}}},
    "metrics": {"metric.shop.m": {"depends_on": {"nodes": ["semantic_model.shop.s"]}}},
    "unit_tests": {"unit_test.shop.a.u": {"model": "a", "depends_on": {"nodes": ["model.shop.a"]}}})"));
  CHECK(project.children.at("model.shop.a") == std::vector<std::string>{"exposure.shop.e", "model.shop.b",
                                                                        "semantic_model.shop.s", "test.shop.t.1",
                                                                        "unit_test.shop.a.u"});
  CHECK(project.children.at("source.shop.raw.t") == std::vector<std::string>{"model.shop.a"});
  CHECK(project.children.at("semantic_model.shop.s") == std::vector<std::string>{"metric.shop.m"});
}

TEST_CASE("one name in two packages is two models") {
  const Project project = load_text(manifest_text(
      R"("nodes": {"model.shop.orders": {"name": "orders", "package_name": "shop"},
                   "model.vendor.orders": {"name": "orders", "package_name": "vendor"}})"));
  CHECK(project.nodes.at("model.shop.orders").package == "shop");
  CHECK(project.nodes.at("model.vendor.orders").package == "vendor");
}
