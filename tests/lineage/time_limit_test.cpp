// The column graph of a run that is out of time is none: half of it would be taken for the whole.
#include <chrono>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;

namespace {

Side three_models(const std::string& total) {
  Side side = orders();
  side.model("a", "select id, " + total + " as total from raw.orders").model("b", "select * from {schema}.a");
  return side.model("c", "select total from {schema}.b");
}

lineage::GraphInput input_of(const Side& side, const Side& other, Run& run) {
  return {
      .project = &side.project, .catalog = &side.catalog, .database = nullptr, .other = &other.project, .run = &run};
}

}  // namespace

TEST_CASE("models are counted as their columns are followed") {
  const Side base = three_models("net"), head = three_models("gross");
  Run run;
  const lineage::Graphs graphs = lineage::build_graphs(input_of(base, head, run), input_of(head, base, run));
  CHECK(graphs.head.find("model.shop.c") != nullptr);
  const Run::Step step = run.step();
  CHECK(step.unit == "models of base");
  CHECK(step.total == 3);
  CHECK(step.done == 3);
}

TEST_CASE("once the run is out of time no graph is built, and none compared") {
  const Side base = three_models("net"), head = three_models("gross");
  const lineage::Graph before = base.graph(&head), after = head.graph(&base);
  Run run;
  CHECK(lineage::compare(before, after, &run).differences.size() == 1);
  run.limit_to(std::chrono::milliseconds(0), "--time-limit 1s");
  CHECK_THROWS_WITH(lineage::build_graphs(input_of(base, head, run), input_of(head, base, run)),
                    ContainsSubstring("the time limit of the run was over (--time-limit 1s)"));
  CHECK_THROWS_AS(lineage::compare(before, after, &run), Error);
}
