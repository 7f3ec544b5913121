// Builds what a gate may see, in C++: two small projects, the targets, results of dbt, a warehouse that answers from a
// function. Owned by tests/gates; reads no file and asks no server.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/gate.hpp"
#include "dbt/catalog.hpp"
#include "gates/context.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::test_gates {

/// A warehouse whose answers come from a function; keeps what it was asked, call by call.
class FakeWarehouse : public warehouse::Warehouse {
 public:
  using Reply = std::function<warehouse::Answer(const warehouse::Question&)>;
  explicit FakeWarehouse(Reply reply) : x_reply(std::move(reply)) {}

  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override;
  const std::vector<std::vector<warehouse::Question>>& calls() const { return x_calls; }

 private:
  Reply x_reply;
  std::vector<std::vector<warehouse::Question>> x_calls;
};

warehouse::Answer number(std::int64_t value);
warehouse::Answer rows(std::vector<std::vector<std::optional<std::string>>> cells);
warehouse::Answer trouble(warehouse::Problem problem, std::string explanation = "");

/// A model of package `shop` that is compiled and has a relation on the side it is put.
dbt::Node model(const std::string& name, const std::string& sql = "select 1 as id");

/// A metric of package `shop`; the definition is compact JSON.
dbt::SemanticNode metric(const std::string& name, const std::string& definition,
                         const std::vector<std::string>& depends_on = {});
dbt::SemanticNode semantic_model(const std::string& name, const std::string& definition,
                                 const std::vector<std::string>& depends_on = {});

class Scene {
 public:
  /// The model is in base (base not null) and head (head not null), and changed.
  Scene& changed(const std::optional<dbt::Node>& base, const std::optional<dbt::Node>& head);
  /// The same on both sides, but for the schema; below a changed one.
  Scene& below(const dbt::Node& node, int distance = 1);
  /// As with `--all`: what was put below a change is asked for, and no change reaches it.
  Scene& reached_by_nothing(const std::string& id);
  /// A test in head attached to the model of that name; its id is `test.shop.<name>`.
  Scene& with_test(const std::string& name, const std::string& model, const std::string& column = "");
  Scene& with_result(const std::string& id, const std::string& status, long long failures = 0,
                     const std::string& which = "test");
  Scene& wrote(const std::string& which);
  /// Options of every target put so far.
  template <class T, class V>
  Scene& set(const Option<T>& option, const V& value) {
    for (Target& target : x_targets) target.options.set(option.name, OptionValue(value));
    return *this;
  }
  /// A metric, semantic model or saved query that must be judged, with a review by `data-pm`.
  Scene& semantic(const std::optional<dbt::SemanticNode>& base, const std::optional<dbt::SemanticNode>& head);
  Scene& answers(FakeWarehouse::Reply reply);

  /// Builds the lineage of both sides if the gate needs it, from SQL and YAML alone.
  GateResult run(const Gate& gate);
  const Context& context();

  dbt::Project base, head;
  std::optional<dbt::Catalog> base_catalog;  ///< what base's `dbt docs generate` saw
  std::optional<dbt::RunResults> results;
  std::optional<Diagnostic> results_problem;
  bool without_base = false;
  bool one_database = false;
  bool with_lineage = false;                 ///< also for a gate that does not ask for it, as where others do
  bool all = false;                          ///< --all
  std::map<std::string, std::string> files;  ///< of the repository, by path
  Run* run_under_way = nullptr;              ///< whose time gates keep to
  std::vector<Target>& targets() { return x_targets; }
  std::deque<SelectedModel>& models() { return x_models; }  ///< of the targets, in the order put
  std::vector<SemanticTarget>& semantics() { return x_semantics; }
  Review review{2, {"data-pm"}};  ///< of every metric
  FakeWarehouse& warehouse() { return *x_warehouse; }

 private:
  Target& add_target(const std::string& id, const std::string& name, bool is_changed);

  std::deque<SelectedModel> x_models;
  std::deque<dbt::Change> x_change_values;
  std::vector<Target> x_targets;
  std::vector<SemanticTarget> x_semantics;
  dbt::Changes x_changes;
  std::unique_ptr<FakeWarehouse> x_warehouse;
  std::optional<lineage::Graph> x_base_lineage, x_head_lineage;
  lineage::Differences x_differences;
  Context x_context;
};

/// One line per outcome, finding, row count and note, in the order given; what goldens hold.
std::string to_text(const GateResult& result);

}  // namespace tollgate::test_gates
