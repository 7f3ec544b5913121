#include "dbt/tested_relation.hpp"

namespace tollgate::dbt {

bool is_there(const Project& project, const std::string& id) {
  return project.find_node(id) != nullptr || project.sources.contains(id);
}

std::string on_head(const std::string& id, const Project& head) {
  if (id.empty() || is_there(head, id)) return id;
  const std::string versions = id + ".v";
  const auto first = head.nodes.lower_bound(versions);
  return first != head.nodes.end() && first->first.starts_with(versions) ? first->first : std::string();
}

}  // namespace tollgate::dbt
