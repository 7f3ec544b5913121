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
