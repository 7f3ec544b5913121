#include "policy/selectors.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "policy/map_reader.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

constexpr std::array<SelectorKey, 6> all_keys{{{"path", &Selector::path},
                                               {"tag", &Selector::tag},
                                               {"package", &Selector::package},
                                               {"fqn", &Selector::fqn},
                                               {"name", &Selector::name},
                                               {"materialized", &Selector::materialized}}};

/// As dbt writes original_file_path: relative to the dbt project, with `/`.
std::string normal_path(std::string path) {
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool is_project_path(std::string_view path) {
  const bool climbs = path == ".." || path.starts_with("../") || path.find("/../") != std::string_view::npos;
  return !path.starts_with('/') && path.find('\\') == std::string_view::npos && !climbs && path != "." && path != "./";
}

void check_path(std::string& path, const Node& node, const std::string& what, Problems& problems) {
  if (!is_project_path(path)) {
    problems.add(node.mark, fmt::format("{}: {} is no path inside the dbt project", what, in_quotes(path)),
                 "write it relative to dbt_project.yml and with /, e.g. models/marts");
  }
  path = normal_path(path);
}

}  // namespace

std::span<const SelectorKey> selector_keys() { return all_keys; }

std::optional<Selector> read_selector(const Node& node, const std::string& what, Problems& problems) {
  if (node.kind == Node::Kind::refused) return std::nullopt;
  const std::size_t before = problems.size();
  Selector select;
  MapReader reader(node, what, problems);
  for (const SelectorKey& key : all_keys) {
    const Node* value = reader.find(key.name);
    if (value == nullptr) continue;
    const std::string name = fmt::format("{}.{}", what, key.name);
    auto texts = read_texts(*value, name, problems);
    if (!texts) continue;
    if (key.name == "path") {
      for (std::string& path : *texts) check_path(path, *value, name, problems);
    }
    select.*key.values = std::move(*texts);
  }
  reader.finish();
  if (problems.size() == before && select.empty())
    problems.add(node.mark, what + ": selects nothing", "name a path, tag, package, fqn, name or materialized");
  if (problems.size() != before) return std::nullopt;
  return select;
}

}  // namespace tollgate::policy
