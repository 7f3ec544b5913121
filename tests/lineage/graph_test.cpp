#include "lineage/graph.hpp"

#include "lineage/reach.hpp"
#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using lineage::Origin;
using Lines = std::vector<std::string>;

TEST_CASE("columns of models come from their SQL, in DAG order, and each relation says from where") {
  const Side side =
      orders()
          .model("a_mart", "select c.n, c.customer_id from shop.dev.z_counts as c")
          .model("z_counts", "select customer_id, count(*) as n from raw.orders where status = 'paid' group by 1");
  const lineage::Graph graph = side.graph();
  CHECK(lines(graph, "z_counts") == Lines{"customer_id: raw.orders.customer_id", "n: "});
  CHECK(lines(graph, "a_mart") == Lines{"n: z_counts.n", "customer_id: z_counts.customer_id"});
  CHECK(graph.find("source.shop.raw.orders")->origin == Origin::catalog);
  CHECK(graph.find("model.shop.a_mart")->origin == Origin::sql);
  CHECK(graph.id_of("model.shop.z_counts") < graph.id_of("model.shop.a_mart"));
  CHECK(graph.columns_of(*graph.find("model.shop.z_counts"))[1].kind == sql::ColumnKind::aggregate);
}

TEST_CASE("without a catalogue the warehouse is asked, then YAML, and that leaves the relation open") {
  Side side = orders().model("m", "select * from raw.orders");
  side.catalog.entries.clear();
  dbt::Source& source = side.project.sources.begin()->second;
  CHECK(side.graph().find(source.unique_id)->origin == Origin::none);
  source.columns.emplace_back().name = "id";
  const lineage::Graph declared = side.graph();
  CHECK(declared.find(source.unique_id)->origin == Origin::yaml);
  CHECK(declared.find(source.unique_id)->open);
  CHECK(declared.find("model.shop.m")->open);
  CHECK_FALSE(declared.find("model.shop.m")->open_reason.empty());
  const lineage::DatabaseColumns database{{source.unique_id, {{"id", "integer"}, {"net", "numeric"}}}};
  const lineage::Graph asked = lineage::build_graph({&side.project, nullptr, &database, nullptr});
  CHECK(asked.find(source.unique_id)->origin == Origin::database);
  CHECK(lines(asked, "m") == Lines{"id: raw.orders.id", "net: raw.orders.net"});
}

TEST_CASE("a model reads its ephemeral parent, not the text that dbt inlines of it") {
  const Side side =
      orders()
          .model("paid", "select id, net as amount from raw.orders where status = 'paid'", "ephemeral")
          .model("m",
                 "with __dbt__cte__paid as (select id, net as amount from raw.orders where status = 'paid') "
                 "select amount from __dbt__cte__paid",
                 "table", {"paid"});
  const lineage::Graph graph = side.graph();
  CHECK(lines(graph, "m") == Lines{"amount: paid.amount"});
  CHECK(lines(graph, "paid") == Lines{"id: raw.orders.id", "amount: raw.orders.net"});
  CHECK(graph.find("model.shop.paid")->children == std::vector{*graph.id_of("model.shop.m")});
}

TEST_CASE("snapshots have dbt's columns behind their own") {
  Side side = orders().model("s", "select id from raw.orders", "snapshot");
  side.node("s").type = dbt::ResourceType::snapshot;
  CHECK(lines(side.graph(), "s") ==
        Lines{"id: raw.orders.id", "dbt_scd_id: ", "dbt_updated_at: ", "dbt_valid_from: ", "dbt_valid_to: "});
  side.node("s").unrendered_config["hard_deletes"] = "new_record";
  side.node("s").unrendered_config["snapshot_meta_column_names"] = R"({"dbt_valid_to":"until"})";
  const Lines renamed = lines(side.graph(), "s");
  CHECK(renamed[4] == "until: ");
  CHECK(renamed[5] == "dbt_is_deleted: ");
}

TEST_CASE("an incremental model keeps what the warehouse holds, a table does not") {
  for (const std::string materialized : {"incremental", "table"}) {
    const Side side =
        orders().model("m", "select id from raw.orders", materialized).built("m", {{"id", "integer"}, {"old", "text"}});
    const Lines found = lines(side.graph(), "m");
    CHECK(found == (materialized == "table" ? Lines{"id: raw.orders.id"} : Lines{"id: raw.orders.id", "old: "}));
  }
}

