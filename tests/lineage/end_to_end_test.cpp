// Models that changed together with those that they read: what makes up for what.
#include <functional>

#include "tests/catch.hpp"
#include "tests/lineage/hotel.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

struct Model {
  std::string name, sql;
  std::string materialized = "view";
};

Side side(const std::vector<Model>& models, const std::string& schema = "dev") {
  Side made(schema);
  made.source("orders", {{"id", "integer"}, {"cents", "integer"}, {"email", "text"}, {"status", "text"}});
  for (const Model& model : models) made.model(model.name, model.sql, model.materialized);
  return made;
}

/// `kind model.column` of what is told of models other than the staging ones.
Lines told(const Side& base, const Side& head) {
  Lines found;
  const lineage::Graphs graphs = lineage::build_graphs({&base.project, &base.catalog, nullptr, &head.project},
                                                       {&head.project, &head.catalog, nullptr, &base.project});
  for (const auto& d : lineage::compare(graphs.base, graphs.head).differences)
    if (d.unique_id.find(".stg_") == std::string::npos)
      found.push_back(std::string(to_string(d.kind)) + ' ' + d.unique_id.substr(d.unique_id.rfind('.') + 1) +
                      (d.column.empty() ? "" : '.' + d.column));
  return found;
}

const std::string all = "select id, cents, email, status from raw.orders";

}  // namespace

TEST_CASE("a value that moves into the model that it is read from is no other value") {
  const Side base = side({{"stg_orders", all}, {"m", "select id, lower(email) as email from {schema}.stg_orders"}});
  const std::string lower = with(all, "email", "lower(email) as email");
  const std::string mail = with(all, "email", "lower(email) as mail");
  const std::string plain = "select id, email from {schema}.stg_orders";
  CHECK(told(base, side({{"stg_orders", lower}, {"m", plain}})) == Lines{});
  CHECK(told(base, side({{"stg_orders", lower}, {"m", plain}}, "pr_7")) == Lines{});
  CHECK(told(base, side({{"stg_orders", mail}, {"m", with(plain, "email", "mail as email")}})) == Lines{});
  CHECK(told(side({{"stg_orders", lower}, {"m", plain}}), base) == Lines{});
  CHECK(told(base, side({{"stg_orders", with(lower, "lower", "upper")}, {"m", plain}})) ==
        Lines{"kind changed m.email"});
  const Lines both = told(base, side({{"stg_orders", lower}, {"m", with(plain, "id", "id + 1 as id")}}));
  CHECK(both == Lines{"scale changed m.id"});
}

TEST_CASE("a filter that moves into the model that all its readers share takes no other rows") {
  const std::string paid = " where status = 'paid'";
  const std::string m = "select id, cents from {schema}.stg_orders";
  const std::string n = "select email, sum(cents) as cents from {schema}.stg_orders";
  const auto models = [&](const std::string& in_stg, const std::string& in_m, const std::string& in_n) {
    return std::vector<Model>{{"stg_orders", all + in_stg}, {"m", m + in_m}, {"n", n + in_n + " group by email"}};
  };
  const Side base = side(models("", paid, paid));
  CHECK(told(base, side(models(paid, "", ""))) == Lines{});
  CHECK(told(base, side(models(paid, "", ""), "pr_7")) == Lines{});
  CHECK(told(side(models(paid, "", "")), base) == Lines{});
  // The other reader loses rows, and its text does not say so.
  CHECK(told(side(models("", paid, "")), side(models(paid, "", ""))) == Lines{"filter removed m"});
  CHECK(told(side(models("", paid, "")), side(models(paid, "", ""), "pr_7")) == Lines{"filter removed m"});
  Side with_exposure = side(models(paid, "", ""));
  with_exposure.exposure("board", "stg_orders");
  CHECK(told(base, with_exposure).size() == 2);
}

TEST_CASE("where another reader is left with another value, all is told") {
  const std::string plain = "select id, email from {schema}.stg_orders";
  const Model other{"n", "select email as mail from {schema}.stg_orders"};
  CHECK(told(side({{"stg_orders", all}, {"m", with(plain, "email", "lower(email) as email")}, other}),
             side({{"stg_orders", with(all, "email", "lower(email) as email")}, {"m", plain}, other})) ==
        Lines{"kind changed m.email"});
}

