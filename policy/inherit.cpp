#include "policy/inherit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/merge_window.hpp"

namespace tollgate::policy {

namespace {

using Chain = std::vector<const LayerPatch*>;  // from the layer itself to what it inherits last

class Resolver {
 public:
  Resolver(const LayerDocument* preset, const LayerDocument& file, Policy& policy, Problems& problems)
      : x_preset(preset), x_file(file), x_policy(policy), x_problems(problems) {}

  void resolve(const LayerPatch& patch, bool in_file) {
    Chain own;
    const LayerPatch* base = in_file ? nullptr : &patch;
    if (in_file && !own_chain(patch, own, base)) return;
    Layer layer;
    layer.name = patch.name;
    layer.from_preset = !in_file;
    layer.review = {.approvals = 1,
                    .by = {"peer"}};  // every layer has a human: what a layer gets that states no review
    lay_over(layer, patches(own, base));
    if (!take_select(layer, patch, in_file && !patch.inherits ? base : nullptr)) return;
    if (in_file) note(key(layer), patch.from, place(patch, patch.mark));
    x_policy.layers.push_back(std::move(layer));
  }

 private:
  static std::string key(const Layer& layer, std::string_view rest = {}) {
    return fmt::format("layers.{}{}{}", layer.name, rest.empty() ? "" : ".", rest);
  }

  bool is_preset(const LayerPatch& patch) const {
    return x_preset != nullptr && (&patch == &x_preset->defaults || patch_of(*x_preset, patch));
  }
  static bool patch_of(const LayerDocument& document, const LayerPatch& patch) {
    return std::any_of(document.layers.begin(), document.layers.end(),
                       [&](const LayerPatch& p) { return &p == &patch; });
  }
  Place place(const LayerPatch& patch, Mark mark) const { return is_preset(patch) ? Place{} : x_problems.place(mark); }
  void note(std::string at, const std::string& from, Place place) {
    x_policy.sources.insert_or_assign(std::move(at), ValueSource{from, std::move(place)});
  }
  void forget(const std::string& prefix) {
    std::erase_if(x_policy.sources, [&](const auto& source) { return source.first.starts_with(prefix); });
  }

  std::vector<std::string_view> known_layers() const {
    std::vector<std::string_view> names;
    for (const LayerPatch& layer : x_file.layers) names.push_back(layer.name);
    if (x_preset == nullptr) return names;
    for (const LayerPatch& layer : x_preset->layers) names.push_back(layer.name);
    return names;
  }

  void tell_circle(const Chain& chain, const LayerPatch& back) {
    const auto start = std::find(chain.begin(), chain.end(), &back);
    if (start != chain.begin()) return;  // told at the layers of the circle itself
    const bool first = std::all_of(chain.begin(), chain.end(),
                                   [&](const LayerPatch* patch) { return patch->mark.line >= back.mark.line; });
    if (!first) return;
    std::string text;
    for (const LayerPatch* patch : chain) text += patch->name + " -> ";
    x_problems.add(back.inherits->mark, fmt::format("layers inherit in a circle: {}{}", text, back.name),
                   "delete one of the `inherits`");
  }

  /// Follows `inherits` inside the file; `base` becomes the layer of the preset that the chain ends in, or null.
  bool own_chain(const LayerPatch& patch, Chain& chain, const LayerPatch*& base) {
    const LayerPatch* current = &patch;
    while (true) {
      chain.push_back(current);
      if (!current->inherits) {
        base = x_preset == nullptr ? nullptr : x_preset->find(current->name);
        return true;
      }
      const std::string& parent = current->inherits->value;
      if (const LayerPatch* next = x_file.find(parent)) {
        if (std::find(chain.begin(), chain.end(), next) != chain.end()) {
          tell_circle(chain, *next);
          return false;
        }
        current = next;
        continue;
      }
      base = x_preset == nullptr ? nullptr : x_preset->find(parent);
      if (base == nullptr && current == &patch) tell_unknown(patch);
      return base != nullptr;
    }
  }

  void tell_unknown(const LayerPatch& patch) {
    x_problems.add(
        patch.inherits->mark,
        fmt::format("layers.{}.inherits: there is no layer {}", patch.name, in_quotes(patch.inherits->value)),
        suggestion(patch.inherits->value, known_layers()));
  }

  /// All patches of a layer, the one that wins last.
  Chain patches(const Chain& own, const LayerPatch* base) const {
    Chain reversed(own);
    reversed.push_back(&x_file.defaults);
    for (std::size_t depth = 0; base != nullptr && depth <= x_preset->layers.size(); ++depth) {
      reversed.push_back(base);
      base = base->inherits ? x_preset->find(base->inherits->value) : nullptr;
    }
    if (x_preset != nullptr) reversed.push_back(&x_preset->defaults);
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
  }

