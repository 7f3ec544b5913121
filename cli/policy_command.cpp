// `tollgate policy validate|show|schema`.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <utility>

#include "cli/commands.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/roles_in_force.hpp"
#include "core/error.hpp"
#include "gates/all.hpp"
#include "policy/roles.hpp"
#include "policy/schema.hpp"
#include "policy/show.hpp"
#include "policy/waivers.hpp"

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
  const PolicyInForce in_force = find_policy(project, place, commits, streams);
  if (arguments.action == PolicyArguments::Action::show) {
    streams.out << policy::show(in_force.policy, gates::all);
    return 0;
  }
  const RolesInForce roles = find_roles(place, commits, in_force.policy);
  streams.out << in_force.policy.origin.source << ": valid, " << in_force.policy.layers.size() << " layers\n";
  for (const Note& note : in_force.notes) streams.out << "note: " << note.text << "\n";
  if (!roles.roles) return 0;
  const std::size_t count = roles.roles->members.size();
  streams.out << roles_file << ": valid, " << count << (count == 1 ? " role\n" : " roles\n");
  for (const Note& note : roles.notes) streams.out << "note: " << note.text << "\n";
  return 0;
}

}  // namespace tollgate::cli