TEST_CASE("what is proved only if a test holds, or but for what a clock wrote, is told") {
  const auto pair = [](const std::string& before, const std::string& after) {
    const std::string from = " from {schema}.stg_orders o ";
    Side base = side({{"stg_orders", all}, {"m", "select o.id, lower(o.email) as email" + with(before, "FROM", from)}});
    Side head = side({{"stg_orders", with(all, "email", "lower(email) as email")},
                      {"m", "select o.id, o.email" + with(after, "FROM", from)}});
    for (Side* one : {&base, &head}) {
      one->source("lands", {{"id", "integer"}});
      dbt::Node test;
      test.unique_id = "test.shop.unique_lands_id";
      test.type = dbt::ResourceType::test;
      test.depends_on = {"source.shop.raw.lands"};
      test.test = dbt::TestInfo{};
      test.test->name = "unique";
      test.test->column = "id";
      one->project.nodes.emplace(test.unique_id, test);
    }
    return told(base, head);
  };
  CHECK(pair("FROM", "FROM") == Lines{});
  const std::string any = " where exists (select from raw.lands)";
  CHECK(pair("FROM" + any, "FROM" + any) == Lines{});
  CHECK(pair("FROM left join raw.lands l on l.id = o.id" + any, "FROM" + any) ==
        Lines{"kind changed m.email", "join removed m"});
  CHECK(pair(", '2025-05-01 03:12:44.12'::timestamp as at FROM", ", '2025-05-02 01:00:00.5'::timestamp as at FROM")
            .size() > 0);
}

TEST_CASE("another reader that the change does not touch is no reason to tell") {
  const std::string plain = "select id, email from {schema}.stg_orders";
  const Model other{"n", "select id, status from {schema}.stg_orders"};
  const Side base = side({{"stg_orders", all}, {"m", with(plain, "email", "lower(email) as email")}, other});
  const std::string lower = with(all, "email", "lower(email) as email");
  CHECK(told(base, side({{"stg_orders", lower}, {"m", plain}, other})) == Lines{});
  CHECK(told(base, side({{"stg_orders", lower}, {"m", plain}, other}, "pr_7")) == Lines{});
}

TEST_CASE("a source that is read through its staging model is no other join") {
  const std::string from_source = "select id, cents from raw.orders where status = 'paid'";
  const std::string from_model = with(from_source, "raw.", "{schema}.stg_");
  const Side base = side({{"stg_orders", all}, {"m", from_source}});
  CHECK(told(base, side({{"stg_orders", all}, {"m", from_model}})) == Lines{});
  CHECK(told(base, side({{"stg_orders", all}, {"m", from_model}}, "pr_7")) == Lines{});
  CHECK(told(side({{"stg_orders", all}, {"m", from_model}}), base) == Lines{});
  CHECK(told(base, side({{"stg_orders", all + " where cents > 0"}, {"m", from_model}})) ==
        Lines{"join removed m", "join added m", "filter changed m"});
  CHECK(told(base, side({{"stg_orders", with(all, "id", "cents as id")}, {"m", from_model}})) ==
        Lines{"re-sourced m.id"});
}

TEST_CASE("a model between, which both sides have, is no other join") {
  const std::string m = "select id, email from {schema}.stg_orders";
  const Model stg{"stg_orders", all}, between{"between", "select * from {schema}.stg_orders"};
  const Model far{"far", "select * from {schema}.between"};
  CHECK(told(side({stg, between, {"m", m}}), side({stg, between, {"m", with(m, "stg_orders", "between")}})) == Lines{});
  CHECK(told(side({stg, between, far, {"m", m}}), side({stg, between, far, {"m", with(m, "stg_orders", "far")}})) ==
        Lines{});
}

TEST_CASE("where an edit beside a new way to read the same is told of no column, that way is") {
  const std::string from_source = "select email, min(cents) as cents from raw.orders group by email";
  const std::string from_model = with(with(from_source, "raw.", "{schema}.stg_"), "min(", "max(");
  CHECK(told(side({{"stg_orders", all}, {"m", from_source}}), side({{"stg_orders", all}, {"m", from_model}})) ==
        Lines{"join removed m", "join added m"});
}

