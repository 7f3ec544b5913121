#include "cli/budget_layers.hpp"

#include <algorithm>

#include "cli/inputs.hpp"
#include "cli/selection.hpp"
#include "core/listing.hpp"

namespace tollgate::cli {

namespace {

bool needs_manifest(const Layer& layer) {
  const Selector& select = layer.select;
  return !select.tag.empty() || !select.package.empty() || !select.fqn.empty() || !select.materialized.empty();
}

/// What a path alone tells of a model.
ModelKey key_of(std::string_view path) {
  ModelKey key;
  key.path = path;
  const std::string_view file = path.substr(path.rfind('/') + 1);
  key.name = file.substr(0, file.find('.'));
  return key;
}

}  // namespace

LayersByPath::LayersByPath(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place)
    : x_policy(policy) {
  std::vector<std::string> unsure;
  for (const Layer& layer : policy.layers) {
    if (needs_manifest(layer)) unsure.push_back(layer.name);
  }
  if (unsure.empty()) return;
  try {
    const dbt::Project project = dbt::load_project(find_folders(arguments, policy, place).head);
    for (ModelKey& key : model_keys(project)) {
      if (key.package == project.metadata.project_name) x_models.insert_or_assign(key.path, key);
    }
    x_notes.push_back("layers selected by more than a path (" + listed(unsure) +
                      ") are told by the manifest of the head: files that it does not have are in none of them");
  } catch (const Error&) {
    x_notes.push_back("layers selected by more than a path (" + listed(unsure) +
                      ") cannot be told, as there is no manifest to read: name its folder with --head");
  }
}

std::string LayersByPath::layer_of(std::string_view path) const {
  const auto known = x_models.find(path);
  const ModelKey key = known == x_models.end() ? key_of(path) : known->second;
  const auto found =
      std::ranges::find_if(x_policy.layers, [&](const Layer& layer) { return layer.select.matches(key); });
  return found == x_policy.layers.end() ? std::string() : found->name;
}

}  // namespace tollgate::cli
