// `tollgate doctor`: is everything in place that `check` will need? Asks each thing by itself and tells what to do.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <functional>
#include <ostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/policy_in_force.hpp"
#include "core/error.hpp"
#include "warehouse/role_rights.hpp"
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
  /// Something that works and should not be so.
  void warn(const std::string& what, const std::string& why) {
    x_streams.out << fmt::format("warn  {}: {}\n", what, why);
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

/// Tells the server, and in `excess` what its role may do that tollgate does not need.
std::string ask_server(const PolicyInForce& policy, const ProjectPlace& place, warehouse::Side side,
                       std::vector<std::string>& excess) {
  const warehouse::ConnectionTarget target = warehouse::resolve_target(policy.policy.warehouse, side, place.directory);
  const auto connection = warehouse::connect(target, target, policy.policy.warehouse, {.connections = 1});
  const std::array<warehouse::Question, 2> questions{
      {{.side = side,
        .sql = "select current_setting('server_version'), current_setting('transaction_read_only')",
        .about = "server version"},
       {.side = side, .sql = warehouse::role_rights_sql(), .about = "rights of the role"}}};
  const std::vector<warehouse::Answer> answers = connection->ask(questions);
  for (const warehouse::Answer& answer : answers) {
    if (!answer.ok()) throw Error(ErrorKind::unjudged, {target.description + ": " + answer.explanation, "", {}});
  }
  excess = warehouse::excess_rights_in(answers[1]);
  return fmt::format("{}: PostgreSQL {}, read only: {}", target.description, answers[0].rows.at(0).at(0).value_or("?"),
                     answers[0].rows.at(0).at(1).value_or("?"));
}

void look_at_database(Examination& examination, const PolicyInForce& policy, const ProjectPlace& place,
                      warehouse::Side side) {
  const std::string what = fmt::format("{} database", warehouse::to_string(side));
  std::vector<std::string> excess;
  examination.look_at(what, [&] { return ask_server(policy, place, side, excess); });
  if (excess.empty()) return;
  examination.warn(what, fmt::format("its role {}; tollgate only reads: give it a role with select alone, above all "
                                     "before pii-scan may read values",
                                     fmt::join(excess, ", ")));
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
  look_at_database(examination, policy, place, warehouse::Side::base);
  look_at_database(examination, policy, place, warehouse::Side::head);
  return examination.all_well() ? 0 : 3;
}

}  // namespace tollgate::cli
