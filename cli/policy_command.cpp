// `tollgate policy validate|show|schema`.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "change/window_state.hpp"
#include "cli/commands.hpp"
#include "cli/inputs.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/roles_in_force.hpp"
#include "cli/selection.hpp"
#include "core/error.hpp"
#include "core/merge_window.hpp"
#include "core/suggest.hpp"
#include "gates/all.hpp"
#include "policy/load.hpp"
#include "policy/problems.hpp"
#include "policy/roles.hpp"
#include "policy/schema.hpp"
#include "policy/show.hpp"
#include "policy/waivers.hpp"
#include "reporters/wording.hpp"

namespace tollgate::cli {

namespace {

ProjectArguments with_file(const PolicyArguments& arguments) {
  ProjectArguments project = arguments.project;
  if (!arguments.file.empty()) project.policy = arguments.file;
  return project;
}

std::string schema_for(const PolicyArguments& arguments) {
  if (arguments.roles) return policy::roles_json_schema();
  return arguments.waivers ? policy::waivers_json_schema(gates::all) : policy::json_schema(gates::all);
}

/// Collects the policy's time zones that the system does not have, each once per line that writes it.
class UnknownZones {
 public:
  explicit UnknownZones(const Policy& policy) : x_policy(policy), x_names(change::time_zone_names()) {
    for (const Layer& layer : policy.layers) look_at(layer);
  }
  /// Without time zone data nothing is found to be wrong.
  bool were_looked_up() const { return !x_names.empty(); }
  std::vector<Diagnostic> problems() && { return std::move(x_problems); }

 private:
  void look_at(const Layer& layer) {
    const std::string key = "layers." + layer.name + ".merge_window";
    if (const auto window = parse_merge_window(layer.merge_window)) look_up(window->zone, key);
    for (const ClosedPeriod& period : layer.closed) look_up(period.zone, key + ".closed");
  }

  void look_up(const std::string& zone, const std::string& key) {
    if (zone.empty() || !were_looked_up() || change::is_known_time_zone(zone)) return;
    const auto source = x_policy.sources.find(key);
    const Place place = source == x_policy.sources.end() ? Place{} : source->second.place;
    if (!x_told.emplace(zone, place.line, place.column).second) return;
    const std::vector<std::string_view> known(x_names.begin(), x_names.end());
    const std::string meant = did_you_mean(zone, known);
    x_problems.push_back({key + ": there is no time zone " + policy::in_quotes(zone) + " here",
                          meant.empty() ? "write an IANA name such as Europe/Berlin" : meant, place});
  }

  const Policy& x_policy;
  std::vector<std::string> x_names;
  std::set<std::tuple<std::string, int, int>> x_told;
  std::vector<Diagnostic> x_problems;
};

/// Throws PolicyProblems for a time zone that a merge window could not be judged by.
void look_up_zones(PolicyInForce& in_force) {
  UnknownZones zones(in_force.policy);
  if (!zones.were_looked_up())
    in_force.notes.push_back({"policy", "no time zone data here: the time zones of merge windows are not looked up"});
  std::vector<Diagnostic> problems = std::move(zones).problems();
  if (!problems.empty()) throw PolicyProblems(std::move(problems));
}

/// Layers that select nothing, where a manifest of head is at hand. The policy is valid without one.
void look_at_models(const ProjectArguments& project, const ProjectPlace& place, PolicyInForce& in_force) {
  const std::string folder = find_folders(project, in_force.policy, place).head;
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::path(folder) / "manifest.json", ignored)) {
    const bool project_here =
        std::filesystem::exists(std::filesystem::path(place.directory) / "dbt_project.yml", ignored);
    in_force.notes.push_back(
        {"policy", std::string("not checked: whether layers select models, as ") +
                       (project_here ? "there is no manifest.json in " + folder + "; run dbt parse or dbt compile first"
                                     : "no dbt project is here; run this in one, or name its artifacts by --head")});
    return;
  }
  try {
    const std::vector<ModelKey> models = model_keys(dbt::load_project(folder));
    for (std::string& note : policy::empty_layers(in_force.policy, models))
      in_force.notes.push_back({"policy", std::move(note)});
  } catch (const Error&) {
    in_force.notes.push_back(
        {"policy", "head's manifest.json cannot be read: whether layers select models is not told"});
  }
}

}  // namespace

int policy_command(const PolicyArguments& arguments, const Streams& streams) {
  if (arguments.action == PolicyArguments::Action::schema) {
    streams.out << schema_for(arguments);
    return 0;
  }
  const ProjectArguments project = with_file(arguments);
  const ProjectPlace place = find_place(project);
  // A person who validates or shows means the file in front of him, not the base branch's, unless he names a commit.
  const Commits commits = project.base_sha.empty() ? Commits{} : commits_of(project, place);
  PolicyInForce in_force = find_policy(project, place, commits, streams);
  if (arguments.action == PolicyArguments::Action::show) {
    streams.out << policy::show(in_force.policy, gates::all);
    return 0;
  }
  look_up_zones(in_force);
  look_at_models(project, place, in_force);
  const RolesInForce roles = find_roles(place, commits, in_force.policy);
  streams.out << in_force.policy.origin.source << ": valid, "
              << reporters::counted(in_force.policy.layers.size(), "layer") << "\n";
  for (const Note& note : in_force.notes) streams.out << "note: " << note.text << "\n";
  if (roles.roles) {
    const std::size_t count = roles.roles->members.size();
    streams.out << roles_file << ": valid, " << count << (count == 1 ? " role\n" : " roles\n");
  }
  for (const Note& note : roles.notes) streams.out << "note: " << note.text << "\n";
  return 0;
}

}  // namespace tollgate::cli
