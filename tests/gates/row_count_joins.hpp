// A mart over a small shop on the private PostgreSQL, whose joins and filters row-count-diff has to explain; and counts
// of the same server to hold what it says against.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gates/row_counts.hpp"
#include "tests/warehouse/server.hpp"

namespace tollgate::test_gates {

using test::Schema;

struct Table {
  std::string name, sql;
};

/// 300 orders of 60 customers; the first 200 have payments: two each, and order 7 three more; two payments of none.
inline const std::vector<Table> tables{
    {"orders",
     "select i as order_id, i % 60 as customer_id, case when i % 5 = 0 then null else i % 3 end as region, "
     "date '2024-01-01' + i % 10 as day, array[1, 2, i] as tags, i % 4 as qty, nullif(i % 7, 0) as parent_id "
     "from generate_series(1, 300) i"},
    {"payments",
     "select row_number() over () as payment_id, order_id, part, case part when 0 then 'card' else 'cash' end as "
     "method, 10 * part as amount, timestamp '2024-01-01 08:00' + (order_id % 10) * interval '1 day' as paid_at from "
     "(select 1 + i % 200 as order_id, i / 200 as part from generate_series(0, 399) i union all select 7, 1 from "
     "generate_series(1, 3) union all select null::integer, 0 from generate_series(1, 2)) p"},
    {"customers", "select i as customer_id, i % 3 as region, 'Name ' || i as name from generate_series(0, 49) i"},
    {"rates",
     "select r as region, d as valid_from, d + 5 as valid_to from generate_series(0, 2) r, "
     "(values (date '2024-01-01'), (date '2024-01-06')) v(d)"},
    {"nothing", "select 1 as id where false"},
};

/// The shop of one run, in one schema for each side; `{orders}` in SQL is a relation of that side, `{base:orders}` the
/// one of base: what dbt defers to.
class Joins {
 public:
  Joins() : x_base("joins base"), x_head("joins head") {
    for (Schema* side : {&x_base, &x_head}) {
      for (const Table& table : tables) {
        side->admin().run(fmt::format("create table {} as {}", (*side)(table.name), table.sql));
      }
    }
    for (const Table& table : tables) {
      put(scene.base, x_base, table);
      put(scene.head, x_head, table);
    }
  }

  std::string filled(Schema& side, std::string sql) {
    for (const Table& table : tables) {
      for (const auto& [place, schema] :
           {std::pair("{" + table.name + "}", &side), std::pair("{base:" + table.name + "}", &x_base)}) {
        for (std::size_t at = 0; (at = sql.find(place, at)) != std::string::npos;) {
          sql.replace(at, place.size(), (*schema)(table.name));
        }
      }
    }
    return sql;
  }

  /// Inlined into the mart's SQL as dbt does.
  void add_ephemeral(const std::string& name, const std::string& base_sql, const std::string& head_sql) {
    for (const auto& [project, side, sql] :
         {std::tuple(&scene.base, &x_base, base_sql), std::tuple(&scene.head, &x_head, head_sql)}) {
      dbt::Node node = model(name, filled(*side, sql));
      node.config.materialized = "ephemeral";
      node.relation_name.clear();
      node.original_file_path = "models/" + name + ".sql";
      node.raw_code = node.compiled_code;
      for (const Table& table : tables) node.depends_on.push_back("model.shop." + table.name);
      project->nodes[node.unique_id] = node;
    }
    x_ephemeral = name;
  }

  /// The one finding about the mart; its rows on both sides are what its SQL gives there.
  std::optional<Finding> judge(const std::string& base_sql, const std::string& head_sql) {
    const std::string on_base = mart(x_base, scene.base, base_sql);
    const std::string on_head = mart(x_head, scene.head, head_sql);
    scene.changed(node(on_base), node(on_head));
    scene.base.nodes["model.shop.mart"].relation_name = x_base("mart");
    scene.head.nodes["model.shop.mart"].relation_name = x_head("mart");
    base_rows = std::stod(x_base.admin().cell("select count(*) from (" + as_query(on_base) + ") as t"));
    head_rows = std::stod(x_head.admin().cell("select count(*) from (" + as_query(on_head) + ") as t"));
    for (const auto& [side, sql] : {std::pair(&x_base, on_base), std::pair(&x_head, on_head)}) {
      side->admin().run(fmt::format("create table {} as select 1 as n from ({}) as t", (*side)("mart"), as_query(sql)));
    }
    const auto pool = test::pool(4, {});
    const GateResult result = scene.answers([&](const Question& question) {
                                     return pool->ask({&question, 1}).front();
                                   })
                                  .run(gates::row_count_diff);
    INFO((result.outcomes.empty() ? "" : result.outcomes.front().reason));
    REQUIRE(result.findings.size() <= 1);
    return result.findings.empty() ? std::nullopt : std::optional(result.findings.front());
  }

  std::string ask_head(const std::string& sql) { return x_head.admin().cell(filled(x_head, sql)); }
  void run_on_head(const std::string& sql) { x_head.admin().run(filled(x_head, sql)); }

  Scene scene;
  double base_rows = 0, head_rows = 0;

 private:
  static std::string as_query(const std::string& sql) {
    return (sql.ends_with(';') ? sql.substr(0, sql.size() - 1) : sql) + "\n";
  }
  static void put(dbt::Project& project, Schema& side, const Table& table) {
    dbt::Node node = model(table.name, table.sql);
    node.relation_name = side(table.name);
    project.nodes[node.unique_id] = node;
  }

  dbt::Node node(const std::string& sql) const {
    dbt::Node node = model("mart", sql);
    for (const Table& table : tables) node.depends_on.push_back("model.shop." + table.name);
    if (!x_ephemeral.empty()) node.depends_on.push_back("model.shop." + x_ephemeral);
    return node;
  }

  std::string mart(Schema& side, const dbt::Project& project, const std::string& sql) {
    const std::string text = filled(side, sql);
    if (x_ephemeral.empty()) return text;
    return fmt::format("with __dbt__cte__{} as (\n{}\n) {}", x_ephemeral,
                       project.nodes.at("model.shop." + x_ephemeral).compiled_code, text);
  }

  Schema x_base, x_head;
  std::string x_ephemeral;
};

/// What marts are before a join is added.
inline const std::string plain = "select o.order_id, o.qty from {orders} o\n";

}  // namespace tollgate::test_gates
