// `tollgate doctor`: is everything in place that `check` will need? Asks each thing by itself and tells what to do.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <ostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/policy_in_force.hpp"
#include "core/error.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::cli {

namespace {

class Examination {
 public:
  explicit Examination(const Streams& streams) : x_streams(streams) {}

  /// Runs one examination; an Error is a bad line, never the end.
  void look_at(const std::string& what, const std::function<std::string()>& examine) {
    try {
      x_streams.out << fmt::format("ok    {}: {}\n", what, examine());
    } catch (const Error& error) {
      x_streams.out << fmt::format("wrong {}: {}\n", what, error.what());
      x_all_well = false;
    }
  }
  bool all_well() const { return x_all_well; }

 private:
  const Streams& x_streams;
  bool x_all_well = true;
};

std::string describe_project(const dbt::Project& project) {
  std::size_t models = 0;
  for (const auto& [id, node] : project.nodes) models += dbt::is_judged(node) ? 1 : 0;
  return fmt::format("{} (project {}, dbt {}, manifest v{}, {} models, seeds and snapshots)", project.manifest_path,
                     project.metadata.project_name, project.metadata.dbt_version, project.metadata.schema_version,
                     models);
}

std::string ask_server(const PolicyInForce& policy, const ProjectPlace& place, warehouse::Side side) {
  const warehouse::ConnectionTarget target = warehouse::resolve_target(policy.policy.warehouse, side, place.directory);
  const auto connection = warehouse::connect(target, target, policy.policy.warehouse, {.connections = 1});
  const std::array<warehouse::Question, 1> question{
      {{.side = side,
        .sql = "select current_setting('server_version'), current_setting('transaction_read_only')",
        .about = "server version"}}};
  const warehouse::Answer answer = connection->ask(question).front();
  if (!answer.ok()) throw Error(ErrorKind::unjudged, {target.description + ": " + answer.explanation, "", {}});
  return fmt::format("{}: PostgreSQL {}, read only: {}", target.description, answer.rows.at(0).at(0).value_or("?"),
                     answer.rows.at(0).at(1).value_or("?"));
}

}  // namespace

int doctor(const DoctorArguments& arguments, const Streams& streams) {
  Examination examination(streams);
  const ProjectPlace place = find_place(arguments.project);
  streams.out << fmt::format("tollgate {}\nproject {}\n", version(), place.directory);
  PolicyInForce policy;
  examination.look_at("policy", [&] {
    policy = find_policy(arguments.project, place, commits_of(arguments.project, place), streams);
    return policy.policy.origin.source;
  });
  const ArtifactFolders folders = find_folders(arguments.project, policy.policy, place);
  examination.look_at("base artifacts", [&] { return describe_project(dbt::load_project(folders.base)); });
  examination.look_at("head artifacts", [&] { return describe_project(dbt::load_project(folders.head)); });
  examination.look_at("dbt results", [&] {
    const auto results = dbt::load_run_results(find_run_results({}, policy.policy, place, folders.head));
    return fmt::format("{} results of dbt {}", results.results.size(), fmt::join(results.commands, ", "));
  });
  examination.look_at("base database", [&] { return ask_server(policy, place, warehouse::Side::base); });
  examination.look_at("head database", [&] { return ask_server(policy, place, warehouse::Side::head); });
  return examination.all_well() ? 0 : 3;
}

}  // namespace tollgate::cli
