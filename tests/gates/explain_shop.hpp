// A small shop on the private PostgreSQL for the gate `explain`: what base and head built, in two schemas, and models
// that read it. Owned by tests/gates.
#pragma once

#include <string>

#include "core/gate.hpp"
#include "core/policy.hpp"
#include "gates/context.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

namespace tollgate::test_gates {

/// 3,000 orders by key, 6,000 payments without one; analysed.
class Shop {
 public:
  Shop();

  /// From now on base's texts read what head built, as where both sides are built in one schema.
  void build_in_one_schema() { x_one_schema = true; }
  void run(const std::string& sql) { x_base.admin().run(sql); }

  /// `$name` in SQL is a relation of the side's own schema. An unchanged model, of which both sides have the relation
  /// or not.
  void add_unchanged(const std::string& name, const std::string& sql = "");
  /// A changed one; new where `base_sql` is empty.
  void add(const std::string& name, const std::string& base_sql, const std::string& head_sql);

  GateResult judge(const WarehouseSettings& settings = {}, const std::string& parameters = "");

  test::Schema& base() { return x_base; }
  test::Schema& head() { return x_head; }
  Scene& scene() { return x_scene; }

 private:
  const test::Schema& read_by_base() const { return x_one_schema ? x_head : x_base; }

  bool x_one_schema = false;
  test::Schema x_base, x_head;
  Scene x_scene;
};

/// The outcome of that model; fails the test where there is none.
const Outcome& outcome_of(const GateResult& result, const std::string& name);

inline constexpr const char* joined_in_shop =
    "select o.order_id\nfrom $orders as o\njoin $payments as p on p.order_id = o.order_id";
inline constexpr const char* every_pair_in_shop = "select o.order_id\nfrom $orders as o\ncross join $payments as p";

}  // namespace tollgate::test_gates