  void lay_over(Layer& layer, const Chain& patches) {
    for (const LayerPatch* patch : patches) {
      for (const auto& [id, gate] : patch->gates.gates) lay_gate(layer, id, gate, *patch);
      lay(layer, *patch, "review.approvals", patch->approvals, layer.review.approvals);
      lay(layer, *patch, "review.by", patch->by, layer.review.by);
      lay(layer, *patch, "review.author_may_review", patch->author_may_review, layer.review.author_may_review);
      lay(layer, *patch, "review.approvals_follow_head", patch->approvals_follow_head,
          layer.review.approvals_follow_head);
      lay(layer, *patch, "merge_window", patch->merge_window, layer.merge_window);
      lay(layer, *patch, "merge_window.closed", patch->closed, layer.closed);
      lay(layer, *patch, "rollback_sla", patch->rollback_sla, layer.rollback_sla);
      lay(layer, *patch, "waiver_lifetime", patch->waiver_lifetime, layer.waiver_lifetime);
    }
  }

  template <class From, class To>
  void lay(const Layer& layer, const LayerPatch& patch, std::string_view name, const std::optional<Placed<From>>& value,
           To& field) {
    if (!value) return;
    field = static_cast<To>(value->value);
    note(key(layer, name), patch.from, place(patch, value->mark));
  }

  void lay_gate(Layer& layer, const std::string& id, const GatePatch& gate, const LayerPatch& patch) {
    const std::string at = key(layer, "gates." + id);
    if (gate.off) {
      layer.gates.erase(id);
      forget(at + ".");
      x_policy.sources.erase(at);
      return;
    }
    const auto [settings, added] = layer.gates.try_emplace(id);
    if (added) note(at, patch.from, place(patch, gate.mark));
    for (const auto& [name, value] : gate.options) {
      settings->second.options.set(name, value.value);
      note(at + "." + name, patch.from, place(patch, value.mark));
    }
    for (const auto& [rule, value] : gate.severity) {
      settings->second.severity.insert_or_assign(rule, value.value);
      note(at + ".severity." + rule, patch.from, place(patch, value.mark));
    }
  }

  /// A layer's own select, else that of the preset's layer of the same name; `inherits` never brings one.
  bool take_select(Layer& layer, const LayerPatch& patch, const LayerPatch* same_in_preset) {
    const LayerPatch* from = patch.select || same_in_preset == nullptr ? &patch : same_in_preset;
    if (!from->select) {
      x_problems.add(patch.mark, fmt::format("layers.{}: no `select`", layer.name),
                     "say which models it is for, e.g. select: {path: models/marts}; `inherits` never brings a select");
      return false;
    }
    layer.select = from->select->value;
    note(key(layer, "select"), from->from, place(*from, from->select->mark));
    return true;
  }

  const LayerDocument* x_preset;
  const LayerDocument& x_file;
  Policy& x_policy;
  Problems& x_problems;
};

void resolve_models(const LayerDocument& file, Policy& policy, const Problems& problems) {
  for (const OverridePatch& patch : file.models) {
    const std::string at = fmt::format("models.{}", policy.models.size());
    ModelOverride model;
    model.select = patch.select.value;
    policy.sources.insert_or_assign(at, ValueSource{"models", problems.place(patch.select.mark)});
    for (const auto& [id, gate] : patch.gates.gates) {
      GateSettings settings;
      for (const auto& [name, value] : gate.options) {
        settings.options.set(name, value.value);
        policy.sources.insert_or_assign(fmt::format("{}.gates.{}.{}", at, id, name),
                                        ValueSource{"models", problems.place(value.mark)});
      }
      for (const auto& [rule, value] : gate.severity) {
        settings.severity.insert_or_assign(rule, value.value);
        policy.sources.insert_or_assign(fmt::format("{}.gates.{}.severity.{}", at, id, rule),
                                        ValueSource{"models", problems.place(value.mark)});
      }
      model.gates.emplace(id, std::move(settings));
    }
    policy.models.push_back(std::move(model));
  }
}

/// A window that is open whenever all others are comes last; where they can't be compared, the shortest.
std::string narrowest_window(const std::vector<Layer>& layers) {
  std::string narrowest = "any";
  std::size_t fewest = parse_merge_window(narrowest)->minutes.count();
  for (const Layer& layer : layers) {
    const auto window = parse_merge_window(layer.merge_window);
    if (!window || window->minutes.count() >= fewest) continue;
    fewest = window->minutes.count();
    narrowest = layer.merge_window;
  }
  return narrowest;
}

}  // namespace

void resolve_layers(const LayerDocument* preset, const LayerDocument& file, std::span<const Gate* const> gates,
                    Policy& policy, Problems& problems) {
  Resolver resolver(preset, file, policy, problems);
  for (const LayerPatch& patch : file.layers) resolver.resolve(patch, true);
  if (preset != nullptr) {
    for (const LayerPatch& patch : preset->layers) {
      if (file.find(patch.name) == nullptr) resolver.resolve(patch, false);
    }
  }
  resolve_models(file, policy, problems);
  policy.unknown = union_of(policy.layers, gates);
  policy.unknown.merge_window = narrowest_window(policy.layers);
}

}  // namespace tollgate::policy
