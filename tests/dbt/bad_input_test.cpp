#include <sys/stat.h>

#include "dbt/json_text.hpp"
#include "tests/dbt/artifacts.hpp"

using namespace tollgate;
using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

std::string refusal(const std::string& text) {
  return error_of([&] { load_text(text); });
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "{\"a\":";
  text += "1";
  return text + std::string(depth, '}');
}

}  // namespace

TEST_CASE("a missing manifest says what to run") {
  const Folder folder;
  const std::string text = error_of([&] { load_project(folder.path()); });
  CHECK_THAT(text, ContainsSubstring("manifest.json: there is no such file"));
  CHECK_THAT(text, ContainsSubstring("dbt compile"));
  CHECK_THAT(error_of([&] { load_project(folder.path() + "/nowhere"); }), ContainsSubstring("there is no such folder"));
  CHECK_THAT(error_of([&] { load_project(folder.path() + "/m.json"); }), ContainsSubstring("there is no such file"));
}

TEST_CASE("a manifest without nodes would make every model new or removed, and is refused") {
  const Folder folder;
  folder.write("manifest.json", manifest_text(R"("sources": {})"));
  CHECK_THAT(error_of([&] { load_project(folder.path()); }), ContainsSubstring("holds no `nodes`"));
}

TEST_CASE("the project folder instead of its target folder gets a suggestion") {
  const Folder folder;
  folder.write("target/manifest.json", manifest_text(""));
  CHECK_THAT(error_of([&] { load_project(folder.path()); }), ContainsSubstring("did you mean the folder"));
}

TEST_CASE("a manifest that is a folder or can't be opened is refused") {
  const Folder folder;
  folder.write("manifest.json/x", "");
  CHECK_THAT(error_of([&] { load_project(folder.path()); }), ContainsSubstring("is not a file"));
  const std::string name(5000, 'x');  // longer than any file system allows; also what root may not open
  CHECK_THAT(error_of([&] { load_project(name); }), ContainsSubstring("can't be opened"));
}

TEST_CASE("a pipe in the place of a manifest does not hang") {
  const Folder folder;
  REQUIRE(mkfifo((folder.path() + "/manifest.json").c_str(), 0600) == 0);
  CHECK_THAT(error_of([&] { load_project(folder.path()); }), ContainsSubstring("is not a file"));
}

TEST_CASE("an empty manifest is refused") {
  CHECK_THAT(refusal(""), ContainsSubstring("is empty"));
  CHECK_THAT(refusal(" \n\t "), ContainsSubstring("is empty"));
}

TEST_CASE("a manifest cut off at any byte is refused") {
  const std::string whole = manifest_text(
      R"("nodes": {"model.shop.a": {"name": "a\u00e9\\", "config": {"meta": {"x": [1, {"y": "ü}"}]}}, "raw_code": "}"}}, "docs": {"d": {"t": "}"}})");
  REQUIRE_NOTHROW(load_text(whole));
  for (std::size_t length = 1; length < whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK_THAT(refusal(whole.substr(0, length)), ContainsSubstring("cut off"));
  }
}

TEST_CASE("invalid UTF-8 is told with its byte offset") {
  std::string text = manifest_text(R"("docs": {"a": "x"})");
  const std::size_t at = text.size() - 4;
  text[at] = '\xff';
  CHECK_THAT(refusal(text), ContainsSubstring("is not UTF-8: invalid byte at offset " + std::to_string(at)));
}

TEST_CASE("UTF-16 is recognised") {
  CHECK_THAT(refusal(std::string("\xff\xfe{\0}\0", 6)), ContainsSubstring("looks like UTF-16"));
}

TEST_CASE("a byte order mark is no problem") {
  CHECK(load_text("\xef\xbb\xbf" + manifest_text("")).metadata.dbt_version == "1.9.4");
}

TEST_CASE("files of other tools are told by what they look like") {
  CHECK_THAT(refusal(R"({"short_name": "App", "start_url": "/"})"),
             ContainsSubstring("the manifest.json of a web app"));
  CHECK_THAT(refusal(R"({"semantic_models": [], "project_configuration": {}})"),
             ContainsSubstring("semantic_manifest.json"));
  CHECK_THAT(refusal(R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"}})"),
             ContainsSubstring("dbt's `catalog` artifact"));
  CHECK_THAT(refusal(R"({"a": 1, "b": {"secret": "value"}})"), ContainsSubstring("its keys are `a`, `b`"));
  CHECK_THAT(refusal(R"({"metadata": {"dbt_schema_version": "seven"}})"), ContainsSubstring("`seven`"));
  CHECK_THAT(refusal("{}"), ContainsSubstring("an empty object"));
  CHECK_THAT(refusal("[1, 2]"), ContainsSubstring("must be an object, found a list"));
  CHECK_THAT(refusal("\"text\""), ContainsSubstring("must be an object, found a text"));
  CHECK_THAT(refusal("nodes: []"), ContainsSubstring("must be an object"));
}

