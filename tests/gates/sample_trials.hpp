// A changed model over inputs on the private PostgreSQL, for the tests of the gate `sample`.
#pragma once

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>

#include "gates/all.hpp"
#include "gates/sample/options.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

namespace tollgate::test_gates {

/// Two schemas, as dbt would name their relations. `{}` in SQL stands for the schema of its side.
class Workshop {
 public:
  Workshop() : x_base("sample base"), x_head("sample head") {}

  /// An unchanged input that both sides have.
  Workshop& input(const std::string& name, const std::string& query) {
    for (test::Schema* side : {&x_base, &x_head}) run(fmt::format("create table {} as {}", (*side)(name), query));
    return declare(name);
  }
  /// The same, of which only the manifests know.
  Workshop& declare(const std::string& name) {
    for (auto& [project, schema] : sides()) {
      dbt::Node node = model(name, "select 1 as unknown");
      node.relation_name = (*schema)(name);
      project->nodes[node.unique_id] = node;
    }
    return *this;
  }
  /// Of an input: its columns, as the YAML has them.
  Workshop& columns(const std::string& name, const std::vector<std::string>& names) {
    for (auto& [project, schema] : sides()) {
      std::string list;
      for (const std::string& column : names) list += (list.empty() ? "" : ", ") + ("null::text as " + column);
      project->nodes["model.shop." + name].compiled_code = "select " + list;
    }
    return *this;
  }
  /// dbt tests that the column is unique.
  Workshop& unique(const std::string& name, const std::string& column) {
    dbt::Node node;
    node.unique_id = "test.shop.unique_" + name;
    node.type = dbt::ResourceType::test;
    node.test.emplace();
    node.test->name = "unique";
    node.test->column = column;
    node.test->attached_node = "model.shop." + name;
    x_scene.base.nodes[node.unique_id] = x_scene.head.nodes[node.unique_id] = node;
    return *this;
  }
  Workshop& changed(const std::string& base_sql, const std::string& head_sql) {
    x_scene.changed(model("mart", on(x_base, base_sql)), model("mart", on(x_head, head_sql)));
    x_scene.base.nodes["model.shop.mart"].relation_name = x_base("mart");
    x_scene.head.nodes["model.shop.mart"].relation_name = x_head("mart");
    return *this;
  }
  Workshop& added(const std::string& head_sql) {
    x_scene.changed(std::nullopt, model("mart", on(x_head, head_sql)));
    return *this;
  }

  GateResult judge(const std::string& connection = "", const WarehouseSettings& settings = {}) {
    const auto target = test::target(connection);
    const std::shared_ptr<warehouse::Warehouse> pool = warehouse::connect(target, target, settings, {.connections = 2});
    x_scene.answers([pool](const warehouse::Question& question) { return pool->ask(std::array{question}).front(); });
    return x_scene.run(gates::sample);
  }
  std::string told(const std::string& connection = "", const WarehouseSettings& settings = {}) {
    return to_text(judge(connection, settings));
  }

  void run(const std::string& sql) { x_base.admin().run(sql); }
  test::Admin& admin() { return x_base.admin(); }
  test::Schema& base() { return x_base; }
  test::Schema& head() { return x_head; }
  Scene& scene() { return x_scene; }

 private:
  std::array<std::pair<dbt::Project*, test::Schema*>, 2> sides() {
    return {{{&x_scene.base, &x_base}, {&x_scene.head, &x_head}}};
  }
  static std::string on(const test::Schema& side, std::string sql) {
    std::string schema = side("x");
    schema.resize(schema.size() - 4);  // ."x"
    for (std::size_t at = sql.find("{}"); at != std::string::npos; at = sql.find("{}")) sql.replace(at, 2, schema);
    return sql;
  }

  test::Schema x_base, x_head;
  Scene x_scene;
};

}  // namespace tollgate::test_gates
