#include "policy/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tollgate::policy {

namespace {

/// A layer without gates would wave its models through: fail closed.
void check_gates(const Layer& layer, const LayerDocument& file, Problems& problems) {
  if (!layer.gates.empty()) return;
  if (layer.from_preset) {
    problems.add(file.defaults.gates.mark,
                 fmt::format("defaults.gates turns off every gate of the preset's layer {}", layer.name),
                 "keep at least one gate, e.g. parse");
    return;
  }
  const LayerPatch* patch = file.find(layer.name);
  const bool refused = !patch->gates.good || !file.defaults.gates.good;
  if (!refused) {
    problems.add(patch->mark, fmt::format("layers.{}: no gate guards its models", layer.name),
                 "name at least one under `gates` or `defaults.gates`, e.g. gates: {parse: }");
  }
}

std::string where(const LayerDocument& file, const Layer& layer) {
  const LayerPatch* patch = file.find(layer.name);
  return patch == nullptr ? "of the preset" : fmt::format("on line {}", patch->mark.line);
}

/// Every model that the layer selects belongs to one earlier layer.
void check_shadowed(const Policy& policy, std::size_t at, const LayerDocument& file, Problems& problems) {
  const Layer& layer = policy.layers[at];
  if (layer.from_preset || layer.select.empty()) return;
  const auto end = policy.layers.begin() + static_cast<std::ptrdiff_t>(at);
  const auto earlier =
      std::find_if(policy.layers.begin(), end, [&](const Layer& other) { return covers(other.select, layer.select); });
  if (earlier == end) return;
  const LayerPatch* patch = file.find(layer.name);
  problems.add(
      patch->select ? patch->select->mark : patch->mark,
      fmt::format("layers.{}: it can never own a model: the layer {} {} comes first and selects all that this one does",
                  layer.name, earlier->name, where(file, *earlier)),
      fmt::format("move {} before {}, or narrow the select of {}", layer.name, earlier->name, earlier->name));
}

bool any_layer_asks(const Policy& policy, const std::string& gate) {
  return std::any_of(policy.layers.begin(), policy.layers.end(),
                     [&](const Layer& layer) { return layer.gates.find(gate) != layer.gates.end(); });
}

void check_overrides(const Policy& policy, const LayerDocument& file, Problems& problems) {
  for (const OverridePatch& patch : file.models) {
    for (const auto& [gate, settings] : patch.gates.gates) {
      if (any_layer_asks(policy, gate)) continue;
      problems.add(settings.mark, fmt::format("models: no layer asks for the gate {}, so this changes nothing", gate),
                   "add the gate to a layer");
    }
  }
}

}  // namespace

void check_policy(const Policy& policy, const LayerDocument& file, Problems& problems) {
  for (std::size_t at = 0; at < policy.layers.size(); ++at) {
    check_gates(policy.layers[at], file, problems);
    check_shadowed(policy, at, file, problems);
  }
  const bool layers_good =
      policy.layers.size() >= file.layers.size() &&
      std::all_of(file.layers.begin(), file.layers.end(), [](const LayerPatch& p) { return p.gates.good; });
  if (layers_good && file.defaults.gates.good) check_overrides(policy, file, problems);
}

}  // namespace tollgate::policy
