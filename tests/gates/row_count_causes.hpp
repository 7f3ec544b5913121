// Changed models over a small shop whose joins and filters row-count-diff explains, and a warehouse that answers its
// questions from a few numbers.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "tests/gates/row_counts.hpp"

namespace tollgate::test_gates {

/// What the warehouse says of one relation.
struct CauseNumbers {
  bool repeats = false;
  std::string repeated = "0";
  Cells joined{{"0", "0", "0"}};  ///< rows of the left side, those without a match, rows of the inner join
  Cells kept{{"0", "0"}};         ///< rows, kept by the first filter, …
};

/// A question of the diagnosis by what it is about; counts of the model itself otherwise.
using CauseAnswers = std::map<std::pair<Side, std::string>, CauseNumbers>;

inline Answer cause_answer(const CauseAnswers& answers, const Question& question, std::pair<int, int> counts) {
  for (const auto& [key, numbers] : answers) {
    const bool about = question.about.find("\"" + key.second + "\"") != std::string::npos;
    if (!about || key.first != question.side) continue;
    if (is(question, "repeated key in")) return rows({{numbers.repeats ? "t" : "f"}});
    if (is(question, "repeated keys of") || is(question, "rows of")) return rows({{numbers.repeated}});
    if (is(question, "rows per key of")) return rows(numbers.joined);
    if (is(question, "rows kept of")) return rows(numbers.kept);
  }
  if (is(question, "kind of")) return rows({{"r"}});
  if (is(question, "row count of")) return number(question.side == Side::base ? counts.first : counts.second);
  return trouble(Problem::timeout);
}

/// The shop's relations as models that nobody edits: orders(order_id, customer_id, status), payments(payment_id,
/// order_id), customers(customer_id).
inline void add_shop(Scene& scene) {
  const std::map<std::string, std::string> sql{
      {"orders", "select 1 as order_id, 2 as customer_id, 'x'::text as status"},
      {"payments", "select 1 as payment_id, 2 as order_id"},
      {"customers", "select 1 as customer_id"}};
  for (const auto& [name, text] : sql) {
    dbt::Node node = model(name, text);
    if (name != "orders") node.primary_key = {name == "payments" ? "payment_id" : "customer_id"};
    for (const auto& [project, schema] : {std::pair(&scene.base, "base"), std::pair(&scene.head, "head")}) {
      node.relation_name = fmt::format(R"("shop"."{}"."{}")", schema, name);
      project->nodes[node.unique_id] = node;
    }
  }
}

/// `@orders` is the relation of that side.
inline std::string on_side(std::string sql, const std::string& schema) {
  for (std::size_t at = sql.find('@'); at != std::string::npos; at = sql.find('@')) {
    const std::size_t end = sql.find_first_of(" \n)", at);
    const std::string name = sql.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    sql.replace(at, name.size() + 1, fmt::format(R"("shop"."{}"."{}")", schema, name));
  }
  return sql;
}

/// row-count-diff of `mart`, with `counts` rows on base and head.
inline GateResult explained(const std::string& base, const std::string& head, const CauseAnswers& answers,
                            std::pair<int, int> counts, int budget = 20) {
  Scene scene;
  add_shop(scene);
  dbt::Node on_base = model("mart", on_side(base, "base"));
  dbt::Node on_head = model("mart", on_side(head, "head"));
  for (dbt::Node* node : {&on_base, &on_head}) {
    node->depends_on = {"model.shop.orders", "model.shop.payments", "model.shop.customers"};
  }
  scene.changed(on_base, on_head).set(diagnosis_budget, std::int64_t{budget});
  return scene.answers([&](const Question& question) { return cause_answer(answers, question, counts); })
      .run(gates::row_count_diff);
}

}  // namespace tollgate::test_gates
