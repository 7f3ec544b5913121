#include "cli/init/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "cli/init/customs.hpp"
#include "core/lower.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;

/// What the policy's reader takes for something else, or refuses.
bool can_be_written(const std::string& path) {
  return path.find("${") == std::string::npos && path.find_first_of("*?\n\r") == std::string::npos;
}

// --- collecting ---

struct Collected {
  std::set<std::string> folders;
  std::set<std::string> prefixes;
  std::map<std::string, std::size_t> tags;
};
using ByLayer = std::map<std::string_view, Collected>;

/// The folder of `paths` that holds the path; empty: none does.
std::string root_of(const std::string& path, const std::vector<std::string>& paths) {
  for (const std::string& folder : paths) {
    if (path.starts_with(folder + "/")) return folder;
  }
  return {};
}

void collect(const ModelKey& model, const Survey& survey, ByLayer& layers) {
  for (const std::string& tag : model.tags) {
    if (const std::string_view layer = layer_of_tag(tag); !layer.empty()) ++layers[layer].tags[tag];
  }
  const std::string root = root_of(model.path, survey.project.model_paths);
  if (root.empty()) return;
  const auto folder = folder_that_says(model.path, components(root).size());
  if (folder && can_be_written(folder->first)) {
    layers[folder->second].folders.insert(folder->first);
  } else if (!folder) {
    for (const Prefix& known : known_prefixes()) {
      if (model.name.starts_with(known.prefix)) layers[known.layer].prefixes.insert(std::string(known.prefix));
    }
  }
}

/// Metrics and semantic models are no models: a folder that holds only their YAML is found by it.
void collect_metrics(const std::string& path, const Survey& survey, ByLayer& layers) {
  const std::string root = root_of(path, survey.project.model_paths);
  const auto folder = folder_that_says(path, components(root).size());
  if (folder && folder->second == "metrics" && can_be_written(folder->first)) {
    layers[folder->second].folders.insert(folder->first);
  }
}

constexpr std::size_t most_alike = 3;

/// `models/a/staging`, `models/b/staging`, … become one glob where they are many.
std::vector<std::string> short_paths(const Collected& found, const std::vector<std::string>& roots) {
  std::map<std::string, std::vector<std::string>> alike;
  for (const std::string& folder : found.folders) {
    const std::string root = root_of(folder, roots);
    alike[root + "/*/" + fs::path(folder).filename().string()].push_back(folder);
  }
  std::vector<std::string> paths;
  for (const auto& [glob, folders] : alike) {
    std::vector<std::string> deep;
    for (const std::string& folder : folders) {
      const bool top = fs::path(folder).parent_path().generic_string() == root_of(folder, roots);
      (top ? paths : deep).push_back(folder);
    }
    if (deep.size() > most_alike) deep = {glob};
    paths.insert(paths.end(), deep.begin(), deep.end());
  }
  std::ranges::sort(paths);
  for (const std::string& prefix : found.prefixes) paths.push_back("*/" + prefix + "*");
  return paths;
}

void note_words(FoundLayer& layer) {
  std::set<std::string> other;
  for (const std::string& path : layer.select.path) {
    const std::string word = fs::path(path).filename().string();
    if (exact_layer(lowered(word)).empty() && !word.ends_with('*')) other.insert(word);
  }
  for (const std::string& word : other) {
    layer.notes.push_back(
        fmt::format("a folder called {} is taken for {}: put it elsewhere if it is not", word, layer.name));
  }
}

FoundLayer layer_from(std::string_view name, const Collected& found, const std::vector<std::string>& roots) {
  FoundLayer layer;
  layer.name = layer.like = name;
  layer.select.path = short_paths(found, roots);
  const bool by_tag = layer.select.path.empty();
  for (const auto& [tag, times] : found.tags) {
    if (by_tag) layer.select.tag.push_back(tag);
    if (!by_tag) layer.notes.push_back(fmt::format("the tag {} ({} models) says the same", tag, times));
  }
  note_words(layer);
  return layer;
}

// --- without layers ---

std::string name_from(const std::string& folder) {
  std::string name;
  for (const char c : fs::path(folder).filename().string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    name += plain ? c : '_';
  }
  name.resize(std::min<std::size_t>(name.size(), 60));
  return name.empty() || name == "unknown" ? "folder_" + name : name;
}

/// `models/finance` of `models/finance/ledger.sql`, `models` of `models/ledger.sql`.
std::string top_folder(const ModelKey& model, const Survey& survey) {
  const std::string root = root_of(model.path, survey.project.model_paths);
  const std::vector<std::string> parts = components(model.path);
  const std::size_t depth = components(root).size();
  return parts.size() > depth + 1 ? joined(parts, depth + 1) : root;
}

bool is_own_model(const ModelKey& model, const Survey& survey) {
  return model.package == survey.project.name && !root_of(model.path, survey.project.model_paths).empty();
}