TEST_CASE("values of a foreign file never stand in the message") {
  CHECK(refusal(R"({"a": 1, "b": {"secret": "hunter2"}})").find("hunter2") == std::string::npos);
  CHECK(refusal(node_text("model.shop.a", R"("name": {"secret": "hunter2"})")).find("hunter2") == std::string::npos);
}

TEST_CASE("a schema older than v7 is refused with the found version") {
  CHECK_THAT(refusal(manifest_text("", "6")), ContainsSubstring("manifest v6 is too old"));
}

TEST_CASE("a key of the wrong type names the id and the key") {
  CHECK_THAT(refusal(node_text("model.shop.a", R"("name": 7)")),
             ContainsSubstring("key `name` of `model.shop.a` must be a text, found a number"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("config": {"tags": {"a": 1}})")),
             ContainsSubstring("key `config.tags` of `model.shop.a` must be a list, found an object"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("fqn": ["a", 1])")),
             ContainsSubstring("key `fqn[1]` of `model.shop.a` must be a text, found a number"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("config": {"enabled": "yes"})")),
             ContainsSubstring("key `config.enabled` of `model.shop.a` must be true or false, found a text"));
  CHECK_THAT(refusal(manifest_text(R"("nodes": [])")),
             ContainsSubstring("key `nodes` must be an object, found a list"));
  CHECK_THAT(refusal(manifest_text(R"("sources": {"source.shop.raw.a": []})")),
             ContainsSubstring("key `source.shop.raw.a` of `sources` must be an object, found a list"));
}

TEST_CASE("the same unique_id twice is refused") {
  CHECK_THAT(refusal(manifest_text(R"("nodes": {"model.shop.a": {}, "model.shop.a": {}})")),
             ContainsSubstring("key `model.shop.a` of `nodes` stands twice"));
  CHECK_THAT(refusal(manifest_text(R"("nodes": {"model.shop.a": {"unique_id": "model.shop.b"}})")),
             ContainsSubstring("`model.shop.b` inside"));
  CHECK_THAT(refusal(manifest_text(R"("nodes": {}, "nodes": {})")), ContainsSubstring("key `nodes` stands twice"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("raw_code": "a", "raw_code": "b")")),
             ContainsSubstring("key `raw_code` of `model.shop.a` stands twice"));
}

TEST_CASE("a bomb of nested objects is refused where it is read and skipped where it is not") {
  CHECK_THAT(refusal(node_text("model.shop.a", R"("meta": {"a": )" + nested(100'000) + "}")),
             ContainsSubstring("is nested deeper than 128 levels"));
  CHECK_NOTHROW(load_text(manifest_text(R"("docs": )" + nested(100'000))));
}

TEST_CASE("an over-long text is refused with its key and size") {
  const std::string megabytes(10U << 20U, 'x');
  CHECK_THAT(refusal(node_text("model.shop.a", R"("raw_code": ")" + megabytes + "\"")),
             ContainsSubstring("key `raw_code` of `model.shop.a` holds 10485760 bytes"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("alias": ")" + std::string(70'000, 'x') + "\"")),
             ContainsSubstring("key `alias` of `model.shop.a` holds 70000 bytes"));
  CHECK_THAT(refusal(node_text(megabytes, "")), ContainsSubstring("is longer than 64 KiB"));
  CHECK_NOTHROW(load_text(manifest_text(R"("docs": ")" + megabytes + "\"")));
}

TEST_CASE("broken JSON is refused") {
  CHECK_THAT(refusal(manifest_text("") + "{}"), ContainsSubstring("something follows"));
  CHECK_THAT(refusal(manifest_text(R"("nodes": {"model.shop.a" {}})")),
             ContainsSubstring("is not valid JSON near byte"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("name": "\q")")), ContainsSubstring("is not valid JSON"));
  CHECK_THAT(refusal(node_text("model.shop.a", "\"name\": \"a\nb\"")), ContainsSubstring("is not valid JSON"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("name": nil)")), ContainsSubstring("something that is no JSON"));
  CHECK_THAT(refusal(node_text("model.shop.a", R"("meta": {"a": NaN})")),
             ContainsSubstring("something that is no JSON"));
}

TEST_CASE("control characters of an id don't reach the message") {
  const std::string text = refusal(node_text(R"(model.shop.\u001b[31m\n::error::)", R"("name": 7)"));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\n::error") == std::string::npos);
}

TEST_CASE("a long name is cut between two characters") {
  CHECK(shown(std::string(199, 'a') + "\u00e9 and more") == std::string(199, 'a') + "...");
  CHECK(shown(std::string(200, 'a')) == std::string(200, 'a'));
  CHECK(shown("") == "");
}