TEST_CASE("a model that may hold something else than its SQL says makes up for nothing") {
  const auto models = [&](const std::string& materialized) {
    return std::pair{
        side({{"stg_orders", all, materialized}, {"m", "select id, lower(email) as email from {schema}.stg_orders"}}),
        side({{"stg_orders", with(all, "email", "lower(email) as email"), materialized},
              {"m", "select id, email from {schema}.stg_orders"}})};
  };
  const Lines stays{"kind changed m.email"};
  const auto [base, head] = models("table");
  CHECK(told(base, head) == Lines{});
  const auto [grown_base, grown_head] = models("incremental");
  CHECK(told(grown_base, grown_head) == stays);
  auto [hooked_base, hooked_head] = models("table");
  hooked_head.node("stg_orders").unrendered_config["post-hook"] = R"(["delete from {{ this }} where id = 1"])";
  CHECK(told(hooked_base, hooked_head) == stays);
  auto [zoned_base, zoned_head] = models("view");
  zoned_head.node("stg_orders").unrendered_config["sql_header"] = "set timezone to 'UTC';";
  CHECK(told(zoned_base, zoned_head) == stays);
  auto [typed_base, typed_head] = models("table");
  typed_base.node("stg_orders").config.contract_enforced = true;
  CHECK(told(typed_base, typed_head) == stays);
}

TEST_CASE("where a hook reads or writes, or dbt knows a reader that no SQL shows, all is told") {
  const std::string paid = " where status = 'paid'";
  const std::string m = "select id, cents from {schema}.stg_orders", n = "select id from raw.orders";
  const auto filter_moves = [&](const std::function<void(Side&)>& edit) {
    Side base = side({{"stg_orders", all}, {"m", m + paid}, {"n", n}});
    Side head = side({{"stg_orders", all + paid}, {"m", m}, {"n", n}});
    for (Side* one : {&base, &head}) edit(*one);
    return told(base, head);
  };
  const Lines stays{"filter removed m"};
  CHECK(filter_moves([](Side&) {}) == Lines{});
  CHECK(filter_moves([](Side& one) { one.node("m").unrendered_config["post-hook"] = "[\"delete from x\"]"; }) == stays);
  CHECK(filter_moves([](Side& one) { one.node("n").depends_on.push_back("model.shop.stg_orders"); }) == stays);
  CHECK(filter_moves([](Side& one) {
          one.model("n", "select id, status from {schema}.stg_orders where status = 'paid'");
          one.node("n").unrendered_config["pre-hook"] = "[\"delete from x\"]";
        }) == stays);
  CHECK(filter_moves([](Side& one) {
          one.model("n", "select id, status from {schema}.stg_orders where status = 'paid'");
        }) == Lines{});
}

TEST_CASE("what is drawn anew by each evaluation makes up for nothing, nor a clock where one side is stored") {
  const auto moves = [](const std::string& condition, const std::string& stored, const std::string& reader) {
    const std::string m = "select id, cents from {schema}.stg_orders";
    return told(side({{"stg_orders", all, stored}, {"m", m + condition, reader}}),
                side({{"stg_orders", all + condition, stored}, {"m", m, reader}}));
  };
  const Lines stays{"filter removed m"};
  CHECK(moves(" where random() < 0.5", "view", "view") == stays);
  const std::string recent = " where status > current_date::text";
  CHECK(moves(recent, "table", "view") == stays);
  CHECK(moves(recent, "table", "table") == Lines{});
  CHECK(moves(recent, "view", "view") == Lines{});
  CHECK(moves(" where status > 'a'", "table", "view") == Lines{});
}

TEST_CASE("what moves further up than into the model that is read makes up for it, too") {
  const std::string paid = " where status = 'paid'";
  const std::string between = "select id, cents, status from {schema}.stg_orders";
  const std::string other_words = "select o.id, o.cents, o.status from {schema}.stg_orders o";
  const std::string m = "select id, cents from {schema}.between";
  const Side base = side({{"stg_orders", all}, {"between", between}, {"m", m + paid}});
  CHECK(told(base, side({{"stg_orders", all + paid}, {"between", between}, {"m", m}})) == Lines{});
  CHECK(told(base, side({{"stg_orders", all + paid}, {"between", other_words}, {"m", m}})) == Lines{});
  const Model other{"n", "select id from {schema}.between"};
  CHECK(told(side({{"stg_orders", all}, {"between", between}, {"m", m + paid}, other}),
             side({{"stg_orders", all + paid}, {"between", between}, {"m", m}, other})) == Lines{"filter removed m"});
}

TEST_CASE("a join that moves into the model that is read is none that went") {
  const std::string known = " where exists (select from raw.orders k where k.cents = o.cents and k.id > 5)";
  const std::string m = "select o.id from {schema}.stg_orders o";
  const std::string of_all = with(all, "raw.orders", "raw.orders o");
  CHECK(told(side({{"stg_orders", of_all}, {"m", m + known}}), side({{"stg_orders", of_all + known}, {"m", m}})) ==
        Lines{});
}
