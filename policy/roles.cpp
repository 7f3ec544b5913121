#include "policy/roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/lower.hpp"
#include "core/suggest.hpp"
#include "policy/compare.hpp"
#include "policy/map_reader.hpp"
#include "policy/values.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t longest_role = 64;
constexpr std::size_t longest_login = 255;  // GitLab's; GitHub takes 39
constexpr std::string_view peer = "peer";

bool made_of(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

bool good_role(const Entry& entry, Problems& problems) {
  const std::string what = "roles." + in_quotes(entry.key);
  if (entry.key == peer) {
    problems.add(entry.mark, "roles.peer: this role is everybody's and takes no list",
                 "name the people in a role of its own, and that role in the policy");
    return false;
  }
  const bool good = !entry.key.empty() && entry.key.size() <= longest_role && made_of(entry.key, "-_");
  if (!good) problems.add(entry.mark, what + ": a role has letters, digits, - and _ only", "e.g. senior-data-engineer");
  return good;
}

/// Without `@`; nothing, and a problem, for what is no login. A mail address is not repeated.
std::optional<std::string> login_of(const std::string& text, const Node& node, const std::string& what,
                                    Problems& problems) {
  const std::string login = text.starts_with('@') ? text.substr(1) : text;
  if (!login.empty() && login.size() <= longest_login && made_of(login, "-_.")) return login;
  const bool address = login.find('@') != std::string::npos;
  problems.add(
      node.mark,
      address ? what + ": a mail address, expected a login" : fmt::format("{}: {} is no login", what, in_quotes(text)),
      "write the login that the forge shows, e.g. ada or @ada; teams can't be named");
  return std::nullopt;
}

std::vector<std::string> read_logins(const Entry& entry, Problems& problems) {
  const std::string what = "roles." + entry.key;
  std::vector<std::string> logins;
  std::set<std::string> known;
  const auto take = [&](const Node& node) {
    const auto text = read_text(node, what, problems);
    auto login = text ? login_of(*text, node, what, problems) : std::nullopt;
    if (!login) return;
    if (known.insert(lowered(*login)).second)
      logins.push_back(std::move(*login));
    else
      problems.add(node.mark, fmt::format("{}: {} is here twice", what, in_quotes(*login)), "keep one of the two");
  };
  const Node& value = entry.value;
  if (value.is_list() && !value.items.empty()) {
    for (const Node& item : value.items) take(item);
  } else if (value.is_scalar()) {
    take(value);
  } else {
    expected(value, what, "a login or a list of logins", problems, "e.g. [ada, grace]");
  }
  return logins;
}

std::vector<std::string> added(const std::vector<std::string>& base, const std::vector<std::string>& head) {
  std::set<std::string> before;
  for (const std::string& login : base) before.insert(lowered(login));
  std::vector<std::string> more;
  std::copy_if(head.begin(), head.end(), std::back_inserter(more),
               [&](const std::string& login) { return !before.contains(lowered(login)); });
  return more;
}

}  // namespace

LoadedRoles load_roles(std::string_view text, const std::string& file_name) {
  LoadedRoles loaded;
  Problems problems(file_name, "roles file");
  if (const std::optional<Node> root = read_yaml(text, problems, Emptiness::allowed)) {
    if (!root->is_map() && !root->is_nothing())
      expected(*root, "roles", "a mapping (`role: [login, …]` lines)", problems, "e.g. senior-data-engineer: [ada]");
    for (const Entry& entry : root->entries) {
      if (good_role(entry, problems)) loaded.roles.members.emplace(entry.key, read_logins(entry, problems));
    }
  }
  loaded.problems = problems.sorted();
  if (!loaded.problems.empty()) loaded.roles.members.clear();
  return loaded;
}

std::vector<Finding> loosened_roles(const Roles& base, const Roles& head, const std::string& path) {
  std::vector<Finding> findings;
  for (const auto& [role, logins] : head.members) {
    const auto before = base.members.find(role);
    const std::vector<std::string> more =
        added(before == base.members.end() ? std::vector<std::string>{} : before->second, logins);
    if (more.empty()) continue;
    Finding finding;
    finding.gate = policy_gate;
    finding.rule = loosened_rule;
    finding.severity = Severity::warning;
    finding.location = {path, 1, 0};
    finding.subject = {std::string(change_subject), {}, "roles." + role};
    finding.message =
        fmt::format("this change gives {} the role {}: it counts from the merge on", fmt::join(more, ", "), role);
    finding.help = "have someone who has the role today agree";
    finding.evidence.push_back({"people_added", static_cast<std::int64_t>(more.size())});
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<std::string> roles_without_people(const Policy& policy, const Roles& roles) {
  std::vector<std::string_view> known{peer};
  for (const auto& [role, logins] : roles.members) known.push_back(role);
  std::map<std::string, std::vector<std::string>> layers;
  for (const Layer& layer : policy.layers) {
    for (const std::string& role : layer.review.by) {
      if (role != peer && !roles.members.contains(role)) layers[role].push_back(layer.name);
    }
  }
  std::vector<std::string> sentences;
  for (const auto& [role, names] : layers) {
    const std::string meant = did_you_mean(role, known);
    sentences.push_back(fmt::format("nobody is {}, whose approval {} ask{} for{}{}", role, fmt::join(names, ", "),
                                    names.size() == 1 ? "s" : "", meant.empty() ? "" : "; ", meant));
  }
  return sentences;
}

}  // namespace tollgate::policy
