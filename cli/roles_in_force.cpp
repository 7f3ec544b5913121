#include "cli/roles_in_force.hpp"

#include <filesystem>
#include <utility>

#include "change/git.hpp"
#include "policy/roles.hpp"

namespace tollgate::cli {

namespace {

Roles load_or_throw(const std::string& text, const std::string& path, std::string source) {
  policy::LoadedRoles loaded = policy::load_roles(text, path);
  if (!loaded.problems.empty()) throw PolicyProblems(std::move(loaded.problems));
  loaded.roles.source = std::move(source);
  return std::move(loaded.roles);
}

/// Whoever mends a file that is wrong on base must be able to merge that, so it is no error here.
Roles load_base(const std::string& text, const std::string& path, const std::string& commit, RolesInForce& in_force) {
  policy::LoadedRoles loaded = policy::load_roles(text, path);
  if (!loaded.problems.empty()) in_force.notes.push_back({"roles", path + " is wrong on base, so nobody has a role"});
  loaded.roles.source = path + " at " + commit.substr(0, 12) + " (base)";
  return std::move(loaded.roles);
}

bool any_role_asked(const Policy& policy) {
  for (const Layer& layer : policy.layers) {
    for (const std::string& role : layer.review.by) {
      if (role != "peer") return true;
    }
  }
  return false;
}

void tell_gaps(const Policy& policy, const std::string& path, RolesInForce& in_force) {
  if (!in_force.roles) {
    if (any_role_asked(policy))
      in_force.notes.push_back({"roles", "no " + path + ": nobody has the roles whose approval the policy asks for"});
    return;
  }
  for (std::string& sentence : policy::roles_without_people(policy, *in_force.roles))
    in_force.notes.push_back({"roles", path + ": " + std::move(sentence)});
}

}  // namespace

RolesInForce find_roles(const ProjectPlace& place, const Commits& commits, const Policy& policy) {
  const std::string path = place.prefix + roles_file;
  const auto head_text = read_rules((std::filesystem::path(place.directory) / roles_file).string());
  RolesInForce in_force;
  std::optional<Roles> head;
  if (head_text) head = load_or_throw(*head_text, path, path + " (working tree)");
  if (commits.base.empty()) {
    in_force.roles = std::move(head);
    tell_gaps(policy, path, in_force);
    return in_force;
  }
  const auto base_text = change::show_file(*place.repository_root, commits.base, path);
  if (base_text) in_force.roles = load_base(*base_text, path, commits.base, in_force);
  if (head) in_force.loosened = policy::loosened_roles(in_force.roles.value_or(Roles{}), *head, path);
  tell_gaps(policy, path, in_force);
  return in_force;
}

}  // namespace tollgate::cli
