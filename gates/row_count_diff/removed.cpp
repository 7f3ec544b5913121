#include "gates/row_count_diff/removed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/listing.hpp"
#include "core/unique_id.hpp"
#include "gates/row_count_diff/options.hpp"

namespace tollgate::gates::rows {

namespace {

bool names(const std::vector<std::string>& depends_on, const std::string& id) {
  return std::ranges::find(depends_on, id) != depends_on.end();
}

template <class Map>
bool still_names(const Map& entries, const std::string& user, const std::string& id) {
  const auto found = entries.find(user);
  return found != entries.end() && names(found->second.depends_on, id);
}

/// Whether the head exposure reads something that the base exposure did not.
bool moved(const dbt::Exposure& base, const dbt::Exposure& head) {
  return std::ranges::any_of(head.depends_on, [&](const std::string& id) { return !names(base.depends_on, id); });
}

bool exposure_left(const dbt::Project& base, const dbt::Project& head, const std::string& user, const std::string& id) {
  const auto before = base.exposures.find(user);
  const auto after = head.exposures.find(user);
  if (before == base.exposures.end() || after == head.exposures.end()) return false;
  return names(after->second.depends_on, id) || !moved(before->second, after->second);
}

bool is_left(const dbt::Project& base, const dbt::Project& head, const std::string& user, const std::string& id) {
  const dbt::Node* node = head.find_node(user);
  if (node != nullptr && (node->type == dbt::ResourceType::test || node->type == dbt::ResourceType::unit_test)) {
    return false;
  }
  return exposure_left(base, head, user, id) || still_names(head.nodes, user, id) ||
         still_names(head.semantics, user, id);
}

/// `exposure weekly_sales` for exposure.shop.weekly_sales.
std::string spoken(const std::string& user) {
  return fmt::format("{} {}", user.substr(0, user.find('.')), short_name(user));
}

std::string users_text(const std::vector<std::string>& users) {
  std::vector<std::string> words;
  for (const std::string& user : users) words.push_back(spoken(user));
  return listed(words);
}

std::string gone_text(const dbt::Project& head, const std::string& id) {
  if (head.nodes.contains(id)) return "ephemeral on head";
  const bool disabled = std::ranges::find(head.disabled, id) != head.disabled.end();
  return disabled ? "disabled on head" : "not in the head manifest any more";
}

}  // namespace

std::vector<std::string> users_left(const dbt::Project& base, const dbt::Project& head, const std::string& id) {
  std::vector<std::string> users;
  const auto children = base.children.find(id);
  if (children == base.children.end()) return users;
  std::ranges::copy_if(children->second, std::back_inserter(users),
                       [&](const std::string& user) { return is_left(base, head, user, id); });
  std::ranges::sort(users);
  users.erase(std::unique(users.begin(), users.end()), users.end());
  return users;
}

RowFault judge_removed(const std::string& name, const dbt::Project& base, const dbt::Project& head,
                       const std::string& id) {
  const std::vector<std::string> users = users_left(base, head, id);
  if (users.empty()) return {&removed_rule, fmt::format("{}: {}", name, gone_text(head, id)), {}};
  return {&removed_in_use_rule,
          fmt::format("{}: {}, but {} used it on base and {} still there", name, gone_text(head, id), users_text(users),
                      users.size() == 1 ? "is" : "are"),
          {{"users", static_cast<std::int64_t>(users.size())}}};
}

}  // namespace tollgate::gates::rows
