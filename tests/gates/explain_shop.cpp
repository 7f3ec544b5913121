#include "tests/gates/explain_shop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "gates/all.hpp"
#include "tests/catch.hpp"

namespace tollgate::test_gates {

using test::Schema;

namespace {

std::string filled(std::string sql, const Schema& schema) {
  for (std::size_t at = 0; (at = sql.find('$', at)) != std::string::npos;) {
    std::size_t end = at + 1;
    while (end < sql.size() && (std::isalnum(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '_')) ++end;
    const std::string name = schema(sql.substr(at + 1, end - at - 1));
    sql.replace(at, end - at, name);
    at += name.size();
  }
  return sql;
}

dbt::Node node(const std::string& name, const Schema& schema, const std::string& sql) {
  dbt::Node made = model(name, filled(sql, schema));
  made.relation_name = schema(name);
  return made;
}

void put(dbt::Project& project, const std::string& name, const Schema& schema, const std::string& sql) {
  const dbt::Node made = node(name, schema, sql.empty() ? "select 1 as id" : sql);
  project.nodes[made.unique_id] = made;
}

}  // namespace

Shop::Shop() : x_base("explain base"), x_head("explain head") {
  for (Schema* side : {&x_base, &x_head}) {
    Schema& schema = *side;
    run(
        fmt::format("create table {} as select i as order_id, i % 500 as customer_id, 'paid' as status "
                    "from generate_series(1, 3000) i",
                    schema("orders")));
    run(
        fmt::format("create table {} as select i as payment_id, i / 2 as order_id, i as amount "
                    "from generate_series(1, 6000) i",
                    schema("payments")));
    run(fmt::format("alter table {} add primary key (order_id)", schema("orders")));
    for (const char* name : {"orders", "payments"}) run("analyze " + schema(name));
  }
}

void Shop::add_unchanged(const std::string& name, const std::string& sql) {
  put(x_scene.base, name, read_by_base(), sql);
  put(x_scene.head, name, x_head, sql);
}

void Shop::add(const std::string& name, const std::string& base_sql, const std::string& head_sql) {
  const dbt::Node base = node(name, read_by_base(), base_sql);
  const dbt::Node head = node(name, x_head, head_sql);
  x_scene.changed(base_sql.empty() ? std::nullopt : std::optional(base), head);
  if (!base_sql.empty()) x_scene.base.nodes[base.unique_id].relation_name = base.relation_name;
  x_scene.head.nodes[head.unique_id].relation_name = head.relation_name;
}

GateResult Shop::judge(const WarehouseSettings& settings, const std::string& parameters) {
  const auto target = test::target(parameters);
  const auto warehouse = warehouse::connect(target, target, settings, {});
  Context context = x_scene.context();
  context.warehouse = warehouse.get();
  return gates::explain.check(context);
}

const Outcome& outcome_of(const GateResult& result, const std::string& name) {
  const auto found =
      std::ranges::find(result.outcomes, "model.shop." + name, [](const Outcome& outcome) { return outcome.subject; });
  REQUIRE(found != result.outcomes.end());
  return *found;
}

}  // namespace tollgate::test_gates