TEST_CASE("an incremental model may read itself") {
  const Side side = orders().model(
      "m", "select id, status from raw.orders where id > (select max(t.id) from dev.m as t)", "incremental");
  const lineage::Graph graph = side.graph();
  CHECK(lines(graph, "m") == Lines{"id: raw.orders.id", "status: raw.orders.status"});
  CHECK(graph.find("model.shop.m")->analysis->problems().empty());
}

TEST_CASE("what a model reads of itself stands in the order of its SQL, and so do its keys") {
  Side side =
      orders()
          .model("m", "select id, status from raw.orders where id > (select max(t.id) from dev.m as t)", "incremental")
          .built("m", {{"old", "text"}, {"status", "text"}, {"id", "integer"}});
  dbt::Node& test = side.project.nodes["test.shop.unique_m_id"];
  test.unique_id = "test.shop.unique_m_id";
  test.type = dbt::ResourceType::test;
  test.depends_on = {"model.shop.m"};
  test.test = dbt::TestInfo{};
  test.test->name = "unique";
  test.test->column = "id";
  const lineage::Graph graph = side.graph();
  const sql::KnownRelation& known = *graph.find("model.shop.m")->known;
  CHECK(known.find("id") == 0);
  CHECK(known.find("old") == 2);
  CHECK(known.unique_keys == std::vector<std::vector<int>>{{0}});
}

TEST_CASE("a relation that a source and a model are belongs to the model, however late it is built") {
  Side side = orders().model("first", "select id from raw.orders").model("filled", "select id as key from dev.first");
  side.source("filled", {{"id", "integer"}, {"other", "text"}});
  side.node("filled").relation_name = side.project.sources.at("source.shop.raw.filled").relation_name;
  side.model("reader", "select * from raw.filled");
  CHECK(lines(side.graph(), "reader") == Lines{"key: filled.key"});
}

TEST_CASE("what is not SQL, not compiled or not parsed is open and says why") {
  Side side = orders().model("p", "x").model("n", "x").model("b", "selec 1").model("r", "select * from dev.p");
  side.node("p").language = "python";
  side.node("n").compiled = false;
  const lineage::Graph graph = side.graph();
  CHECK_THAT(graph.find("model.shop.p")->open_reason, ContainsSubstring("python"));
  CHECK_THAT(graph.find("model.shop.n")->open_reason, ContainsSubstring("not compiled"));
  CHECK_THAT(graph.find("model.shop.b")->parse_problem, ContainsSubstring("syntax error"));
  for (const char* id : {"p", "n", "b", "r"}) CHECK(graph.find(std::string("model.shop.") + id)->open);
}

TEST_CASE("an enforced contract orders the columns of a table") {
  Side side = orders().model("m", "select net, id from raw.orders");
  side.node("m").columns.resize(2);
  side.node("m").columns[0].name = "id";
  side.node("m").columns[1].name = "net";
  CHECK(lines(side.graph(), "m").front() == "net: raw.orders.net");
  side.node("m").config.contract_enforced = true;
  CHECK(lines(side.graph(), "m").front() == "id: raw.orders.id");
}

TEST_CASE("a deferred model is read under its name on the other side") {
  Side base("prod");
  base.model("stg", "select 1 as id");
  Side head("pr");
  head.model("stg", "select 1 as id").model("m", "select id from prod.stg");
  CHECK(lines(head.graph(), "m") == Lines{"id: ?"});
  CHECK(lines(head.graph(&base), "m") == Lines{"id: stg.id"});
}

TEST_CASE("where the warehouse holds something else than the SQL says, that is told") {
  const Side side = orders()
                        .model("m", "select id, net, status from raw.orders")
                        .built("m", {{"id", "bigint"}, {"net", "numeric"}, {"extra", "text"}})
                        .model("o", "select id, net from raw.orders")
                        .built("o", {{"net", "numeric"}, {"id", "integer"}});
  Lines told;
  const lineage::Graph graph = side.graph();
  for (const auto& d : graph.disagreements()) {
    told.push_back(d.unique_id + " " + d.column + " " + std::string(to_string(d.kind)));
  }
  CHECK(told == Lines{"model.shop.m id type", "model.shop.m status missing in the catalogue",
                      "model.shop.m extra missing in the SQL", "model.shop.o id order"});
}

