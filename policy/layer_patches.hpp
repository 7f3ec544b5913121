// What a policy file says about layers and single models, before inheritance.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/gate.hpp"
#include "core/policy.hpp"
#include "policy/gate_patches.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// One layer, or `defaults`: only what is written there.
struct LayerPatch {
  std::string name;
  std::string from;  ///< for ValueSource
  Mark mark;
  std::optional<Placed<std::string>> inherits;
  std::optional<Placed<Selector>> select;  ///< empty when it was refused
  GatePatches gates;
  std::optional<Placed<std::int64_t>> approvals;
  std::optional<Placed<std::vector<std::string>>> by;
  std::optional<Placed<bool>> author_may_review;
  std::optional<Placed<bool>> approvals_follow_head;
  std::optional<Placed<std::string>> merge_window;
  std::optional<Placed<std::vector<ClosedPeriod>>> closed;
  std::optional<Placed<std::chrono::seconds>> rollback_sla;
  std::optional<Placed<std::chrono::seconds>> waiver_lifetime;
};

struct OverridePatch {
  Placed<Selector> select;
  GatePatches gates;
};

/// The part of a file that is about models.
struct LayerDocument {
  LayerPatch defaults;
  std::vector<LayerPatch> layers;  ///< in file order
  std::vector<OverridePatch> models;

  const LayerPatch* find(std::string_view name) const;
};

/// `defaults`, `layers` and `models`, each may be null. `origin` is empty for the policy file, else `preset standard`.
LayerDocument read_layers(const Node* defaults, const Node* layers, const Node* models, const std::string& origin,
                          std::span<const Gate* const> gates, Problems& problems);

}  // namespace tollgate::policy
