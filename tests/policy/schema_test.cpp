// The JSON schema for editors comes from the gates.
#include "policy/schema.hpp"

#include <nlohmann/json.hpp>

#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;
using Json = nlohmann::json;

namespace {

Json schema() { return Json::parse(policy::json_schema(gates)); }

/// Each `$ref` must point at something.
void check_references(const Json& node, const Json& root) {
  if (node.is_object() && node.contains("$ref")) {
    const std::string reference = node.at("$ref").get<std::string>();
    INFO(reference);
    CHECK(root.contains(Json::json_pointer(reference.substr(1))));
  }
  for (const auto& child : node) {
    if (child.is_structured()) check_references(child, root);
  }
}

}  // namespace

TEST_CASE("the schema has every top-level key and no other") {
  const Json root = schema();
  CHECK(root.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(root.at("required") == Json::array({"version"}));
  CHECK(root.at("additionalProperties") == false);
  std::vector<std::string> keys;
  for (const auto& [key, value] : root.at("properties").items()) keys.push_back(key);
  CHECK(keys ==
        std::vector<std::string>{"artifacts", "defaults", "layers", "llm", "models", "preset", "version", "warehouse"});
  check_references(root, root);
}

TEST_CASE("the schema has every gate, option and rule, with ranges, choices and defaults") {
  const Json gates_schema = schema().at("$defs").at("gates");
  CHECK(gates_schema.at("properties").size() == gates.size());
  CHECK(gates_schema.at("additionalProperties") == false);
  const Json& counts = gates_schema.at("properties").at("row-count-diff");
  CHECK(counts.at("description") == "row counts");
  CHECK(counts.at("anyOf").at(0).at("type") == "null");
  CHECK(counts.at("anyOf").at(2).at("enum") == Json::array({"off", false}));
  const Json& options = counts.at("anyOf").at(1).at("properties");
  CHECK(options.size() == count_options.size() + 1);
  CHECK(options.at("min_sample") == Json{{"type", "integer"},
                                         {"minimum", 1},
                                         {"maximum", 100000},
                                         {"default", 100},
                                         {"description", "rows to look at (rows)"}});
  CHECK(options.at("max_growth_pct").at("anyOf").at(0).at("maximum") == 1000);
  CHECK(options.at("downstream").at("enum") == Json::array({"all", "1", "none", 1}));
  CHECK(options.at("allow_zero").at("default") == false);
  CHECK(options.at("severity").at("properties").at("rows-moved").at("default") == "warning");
  CHECK(options.at("severity").at("additionalProperties") == false);
}

TEST_CASE("a model override can't turn a gate off in the schema either") {
  const Json root = schema();
  CHECK(root.at("$defs").at("model_gates").at("properties").at("parse").at("anyOf").size() == 2);
  CHECK(root.at("$defs").at("gates").at("properties").at("parse").at("anyOf").size() == 3);
}

TEST_CASE("the schema names the presets and is the same every time") {
  CHECK(schema().at("properties").at("preset").at("enum") == Json::array({"strict", "standard", "lenient"}));
  CHECK(policy::json_schema(gates) == policy::json_schema(gates));
  CHECK(policy::json_schema(gates).back() == '\n');
}
