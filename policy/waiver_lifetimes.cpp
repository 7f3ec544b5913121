#include "policy/waiver_lifetimes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace tollgate::policy {

namespace {

/// The layers by the unique_id of what they own.
using LayerOf = std::map<std::string, const Layer*, std::less<>>;

const Layer& strictest(const std::vector<std::string>& ids, const LayerOf& layer_of, const Policy& policy) {
  const Layer* shortest = nullptr;
  for (const std::string& id : ids) {
    const auto owner = layer_of.find(id);
    if (owner == layer_of.end()) return policy.unknown;  // `change` is in no layer
    const Layer* layer = owner->second;
    const bool ends = layer->waiver_lifetime.count() > 0;
    if (shortest == nullptr ||
        (ends && (shortest->waiver_lifetime.count() == 0 || layer->waiver_lifetime < shortest->waiver_lifetime))) {
      shortest = layer;
    }
  }
  return shortest == nullptr ? policy.unknown : *shortest;
}

}  // namespace

std::vector<Diagnostic> too_long(std::span<const Waiver> waivers, const Policy& policy,
                                 std::span<const ModelKey> models, Day today) {
  LayerOf layer_of;
  for (const ModelKey& model : models) layer_of.emplace(model.unique_id, &policy.layer_of(model));
  std::vector<std::string> known;
  for (const auto& [id, layer] : layer_of) known.push_back(id);
  std::vector<Diagnostic> problems;
  for (const Waiver& waiver : waivers) {
    const std::vector<std::string> covered = subject_ids(waiver, known);
    const Layer& layer = strictest(covered, layer_of, policy);
    const auto longest = std::chrono::duration_cast<std::chrono::days>(layer.waiver_lifetime);
    if (longest.count() == 0 || waiver.expires - today <= longest) continue;
    problems.push_back(
        {fmt::format("waiver.expires: {} is {} days ahead; a waiver in {} lasts {} days at most (waiver_lifetime)",
                     day_text(waiver.expires), (waiver.expires - today).count(),
                     layer.name.empty() || layer.name == unknown_layer ? "no layer" : "the layer " + layer.name,
                     longest.count()),
         fmt::format("write {} or an earlier day", day_text(today + longest)),
         {waiver.location.path, waiver.location.line, waiver.location.column}});
  }
  return problems;
}

}  // namespace tollgate::policy