TEST_CASE("metrics read the columns that their words name, exposures whole models") {
  const Side side =
      orders()
          .model("fct", "select id, net, gross, status from raw.orders")
          .exposure("weekly", "fct")
          .semantic_model("orders",
                          R"({"measures":[{"name":"revenue","agg":"sum","expr":"net"},)"
                          R"({"name":"gross","agg":"sum"}],"dimensions":[{"name":"state","expr":"status"}]})",
                          "fct")
          .metric("revenue",
                  R"({"type_params":{"measure":{"name":"revenue"}},"filter":"{{ Dimension('order__state') }}"})",
                  "semantic_model.shop.orders");
  const lineage::Graph graph = side.graph();
  const auto columns = [&](std::size_t leaf) {
    Lines names;
    for (const auto id : graph.leaves()[leaf].columns) names.push_back(graph.full_name(id));
    return names;
  };
  REQUIRE(graph.leaves().size() == 3);
  CHECK(graph.leaves()[0].title == "dashboard weekly");
  CHECK(graph.leaves()[0].whole);
  CHECK(columns(1) == Lines{"fct.net", "fct.status"});
  CHECK(columns(2) == Lines{"fct.net", "fct.gross", "fct.status"});
}

TEST_CASE("an exposure of metrics reads what they read") {
  Side side = orders()
                  .model("fct", "select id, net, gross, status from raw.orders")
                  .metric("revenue", R"({"expr":"net"})", "model.shop.fct")
                  .exposure("weekly", "fct");
  side.project.exposures["exposure.shop.weekly"].depends_on = {"metric.shop.revenue"};
  const lineage::Graph graph = side.graph();
  REQUIRE(graph.leaves()[0].unique_id == "exposure.shop.weekly");
  CHECK_FALSE(graph.leaves()[0].whole);
  CHECK(graph.leaves()[0].relations == std::vector{*graph.id_of("model.shop.fct")});
  CHECK(graph.leaves()[0].columns == std::vector{*graph.find("model.shop.fct", "net")});
}

TEST_CASE("a column stands where its item is written, not at the star that hands it on") {
  const std::string sql = "with final as (select id, net * 2 as twice from raw.orders) select * from final";
  const Side side = orders().model("m", sql).model("s", "select * from dev.m");
  const lineage::Graph graph = side.graph();
  CHECK(graph.columns()[*graph.find("model.shop.m", "twice")].location == static_cast<int>(sql.find("net * 2")));
  CHECK(graph.columns()[*graph.find("model.shop.s", "twice")].location == 7);
}

TEST_CASE("a text that both sides have is read once, and both graphs are those of each side alone") {
  const auto side = [](const std::string& edited) {
    return orders()
        .model("same", "select id, net + gross as total from raw.orders")
        .model("edited", edited)
        .model("broken", "select from where")
        .model("reader", "select s.total, e.n from dev.same as s join dev.edited as e on e.id = s.id");
  };
  const Side base = side("select id, net as n from raw.orders");
  const Side head = side("select id, count(*) as n from raw.orders group by id");
  const lineage::Graph base_alone = base.graph(&head);
  const lineage::Graph head_alone = head.graph(&base);
  for (const int jobs : {1, 4}) {
    const lineage::Graphs both = lineage::build_graphs({&base.project, &base.catalog, nullptr, &head.project, jobs},
                                                       {&head.project, &head.catalog, nullptr, &base.project, jobs});
    for (const char* model : {"same", "edited", "broken", "reader"}) {
      CHECK(lines(both.base, model) == lines(base_alone, model));
      CHECK(lines(both.head, model) == lines(head_alone, model));
    }
    CHECK(both.base.find("model.shop.broken")->parse_problem == base_alone.find("model.shop.broken")->parse_problem);
    CHECK_FALSE(both.head.find("model.shop.broken")->parse_problem.empty());
    const auto place = [](const lineage::Graph& graph, const char* id) {
      return static_cast<const void*>(graph.find(id)->analysis->text().data());
    };
    CHECK(place(both.base, "model.shop.same") == place(both.head, "model.shop.same"));
    CHECK(place(both.base, "model.shop.edited") != place(both.head, "model.shop.edited"));
    // `reader` is the same text on both sides and means another thing: each side binds it for itself.
    CHECK(both.base.columns_of(*both.base.find("model.shop.reader"))[1].type == "numeric");
    CHECK(both.head.columns_of(*both.head.find("model.shop.reader"))[1].type == "bigint");
  }
}
