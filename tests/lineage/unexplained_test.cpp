#include "lineage/unexplained.hpp"

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

lineage::CatalogueNews news(const Side& base, const Side& head) {
  return lineage::catalogue_news(base.graph(&head), head.graph(&base));
}

Lines told(const lineage::CatalogueNews& news) {
  Lines lines;
  for (const auto& d : news.unexplained) lines.push_back(d.column + " " + std::string(to_string(d.kind)));
  return lines;
}

const std::string short_list = "select id, net from raw.orders";
const std::string long_list = "select id, net, status from raw.orders";
const std::vector<sql::KnownColumn> short_table{{"id", "integer"}, {"net", "numeric"}};
const std::vector<sql::KnownColumn> long_table{{"id", "integer"}, {"net", "numeric"}, {"status", "text"}};

}  // namespace

TEST_CASE("a table that is not what unchanged SQL makes is news") {
  const Side base = orders().model("m", long_list).built("m", long_table);
  CHECK(told(news(base, orders().model("m", long_list).built("m", long_table))) == Lines{});
  CHECK(told(news(base, orders().model("m", long_list).built("m", short_table))) ==
        Lines{"status missing in the catalogue"});
  CHECK(told(news(base, orders().model("m", long_list).built("m", {{"id", "bigint"}, {"net", ""}, {"status", ""}}))) ==
        Lines{"id type"});
  CHECK(told(news(base, orders().model("m", short_list))) == Lines{});
}

TEST_CASE("a table as base's SQL makes it was not built from the change yet") {
  const auto grown = news(orders().model("m", short_list), orders().model("m", long_list).built("m", short_table));
  CHECK(told(grown) == Lines{});
  CHECK(grown.not_rebuilt == Lines{"model.shop.m"});
  CHECK(told(news(orders().model("m", long_list), orders().model("m", short_list).built("m", long_table))) == Lines{});
  const std::string as_text = "select id, net::text as net from raw.orders";
  CHECK(told(news(orders().model("m", short_list), orders().model("m", as_text).built("m", short_table))) == Lines{});
  const std::string turned = "select net, id from raw.orders";
  CHECK(told(news(orders().model("m", short_list), orders().model("m", turned).built("m", short_table))) == Lines{});
  CHECK(told(news(orders().model("m", short_list),
                  orders().model("m", long_list).built("m", {{"id", "integer"}, {"other", "text"}}))) ==
        Lines{"net missing in the catalogue", "other missing in the SQL"});
}

TEST_CASE("what a change of a parent does to a star is not held against a catalogue either") {
  const auto side = [](const std::string& parent) {
    return orders().model("p", parent).model("m", "select * from dev.p");
  };
  CHECK(told(news(side(short_list), side(long_list).built("m", short_table))) == Lines{});
}

TEST_CASE("what base disagrees about as well is no news") {
  const Side base = orders().model("m", long_list).built("m", short_table);
  const auto found = news(base, orders().model("m", long_list + " where id > 5").built("m", short_table));
  CHECK(told(found) == Lines{});
  CHECK(found.as_on_base == Lines{"model.shop.m"});
}

TEST_CASE("an incremental model keeps the columns and the order of its table, and lacks what never came") {
  const auto side = [](const std::string& sql) { return orders().model("m", sql, "incremental"); };
  const std::vector<sql::KnownColumn> kept{{"old", "text"}, {"net", "numeric"}, {"id", "integer"}};
  CHECK(told(news(side(short_list), side(short_list).built("m", kept))) == Lines{});
  CHECK(told(news(side(long_list), side(long_list).built("m", kept))) == Lines{"status missing in the catalogue"});
}

TEST_CASE("a catalogue that is older than the change is not held against anything") {
  Side head = orders().model("m", long_list).built("m", short_table);
  const auto graph = lineage::build_graph({.project = &head.project,
                                           .catalog = &head.catalog,
                                           .database = nullptr,
                                           .other = nullptr,
                                           .jobs = 1,
                                           .catalog_is_current = false});
  CHECK(graph.disagreements().empty());
}
