#include "policy/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/digest.hpp"
#include "policy/checks.hpp"
#include "policy/inherit.hpp"
#include "policy/layer_patches.hpp"
#include "policy/map_reader.hpp"
#include "policy/presets.hpp"
#include "policy/settings.hpp"
#include "policy/values.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

namespace {

/// What all readers of one load share.
struct Setting {
  std::span<const Gate* const> gates;
  const Environment& environment;
};

void read_version(MapReader& document, Problems& problems) {
  if (const Node* version = document.find("version")) {
    if (!version->is_scalar() || version->text != "1")
      expected(*version, "version", "1", problems, "this tollgate reads policies of version 1");
  } else if (document.is_map()) {
    problems.add({1, 1}, "no `version`: expected version: 1", "add the line `version: 1`");
  }
}

LayerDocument read_document(MapReader& document, const std::string& origin, const Setting& setting, Policy& policy,
                            Problems& problems) {
  read_version(document, problems);
  read_settings(document, origin.empty() ? "policy file" : origin, origin.empty(), setting.environment, policy,
                problems);
  const Node* defaults = document.find("defaults");
  const Node* layers = document.find("layers");
  const Node* models = document.find("models");
  LayerDocument read = read_layers(defaults, layers, models, origin, setting.gates, problems);
  document.finish();
  return read;
}

/// A preset that is wrong is our fault, not the user's; a test loads each with the real gates.
std::optional<LayerDocument> read_preset(const std::string& name, const Setting& setting, Policy& policy,
                                         Problems& problems) {
  const std::string origin = "preset " + name;
  Problems own(origin);
  const std::optional<Node> root = read_yaml(preset_text(name), own);
  if (!root) return std::nullopt;
  MapReader document(*root, origin, own);
  LayerDocument read = read_document(document, origin, setting, policy, own);
  for (const Diagnostic& problem : own.sorted())
    problems.add({}, "the built-in preset does not fit: " + to_text(problem),
                 "this is a defect of tollgate: report it");
  return read;
}

/// The preset that the policy builds on; nothing when the file lists its own layers.
std::optional<std::string> preset_of(const Node& root, MapReader& document, Policy& policy, Problems& problems) {
  if (const Node* node = document.find("preset")) {
    const auto names = preset_names();
    auto name = read_choice(*node, "preset", {names.begin(), names.end()}, problems);
    if (name) policy.sources.emplace("preset", ValueSource{"policy file", problems.place(node->mark)});
    return name;
  }
  const bool has_layers =
      std::any_of(root.entries.begin(), root.entries.end(), [](const Entry& e) { return e.key == "layers"; });
  if (has_layers || !document.is_map()) return std::nullopt;
  return std::string(default_preset);
}

Policy read_policy(const Node& root, const Setting& setting, Problems& problems) {
  Policy policy;
  MapReader document(root, "policy", problems);
  const auto name = preset_of(root, document, policy, problems);
  std::optional<LayerDocument> preset;
  if (name) {
    policy.preset = *name;
    preset = read_preset(*name, setting, policy, problems);
  }
  const LayerDocument file = read_document(document, {}, setting, policy, problems);
  if (document.is_map() && (name || document.find("preset") == nullptr)) {
    resolve_layers(preset ? &*preset : nullptr, file, setting.gates, policy, problems);
    check_policy(policy, file, problems);
  }
  return policy;
}

/// `a bar of nobody` is allowed, but told: the ladder has a human on every layer.
void note_policy(const Policy& policy, std::vector<std::string>& notes) {
  if (policy.preset == default_preset && policy.sources.find("preset") == policy.sources.end())
    notes.emplace_back(
        "the policy names neither `preset` nor `layers`: the layers of the preset standard are in force");
  for (const Layer& layer : policy.layers) {
    if (layer.review.approvals == 0)
      notes.push_back(fmt::format("the layer {} asks for no approval by a person", layer.name));
  }
}

}  // namespace

Loaded load(std::string_view text, const std::string& file_name, std::span<const Gate* const> gates,
            const Environment& environment) {
  Loaded loaded;
  Problems problems(file_name);
  if (const std::optional<Node> root = read_yaml(text, problems)) {
    Policy policy = read_policy(*root, {gates, environment}, problems);
    policy.origin = {file_name, file_name, sha256_hex(text)};
    if (problems.empty()) note_policy(policy, loaded.notes);
    if (problems.empty()) loaded.policy = std::move(policy);
  }
  loaded.problems = problems.sorted();
  return loaded;
}

std::vector<std::string> empty_layers(const Policy& policy, std::span<const ModelKey> models) {
  std::vector<std::string> notes;
  for (const Layer& layer : policy.layers) {
    if (layer.from_preset) continue;
    const auto selected =
        std::count_if(models.begin(), models.end(), [&](const ModelKey& m) { return layer.select.matches(m); });
    const bool owns =
        std::any_of(models.begin(), models.end(), [&](const ModelKey& m) { return &policy.layer_of(m) == &layer; });
    if (selected == 0) {
      notes.push_back(fmt::format("the layer {} selects no model today", layer.name));
    } else if (!owns) {
      notes.push_back(fmt::format("the layer {} owns no model today: all {} that it selects belong to earlier layers",
                                  layer.name, selected));
    }
  }
  for (std::size_t at = 0; at < policy.models.size(); ++at) {
    const Selector& select = policy.models[at].select;
    if (std::any_of(models.begin(), models.end(), [&](const ModelKey& model) { return select.matches(model); }))
      continue;
    const auto source = policy.sources.find(fmt::format("models.{}", at));
    const int line = source == policy.sources.end() ? 0 : source->second.place.line;
    notes.push_back(fmt::format("the model override on line {} selects no model today", line));
  }
  return notes;
}

}  // namespace tollgate::policy
