#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;

namespace {

const std::vector<Model> base{{.name = "orders"}, {.name = "revenue", .parents = {"orders"}}, {.name = "other"}};
const std::vector<Model> head{
    {.name = "orders", .sql = "select 2 as id"}, {.name = "revenue", .parents = {"orders"}}, {.name = "other"}};

}  // namespace

TEST_CASE("--explain-selection tells each model's reason and the totals, and judges nothing") {
  const ShopFolder shop(base, head);
  const Ran ran = shop.check({"--explain-selection"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("model.shop.orders"));
  CHECK_THAT(ran.out, ContainsSubstring("  code\n"));
  CHECK_THAT(ran.out, ContainsSubstring("downstream of model.shop.orders"));
  CHECK(ran.out.find("model.shop.orders  ") < ran.out.find("model.shop.revenue"));  // what changed comes first
  CHECK_THAT(ran.out, ContainsSubstring("models: 3 on both sides, 0 added, 0 removed\n") &&
                          ContainsSubstring("\n       1  the file's own code\n"));
  CHECK(ran.out.find("model.shop.other") == std::string::npos);
}

TEST_CASE("--explain-selection tells that a model is gone because it was disabled") {
  const ShopFolder shop(base, head);
  auto changed = nlohmann::json::parse(shop.read("target/manifest.json"));
  changed["disabled"]["model.shop.other"] = nlohmann::json::array({changed["nodes"]["model.shop.other"]});
  changed["nodes"].erase("model.shop.other");
  shop.write("target/manifest.json", changed.dump());
  const std::string out = shop.check({"--explain-selection"}).out;
  CHECK_THAT(out, ContainsSubstring("disabled in head"));
  CHECK_THAT(out, !ContainsSubstring("removed disabled in head"));
}

TEST_CASE("--select narrows what is judged") {
  const ShopFolder shop(base, head);
  for (const char* selector : {"orders", "model.shop.orders", "name:ord*", "path:models/marts/orders.sql"}) {
    INFO(selector);
    const Ran ran = shop.check({"--gate", "parse", "--select", selector, "--format", "json"});
    CHECK(ran.code == 0);
    CHECK(nlohmann::json::parse(ran.out)["models"].size() == 1);
  }
}

TEST_CASE("a report of a part says that it is one") {
  const ShopFolder shop(base, head);
  CHECK_THAT(shop.check({"--gate", "parse", "--select", "orders"}).out,
             ContainsSubstring("only models that --select names judged"));
  CHECK_THAT(shop.check({"--gate", "parse"}).out, !ContainsSubstring("--select"));
}

TEST_CASE("a --select that matches no model is unjudged, with a suggestion") {
  const ShopFolder shop(base, head);
  const Ran ran = shop.check({"--select", "oders"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("did you mean \"orders\"?"));
}

TEST_CASE("a --select that leaves nothing of a change is unjudged, not green") {
  const ShopFolder shop(base, head);
  const Ran ran = shop.check({"--select", "other"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("nothing to judge"));
}

TEST_CASE("a change that touches no model is green and says so") {
  const ShopFolder shop(base, base);
  const Ran ran = shop.check();
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("no model changed"));
}

TEST_CASE("an unknown selection method is wrong usage") {
  const ShopFolder shop(base, head);
  const Ran ran = shop.check({"--select", "color:red"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tag:"));
}

TEST_CASE("--dry-run shows models, gates and questions, and asks nothing") {
  std::vector<Model> tables = base;
  std::vector<Model> changed = head;
  for (Model& model : tables) model.materialized = "table";
  for (Model& model : changed) model.materialized = "table";
  const ShopFolder shop(tables, changed);
  const Ran ran = shop.check({"--dry-run"}, {{"PGHOST", "/nonexistent"}});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("row-count-diff: 2 models"));
  CHECK_THAT(ran.out, ContainsSubstring("count(*)"));
}
