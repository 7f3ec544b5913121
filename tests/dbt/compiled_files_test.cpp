#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

Node load_with_file(const std::string& keys, const std::string& file, std::string_view sql) {
  const Folder folder;
  folder.write("target/manifest.json", node_text("model.shop.a", R"("package_name": "shop",
    "original_file_path": "models/a.sql", )" + keys));
  folder.write(file, sql);
  return load_project(folder.path() + "/target").nodes.at("model.shop.a");
}

}  // namespace

TEST_CASE("compiled code of the manifest goes before the compiled file") {
  const Node node = load_with_file(R"("compiled": true, "compiled_code": "select 1")",
                                   "target/compiled/shop/models/a.sql", "select 2");
  CHECK(node.compiled);
  CHECK(node.compiled_code == "select 1");
}

TEST_CASE("compiled code that is empty is still dbt's answer") {
  const Node node =
      load_with_file(R"("compiled": true, "compiled_code": "")", "target/compiled/shop/models/a.sql", "x");
  CHECK(node.compiled);
  CHECK(node.compiled_code.empty());
}

TEST_CASE("where the manifest is not compiled, the compiled file counts") {
  for (const char* keys : {R"("raw_code": "x")", R"("compiled": false)", R"("compiled": true, "compiled_code": null)",
                           R"("compiled": false, "compiled_code": "select 3")"}) {
    INFO(keys);
    const Node node = load_with_file(keys, "target/compiled/shop/models/a.sql", "select 2\n");
    CHECK(node.compiled);
    CHECK(node.compiled_code == "select 2\n");
  }
}

TEST_CASE("without either, the node is not compiled") {
  const Node node =
      load_with_file(R"("compiled": false, "compiled_code": "select 3")", "target/compiled/shop/models/b.sql", "x");
  CHECK_FALSE(node.compiled);
  CHECK(node.compiled_code.empty());
}

TEST_CASE("compiled code without the word `compiled` is taken") {
  CHECK(load_with_file(R"("compiled_code": "select 1")", "target/compiled/shop/models/b.sql", "x").compiled);
}

TEST_CASE("Python models have no compiled SQL file") {
  CHECK_FALSE(load_with_file(R"("language": "python")", "target/compiled/shop/models/a.sql", "x").compiled);
}

TEST_CASE("a manifest can't point outside of its folder") {
  for (const char* place : {R"("package_name": "..", "original_file_path": "secret.sql")",
                            R"("package_name": "shop", "original_file_path": "../../../secret.sql")",
                            R"("package_name": "", "original_file_path": "secret.sql")"}) {
    INFO(place);
    const Folder folder;
    folder.write("target/manifest.json", node_text("model.shop.a", place));
    folder.write("target/compiled/shop/x.sql", "");
    folder.write("target/compiled/secret.sql", "secret");
    folder.write("target/secret.sql", "secret");
    folder.write("secret.sql", "secret");
    CHECK_FALSE(load_project(folder.path() + "/target").nodes.at("model.shop.a").compiled);
  }
  const Folder folder;
  const std::string secret = folder.write("secret.sql", "secret");
  folder.write("target/manifest.json",
               node_text("model.shop.a", R"("package_name": "shop", "original_file_path": ")" + secret + "\""));
  folder.write("target/compiled/shop/x.sql", "");
  CHECK_FALSE(load_project(folder.path() + "/target").nodes.at("model.shop.a").compiled);
}
