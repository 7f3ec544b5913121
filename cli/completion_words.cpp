// What completions ask tollgate while somebody types: the names of the project at hand.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <set>
#include <string_view>

#include "cli/completion.hpp"
#include "cli/inputs.hpp"
#include "cli/waivers_subject.hpp"
#include "core/finding.hpp"
#include "dbt/catalog.hpp"

namespace tollgate::cli {

namespace {

using Names = std::set<std::string>;

/// The word behind an option; readline gives `--head=x` in three words.
std::string value_of(const std::string& option, const std::vector<std::string>& typed) {
  for (std::size_t i = 0; i + 1 < typed.size(); ++i) {
    if (typed[i].starts_with(option + "=")) return typed[i].substr(option.size() + 1);
    if (typed[i] != option) continue;
    if (typed[i + 1] != "=") return typed[i + 1];
    return i + 2 < typed.size() ? typed[i + 2] : std::string();
  }
  return {};
}

std::string under_cursor(const std::vector<std::string>& typed) {
  if (typed.empty()) return {};
  const std::string& word = typed.back();
  const std::size_t equals = word.find('=');
  return word.starts_with("--") && equals != std::string::npos ? word.substr(equals + 1) : word;
}

/// Whoever names his models otherwise types them: nothing here may mean something to a shell.
bool is_plain(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

dbt::Catalog catalog_in(const std::string& folder) {
  try {
    return dbt::load_catalog((std::filesystem::path(folder) / "catalog.json").string());
  } catch (const std::exception&) {
    return {};
  }
}

/// As YAML and the catalogue tell them: to read all SQL would take longer than somebody waits for a Tab.
void add_columns(const std::string& prefix, const std::string& unique_id, const std::vector<dbt::Column>& columns,
                 const dbt::Catalog& catalog, Names& names) {
  for (const dbt::Column& column : columns) names.insert(prefix + "." + column.name);
  const dbt::CatalogEntry* entry = catalog.find(unique_id);
  if (entry == nullptr) return;
  for (const dbt::CatalogColumn& column : entry->columns) names.insert(prefix + "." + column.name);
}

Names columns_of(const dbt::Project& project, const dbt::Catalog& catalog) {
  Names names;
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) add_columns(node.name, id, node.columns, catalog, names);
  }
  for (const auto& [id, source] : project.sources) {
    add_columns(source.source_name + "." + source.name, id, source.columns, catalog, names);
  }
  return names;
}

Names subjects_of(const dbt::Project& project, const dbt::Catalog& catalog) {
  Names names{std::string(change_subject)};
  for (std::string& id : subjects_in(project)) names.insert(std::move(id));
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) add_columns(id, id, node.columns, catalog, names);
  }
  return names;
}

Names models_of(const dbt::Project& project) {
  Names names;
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node)) names.insert(node.name);
  }
  return names;
}

Names names_of(const CompletionArguments& arguments, const Streams& streams) {
  ProjectArguments project;
  project.project_dir = value_of("--project-dir", arguments.typed);
  project.head = value_of("--head", arguments.typed);
  project.policy = value_of("--policy", arguments.typed);
  const ProjectPlace place = find_place(project);
  const PolicyInForce policy = find_policy(project, place, {}, streams);
  Names names;
  if (arguments.words == "layers") {
    for (const Layer& layer : policy.policy.layers) names.insert(layer.name);
    return names;
  }
  const std::string folder = find_folders(project, policy.policy, place).head;
  const dbt::Project head = dbt::load_project(folder);
  if (arguments.words == "models") return models_of(head);
  const dbt::Catalog catalog = catalog_in(folder);
  return arguments.words == "columns" ? columns_of(head, catalog) : subjects_of(head, catalog);
}

}  // namespace

std::vector<std::string> names_to_type(const CompletionArguments& arguments, const Streams& streams) {
  std::vector<std::string> fitting;
  try {
    const std::string begun = under_cursor(arguments.typed);
    for (const std::string& name : names_of(arguments, streams)) {
      if (name.starts_with(begun) && is_plain(name)) fitting.push_back(name);
    }
  } catch (const std::exception&) {
    fitting.clear();  // a Tab is no place for an explanation
  }
  return fitting;
}

}  // namespace tollgate::cli
