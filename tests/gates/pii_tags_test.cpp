#include <string>
#include <vector>

#include "gates/pii_scan/tags.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::pii_scan;
using test_gates::model;

namespace {

dbt::Column column(const std::string& name, const dbt::Meta& meta, const std::vector<std::string>& tags = {}) {
  dbt::Column column;
  column.name = name;
  column.meta = meta;
  column.tags = tags;
  return column;
}

Declaration declared(const dbt::Meta& meta, const std::vector<std::string>& tags = {}) {
  dbt::Project project;
  dbt::Node node = model("contacts");
  node.columns = {column("email", meta, tags)};
  project.nodes[node.unique_id] = node;
  return declarations_of(project, node.unique_id, usual_tag_keys()).of("email");
}

bool personal(const dbt::Meta& meta, const std::vector<std::string>& tags = {}) {
  return declared(meta, tags).personal;
}

}  // namespace

TEST_CASE("tags: the ways in which people say that a column is personal") {
  CHECK(personal({{"pii", "true"}}));
  CHECK(personal({{"PII", "True"}}));
  CHECK(personal({{"contains_pii", "yes"}}));
  CHECK(personal({{"containsPII", "true"}}));
  CHECK(personal({{"Contains-PII", "true"}}));
  CHECK_FALSE(personal({{"containsPII", "false"}}));
  CHECK(personal({{"pii", "email"}}));
  CHECK(personal({{"classification", "pii"}}));
  CHECK(personal({{"classification", "PII.Sensitive"}}));
  CHECK(personal({{"sensitivity", "confidential"}}));
  CHECK(personal({{"policy_tags", R"(["internal","pii"])"}}));
  CHECK(personal({{"openmetadata", R"({"tags":["PII.Sensitive"]})"}}));
  CHECK(personal({{"databricks_tags", R"({"pii":"true"})"}}));
  CHECK(personal({{"masking_policy", "mask_email"}}));
  CHECK(personal({}, {"pii"}));
  CHECK(personal({}, {"PII:email"}));
  CHECK(personal({{"pii", "false"}}, {"pii"}));  // of two words the graver counts
}

TEST_CASE("tags: what says nothing, or no") {
  CHECK_FALSE(declared({}).declared);
  CHECK_FALSE(declared({{"owner", "pii"}}).declared);
  CHECK_FALSE(declared({{"pii", "null"}}).declared);
  CHECK_FALSE(declared({{"classification", "non-pii"}}).declared);
  CHECK_FALSE(declared({{"classification", "internal"}}).declared);
  CHECK_FALSE(declared({{"databricks_tags", R"({"pii":"false"})"}}).personal);
  CHECK_FALSE(declared({}, {"nightly", "non-pii"}).declared);
  const Declaration denied = declared({{"pii", "false"}, {"reason", "a shop, not a person"}});
  CHECK(denied.declared);
  CHECK_FALSE(denied.personal);
  CHECK(denied.reason == "a shop, not a person");
  CHECK(declared({{"pii", R"({"value":"false","reason":"a shop"})"}}).reason == "a shop");
}

TEST_CASE("tags: levels and kinds") {
  CHECK(declared({{"pii", "true"}}).level == Level::raw);
  CHECK(declared({{"pii", "pseudonymised"}}).level == Level::pseudonymised);
  CHECK(declared({{"pii", "hashed"}}).level == Level::pseudonymised);
  CHECK(declared({{"pii", "masked"}}).level == Level::reduced);
  CHECK(declared({{"pii", "anonymized"}}).level == Level::clear);
  CHECK_FALSE(declared({{"pii", "anonymized"}}).personal);
  CHECK(declared({{"pii", "phone"}}).kind == "phone");
  CHECK(declared({{"pii", "true"}, {"pii_type", "phone"}}).kind == "phone");
  CHECK(declared({}, {"pii:phone"}).kind == "phone");
  CHECK(declared({{"pii", "true"}}).by == "meta.pii");
  CHECK(declared({}, {"pii"}).by == "tag pii");
}

TEST_CASE("tags: a kind, a degree or a level behind the tag") {
  for (const char* tag : {"pii_email", "PII-email", "pii:email", "PII.email", "pii/email", "pii email"}) {
    INFO(tag);
    CHECK(personal({}, {tag}));
    CHECK(declared({}, {tag}).kind == "email");
  }
  CHECK(personal({}, {"containsPII"}));
  CHECK(personal({}, {"pii_high"}));
  CHECK(declared({}, {"PII.Sensitive"}).kind.empty());
  CHECK(declared({}, {"pii_masked"}).level == Level::reduced);
  for (const char* tag : {"pii_free", "pii:none", "pii-false", "piie", "pii_checked", "spii", "no_pii"}) {
    INFO(tag);
    CHECK_FALSE(declared({}, {tag}).declared);
  }
}

TEST_CASE("tags: how much, said without saying what") {
  CHECK(personal({{"pii_level", "high"}}));
  CHECK(personal({{"pii_level", "2"}}));
  CHECK(declared({{"pii_level", "high"}}).kind.empty());
  CHECK_FALSE(personal({{"pii_level", "none"}}));
  CHECK(personal({{"sensitive", "true"}}));
  CHECK(personal({{"is_sensitive", "yes"}}));
  CHECK_FALSE(declared({{"sensitive", "false"}}).declared);
  CHECK(personal({{"pii_type", "email"}}));
  CHECK(declared({{"pii_type", "email"}}).kind == "email");
  CHECK(personal({{"pii", R"({"level":"high","type":"email"})"}}));
  CHECK(declared({{"pii", R"({"level":"high","type":"email"})"}}).kind == "email");
}

TEST_CASE("tags: names compare as PostgreSQL folds them") {
  dbt::Project project;
  dbt::Node node = model("contacts");
  node.columns = {column("EMail", {{"pii", "true"}})};
  project.nodes[node.unique_id] = node;
  CHECK(declarations_of(project, node.unique_id, usual_tag_keys()).of("email").personal);
}

TEST_CASE("tags: a relation's word is for all its columns, unless they are tagged one by one") {
  dbt::Project project;
  dbt::Source source;
  source.unique_id = "source.shop.raw.people";
  source.tags = {"contains_pii"};
  source.columns = {column("name", {}), column("shoe_size", {{"pii", "false"}, {"reason", "a size"}})};
  project.sources[source.unique_id] = source;
  const auto declared_in = [&](const std::string& name) {
    return declarations_of(project, source.unique_id, usual_tag_keys()).of(name);
  };
  CHECK(declared_in("name").personal);
  CHECK(declared_in("name").from_relation);
  CHECK(declared_in("name").by == "tag contains_pii of the source");
  CHECK(declared_in("not_in_yaml").personal);
  CHECK_FALSE(declared_in("shoe_size").personal);
  project.sources[source.unique_id].columns[0].meta = {{"pii", "true"}};
  CHECK(declared_in("name").personal);
  CHECK_FALSE(declared_in("not_in_yaml").declared);
}

TEST_CASE("tags: the policy names other keys, values and tags") {
  dbt::Project project;
  dbt::Node node = model("contacts");
  node.columns = {column("a", {{"pii", "true"}}), column("b", {{"dsgvo", "ja"}}), column("c", {}, {"dsgvo"})};
  project.nodes[node.unique_id] = node;
  const TagKeys keys{{"dsgvo"}, {"ja"}, {"dsgvo"}};
  CHECK_FALSE(declarations_of(project, node.unique_id, keys).of("a").declared);
  CHECK(declarations_of(project, node.unique_id, keys).of("b").personal);
  CHECK(declarations_of(project, node.unique_id, keys).of("c").personal);
}