/// The longer path first: `models` itself would select what is in `models/finance`.
std::vector<FoundLayer> layers_by_folder(const Survey& survey) {
  std::set<std::string> folders;
  for (const ModelKey& model : survey.models) {
    if (is_own_model(model, survey) && can_be_written(model.path)) folders.insert(top_folder(model, survey));
  }
  std::vector<std::string> ordered(folders.begin(), folders.end());
  std::ranges::stable_sort(
      ordered, [](const auto& a, const auto& b) { return std::ranges::count(a, '/') > std::ranges::count(b, '/'); });
  std::vector<FoundLayer> layers;
  std::set<std::string> taken;
  for (const std::string& folder : ordered) {
    FoundLayer layer;
    layer.like = "marts";
    layer.name = name_from(folder);
    for (int i = 2; !taken.insert(layer.name).second; ++i) layer.name = fmt::format("{}-{}", name_from(folder), i);
    layer.select.path = {folder};
    layers.push_back(std::move(layer));
  }
  return layers;
}

// --- counting ---

/// Seeds and snapshots are guarded as what reads the sources is.
void add_seeds(const Survey& survey, FoundLayer& layer) {
  for (const auto* paths : {&survey.project.seed_paths, &survey.project.snapshot_paths}) {
    for (const std::string& folder : *paths) {
      const bool used = std::ranges::any_of(
          survey.models, [&](const ModelKey& model) { return model.path.starts_with(folder + "/"); });
      const bool there = std::ranges::find(layer.select.path, folder) != layer.select.path.end();
      if (used && !there && can_be_written(folder)) layer.select.path.push_back(folder);
    }
  }
}

void count_models(const Survey& survey, FoundLayers& found) {
  std::map<std::string, std::size_t> unplaced;
  for (const ModelKey& model : survey.models) {
    const auto owner =
        std::ranges::find_if(found.layers, [&](const FoundLayer& layer) { return layer.select.matches(model); });
    if (owner != found.layers.end()) {
      ++owner->models;
    } else {
      const bool own = model.package == survey.project.name;
      ++unplaced[own ? top_folder(model, survey) : "package " + model.package];
    }
  }
  found.unplaced.clear();
  for (const auto& [where, models] : unplaced) found.unplaced.push_back({where, models});
  std::ranges::stable_sort(found.unplaced, [](const auto& a, const auto& b) { return a.models > b.models; });
}

/// A layer whose models earlier layers own. Metrics are no models: one that their YAML stands in is none of these.
void drop_empty(const Survey& survey, FoundLayers& found) {
  const auto holds_yaml = [&](const FoundLayer& layer) {
    return std::ranges::any_of(survey.yaml_files, [&](const std::string& file) {
      ModelKey key;
      key.path = file;
      return layer.like == "metrics" && layer.select.matches(key);
    });
  };
  std::erase_if(found.layers, [&](const FoundLayer& layer) { return layer.models == 0 && !holds_yaml(layer); });
}

/// What no layer selects has the gates of all layers of the file: without marts these would be few, so it gets marts'.
void add_others(const Survey& survey, FoundLayers& found) {
  const auto is_marts = [](const FoundLayer& layer) { return layer.name == "marts"; };
  if (found.unplaced.empty() || std::ranges::any_of(found.layers, is_marts)) return;
  FoundLayer others;
  others.name = "others";
  others.like = "marts";
  others.select.path = survey.project.model_paths;
  for (const Unplaced& place : found.unplaced) {
    ModelKey model;
    model.path = place.where + "/x.sql";
    const bool is_package = place.where.starts_with("package ");
    if (!is_package && !others.select.matches(model)) others.select.path.push_back(place.where);
    others.models += place.models;
  }
  found.layers.push_back(std::move(others));
}

}  // namespace

FoundLayers find_layers(const Survey& survey) {
  FoundLayers found;
  ByLayer collected;
  for (const ModelKey& model : survey.models) collect(model, survey, collected);
  for (const std::string& path : survey.yaml_files) collect_metrics(path, survey, collected);
  for (const std::string_view name : layer_names) {
    const auto at = collected.find(name);
    if (at != collected.end()) {
      FoundLayer layer = layer_from(name, at->second, survey.project.model_paths);
      if (!layer.select.empty()) found.layers.push_back(std::move(layer));
    }
  }
  found.layout = found.layers.empty() ? Layout::folders : Layout::known;
  if (found.layers.empty()) found.layers = layers_by_folder(survey);
  if (found.layers.empty()) found.layout = Layout::empty;
  if (!found.layers.empty() && !found.layers.back().select.path.empty()) add_seeds(survey, found.layers.back());
  count_models(survey, found);
  drop_empty(survey, found);
  if (found.layout == Layout::known) add_others(survey, found);
  return found;
}

}  // namespace tollgate::cli::init
