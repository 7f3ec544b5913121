// What head and base have in common is resolved once; every answer is that of each side alone.
#include <map>

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using test_lineage::lines;
using test_lineage::Side;

namespace {

const std::vector<sql::KnownColumn> columns{{"id", "integer"}, {"customer_id", "integer"}, {"net", "numeric"}};

Side side(const std::string& schema) { return Side(schema).source("orders", columns); }

lineage::Graphs graphs(const Side& base, const Side& head) {
  return lineage::build_graphs({&base.project, &base.catalog, nullptr, &head.project, 1},
                               {&head.project, &head.catalog, nullptr, &base.project, 1});
}

bool shared(const lineage::Graphs& both, const std::string& model) {
  const std::string id = "model.shop." + model;
  const sql::Analysis* base = both.base.find(id)->analysis;
  return base != nullptr && base == both.head.find(id)->analysis;
}

void check_alike(const lineage::Graphs& both, const Side& base, const Side& head, const std::string& model) {
  INFO(model);
  CHECK(lines(both.base, model) == lines(base.graph(&head), model));
  CHECK(lines(both.head, model) == lines(head.graph(&base), model));
}

}  // namespace

TEST_CASE("a model that says the same in another environment is resolved once") {
  const auto models = [](Side made) {
    return made.model("staged", "select id, net from raw.orders")
        .model("mart", "with s as (select * from {schema}.staged) select s.id, s.net * 2 as twice from s");
  };
  const Side base = models(side("dev")), head = models(side("pr"));
  const lineage::Graphs both = graphs(base, head);
  for (const char* model : {"staged", "mart"}) {
    CHECK(shared(both, model));
    check_alike(both, base, head, model);
  }
  CHECK(lineage::compare(both.base, both.head).differences.empty());
}

TEST_CASE("a model whose parent has other columns is resolved for each side") {
  const auto models = [](Side made, const std::string& edited) {
    return made.model("staged", edited)
        .model("star", "select * from {schema}.staged")
        .model("below", "select id from {schema}.star")
        .model("beside", "select id from raw.orders");
  };
  const Side base = models(side("dev"), "select id, net from raw.orders");
  const Side head = models(side("pr"), "select id, customer_id, net from raw.orders");
  const lineage::Graphs both = graphs(base, head);
  for (const char* model : {"staged", "star", "below", "beside"}) check_alike(both, base, head, model);
  CHECK_FALSE(shared(both, "staged"));
  CHECK_FALSE(shared(both, "star"));
  CHECK_FALSE(shared(both, "below"));
  CHECK(shared(both, "beside"));
}

TEST_CASE("what is not known whole is resolved for each side") {
  const auto models = [](Side made) {
    return made.model("problem", "select no_such from raw.orders")
        .model("unknown", "select id from elsewhere.thing")
        .model("unread", "with gone as (select no_such from elsewhere.thing) select id from raw.orders")
        .model("itself", "select id from raw.orders where id > (select max(id) from {schema}.itself)", "incremental");
  };
  const Side base = models(side("dev")), head = models(side("pr"));
  const lineage::Graphs both = graphs(base, head);
  for (const char* model : {"problem", "unknown", "unread", "itself"}) {
    CHECK_FALSE(shared(both, model));
    check_alike(both, base, head, model);
  }
}

TEST_CASE("a name that means a relation on one side only is resolved for each side") {
  Side base = side("dev"), head = side("pr");
  base.model("gone", "select id from raw.orders").model("reader", "select id from dev.gone");
  head.model("reader", "select id from dev.gone");
  const lineage::Graphs both = graphs(base, head);
  CHECK_FALSE(shared(both, "reader"));
  check_alike(both, base, head, "reader");
}

TEST_CASE("what readers see of a relation is kept once where it is the same, and found by its own side's names") {
  const auto models = [](Side made, const std::string& edited) {
    return made.model("staged", edited).model("below", "select id from {schema}.staged");
  };
  const Side base = models(side("dev"), "select id, net from raw.orders");
  const Side head = models(side("pr"), "select id, customer_id, net from raw.orders");
  const lineage::Graphs both = graphs(base, head);
  const auto known = [](const lineage::Graph& graph, const char* model) {
    return graph.find(std::string("model.shop.") + model)->known;
  };
  CHECK(known(both.base, "below") == known(both.head, "below"));
  CHECK(known(both.base, "staged") != known(both.head, "staged"));
  CHECK(known(both.base, "staged")->columns.size() == 2);
  CHECK(known(both.head, "staged")->columns.size() == 3);
  CHECK(both.base.schema().find(std::vector<std::string_view>{"dev", "below"}) == known(both.head, "below"));
  CHECK(both.base.schema().names() == both.head.schema().names());
}

TEST_CASE("a level of more models than are looked at together is followed whole") {
  constexpr int count = 600;
  const auto models = [](Side made, const std::string& column) {
    for (int i = 0; i < count; ++i) {
      made.model("m" + std::to_string(i), "select id, " + column + " as v from raw.orders");
      made.model("n" + std::to_string(i), "select v from {schema}.m" + std::to_string(i));
    }
    return made;
  };
  const Side base = models(side("dev"), "net"), head = models(side("pr"), "customer_id");
  const lineage::Graphs both = graphs(base, head);
  for (const char* model : {"m0", "m255", "m256", "m599", "n0", "n599"}) check_alike(both, base, head, model);
  for (int i = 0; i < count; ++i) {
    const auto v = both.head.find("model.shop.n" + std::to_string(i), "v");
    REQUIRE(v.has_value());
    CHECK(both.head.columns()[*v].sources.size() == 1);
  }
}
