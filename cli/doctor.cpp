// `tollgate doctor`: is everything in place that `check` will need? Asks each thing by itself and tells what to do.
#include "cli/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/roles_in_force.hpp"
#include "cli/waivers_in_force.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

void Examination::line(const char* mark, const std::string& what, const std::string& text) {
  x_streams.out << fmt::format("{:<5} {}: {}\n", mark, what, text) << std::flush;
}

bool Examination::look_at(const std::string& what, const std::function<std::string()>& examine) {
  try {
    praise(what, examine());
    return true;
  } catch (const PolicyProblems& problems) {
    for (const Diagnostic& problem : problems.problems()) line("wrong", what, to_text(problem));
  } catch (const Error& error) {
    line("wrong", what, error.what());
  }
  x_all_well = false;
  return false;
}

void Examination::praise(const std::string& what, const std::string& how) { line("ok", what, how); }

void Examination::warn(const std::string& what, const std::string& why, const std::string& remedy) {
  line("warn", what, to_text({why, remedy, {}}));
}

void Examination::blame(const std::string& what, const std::string& why, const std::string& remedy) {
  line("wrong", what, to_text({why, remedy, {}}));
  x_all_well = false;
}

bool asks_for(const Policy& policy, std::string_view gate) {
  return std::ranges::any_of(policy.layers, [&](const Layer& layer) { return layer.gates.contains(gate); });
}

namespace {

void look_at_project(Examination& examination, Patient& patient) {
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::path(patient.place.directory) / "dbt_project.yml", ignored)) {
    examination.praise("project", patient.place.directory);
    return;
  }
  examination.blame("project", "there is no dbt_project.yml in " + patient.place.directory + " or above it",
                    "run tollgate in the folder of the dbt project, or name it: --project-dir FOLDER");
}

bool asks_for_roles(const Policy& policy) {
  return std::ranges::any_of(policy.layers, [](const Layer& layer) {
    return std::ranges::any_of(layer.review.by, [](const std::string& role) { return role != "peer"; });
  });
}

void look_at_roles(Examination& examination, const Patient& patient) {
  RolesInForce roles;
  const bool read = examination.look_at("roles", [&] {
    roles = find_roles(patient.place, patient.commits, patient.policy.policy);
    return roles.roles ? roles.roles->source : std::string("no file");
  });
  if (!read || (!roles.roles && !asks_for_roles(patient.policy.policy))) return;
  for (const Note& note : roles.notes) {
    examination.warn("roles", note.text,
                     fmt::format("give each role the logins of its people in {} (docs/policy.md): without them nobody "
                                 "can approve",
                                 roles_file));
  }
}

void look_at_rules(Examination& examination, Patient& patient) {
  patient.has_policy = examination.look_at("policy", [&] {
    patient.policy = find_policy(patient.arguments.project, patient.place, patient.commits, patient.streams);
    return patient.policy.policy.origin.source;
  });
  if (!patient.has_policy) return;
  look_at_roles(examination, patient);
  examination.look_at("waivers", [&] {
    const WaiversInForce waivers = find_waivers(patient.place, patient.commits);
    return waivers.waivers.empty() ? "none" : fmt::format("{} in {}", waivers.waivers.size(), waivers.path);
  });
}

}  // namespace

int doctor(const DoctorArguments& arguments, const Streams& streams) {
  Examination examination(streams);
  streams.out << fmt::format("tollgate {}\n", version());
  Patient patient{arguments, streams, {}, {}, {}, {}, {}};
  patient.place = find_place(arguments.project);
  look_at_project(examination, patient);
  look_at_git(examination, patient);
  look_at_rules(examination, patient);
  patient.folders = find_folders(arguments.project, patient.policy.policy, patient.place);
  look_at_artifacts(examination, patient);
  look_at_databases(examination, patient);
  return examination.all_well() ? 0 : 3;
}

}  // namespace tollgate::cli
