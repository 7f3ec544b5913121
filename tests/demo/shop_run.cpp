#include "tests/demo/shop_run.hpp"

#include <iostream>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "cli/judgement.hpp"
#include "cli/report_head.hpp"

namespace tollgate::tests {

namespace {

/// The run owns its warehouse; this one only passes questions on to the caller's.
class Borrowed : public warehouse::Warehouse {
 public:
  explicit Borrowed(warehouse::Warehouse& lender) : x_lender(lender) {}
  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override {
    return x_lender.ask(questions);
  }

 private:
  warehouse::Warehouse& x_lender;
};

}  // namespace

Report run_shop(const std::string& name, warehouse::Warehouse& warehouse) {
  const std::string shop = std::string(TOLLGATE_SOURCE_DIR) + "/fixtures/shop/";
  cli::CheckArguments arguments;
  arguments.project = {.project_dir = shop + "project",
                       .policy = shop + "project/tollgate.yml",
                       .base = shop + "artifacts/base",
                       .head = shop + "artifacts/" + name,
                       .base_sha = {},
                       .head_sha = {}};
  arguments.gates = {"row-count-diff"};
  const cli::Streams streams{.out = std::cout,
                             .err = std::cerr,
                             .environment = [](std::string_view) { return std::nullopt; },
                             .random_token = {}};
  const cli::ProjectPlace place = cli::find_place(arguments.project);
  const cli::PolicyInForce policy = cli::find_policy(arguments.project, place, {}, streams);
  const cli::ArtifactFolders folders{arguments.project.base, arguments.project.head};
  cli::Artifacts artifacts;
  cli::load_artifacts(folders, artifacts);
  const auto selected = cli::select_models(artifacts, policy.policy, place, {});
  const auto semantics = cli::select_semantics(artifacts, policy.policy, place, selected, {});
  const auto assignments = cli::assign_gates(cli::requested_gates(arguments.gates), true, selected, semantics);
  const cli::Connector connect = [&](const Policy&, const cli::ProjectPlace&, int) {
    return cli::OpenWarehouse{std::make_unique<Borrowed>(warehouse), true};
  };
  return cli::judge_change({arguments, artifacts, selected, semantics, assignments, policy, place, folders, connect},
                           cli::empty_report(policy, folders, {}, Severity::error), streams);
}

}  // namespace tollgate::tests
