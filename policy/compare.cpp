#include "policy/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "policy/looser.hpp"
#include "policy/selectors.hpp"

namespace tollgate::policy {

namespace {

const Layer* find_layer(const Policy& policy, std::string_view name) {
  const auto found =
      std::find_if(policy.layers.begin(), policy.layers.end(), [&](const Layer& layer) { return layer.name == name; });
  return found == policy.layers.end() ? nullptr : &*found;
}

std::size_t position(const Policy& policy, std::string_view name) {
  const auto found =
      std::find_if(policy.layers.begin(), policy.layers.end(), [&](const Layer& layer) { return layer.name == name; });
  return static_cast<std::size_t>(found - policy.layers.begin());
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool may_share(const std::vector<std::string>& a, const std::vector<std::string>& b, bool folders) {
  if (a.empty() || b.empty()) return true;
  const auto below = [&](const std::string& outer, const std::string& inner) {
    return outer == inner || (folders && inner.starts_with(outer + "/"));
  };
  return std::any_of(a.begin(), a.end(), [&](const std::string& left) {
    return std::any_of(b.begin(), b.end(), [&](const std::string& right) {
      return has_wildcard(left) || has_wildcard(right) || below(left, right) || below(right, left);
    });
  });
}

/// False only when no model can be selected by both. Tags, and fqn with its leading parts, are not looked into.
bool may_overlap(const Selector& a, const Selector& b) {
  return may_share(a.path, b.path, true) && may_share(a.package, b.package, false) &&
         may_share(a.name, b.name, false) && may_share(a.materialized, b.materialized, false);
}

std::string select_text(const Selector& select) {
  std::vector<std::string> keys;
  for (const SelectorKey& key : selector_keys()) {
    if (!(select.*key.values).empty())
      keys.push_back(fmt::format("{}: {}", key.name, fmt::join(select.*key.values, ", ")));
  }
  return fmt::format("{}", fmt::join(keys, "; "));
}

/// All overrides of one selector, in order.
GateTable overrides_for(const Policy& policy, const Selector& select) {
  GateTable table;
  for (const ModelOverride& model : policy.models) {
    if (!(model.select == select)) continue;
    for (const auto& [id, settings] : model.gates) {
      GateSettings& joined = table[id];
      for (const auto& [name, value] : settings.options.values()) joined.options.set(name, value);
      for (const auto& [rule, severity] : settings.severity) joined.severity.insert_or_assign(rule, severity);
    }
  }
  return table;
}

GateTable overlaid(GateTable gates, const GateTable& over) {
  lay_over(gates, over);
  return gates;
}

class Comparison {
 public:
  Comparison(const Policy& base, const Policy& head, std::span<const Gate* const> gates, const std::string& path)
      : x_base(base), x_head(head), x_gates(gates), x_path(path) {}

  /// Layers that both policies have. An equal loosening in several layers is one finding.
  void same_layers() {
    std::map<std::pair<std::string, std::string>, std::pair<Loosening, std::vector<std::string>>> grouped;
    for (const Layer& before : x_base.layers) {
      const Layer* after = find_layer(x_head, before.name);
      if (after == nullptr) continue;
      for (Loosening& found : looser_layer(before, *after, x_gates)) {
        auto& group = grouped[{found.key, found.text}];
        group.second.push_back(before.name);
        group.first = std::move(found);
      }
    }
    for (const auto& [id, group] : grouped) {
      const auto& [found, layers] = group;
      const std::string at = "layers." + layers.front();
      add(found, fmt::format("layers.{}.{}", fmt::join(layers, "+"), found.key),
          fmt::format("{} {}: {}", layers.size() == 1 ? "layer" : "layers", fmt::join(layers, ", "), found.text),
          line_of({at + "." + found.key, at + "." + gate_of(found.key), at}));
    }
  }

  void sections() {
    for (const Loosening& found : looser_sections(x_base, x_head))
      add(found, found.key, found.text, line_of({found.key}));
  }

  /// Overrides are paired by their selector and judged on the layers that both policies have.
  void overrides() {
    std::vector<Selector> selects;
    for (const Policy* policy : {&x_base, &x_head}) {
      for (const ModelOverride& model : policy->models) {
        if (std::find(selects.begin(), selects.end(), model.select) == selects.end()) selects.push_back(model.select);
      }
    }
    for (const Selector& select : selects) override_of(select);
  }

  /// Which of today's models come into a layer that guards them less.
  void moves(std::span<const ModelKey> models) {
    std::map<std::pair<std::string, std::string>, std::pair<std::vector<std::string>, std::set<std::string>>> groups;
    for (const ModelKey& model : models) {
      const Layer& before = x_base.layer_of(model);
      const Layer& after = x_head.layer_of(model);
      if (before.name == after.name) continue;
      for (const Loosening& found : looser_layer(before, after, x_gates))
        groups[{before.name, after.name}].second.insert(found.key);
      groups[{before.name, after.name}].first.push_back(model.name);
    }
    for (auto& [layers, group] : groups) {
      auto& [names, keys] = group;
      if (keys.empty()) continue;
      std::sort(names.begin(), names.end());
      add({"moves", {}, Severity::warning, {{"models", static_cast<std::int64_t>(names.size())}}},
          fmt::format("moves.{}.{}", layers.first, layers.second),
          fmt::format("{} from layer {} to layer {}, which guards less: {}", told(names), layers.first, layers.second,
                      fmt::join(keys, ", ")),
          line_of({fmt::format("layers.{}.select", layers.second), "layers." + layers.second}));
    }
  }

  /// What can be told of moves without models: layers removed, narrowed, or placed before stricter ones.
  void selectors() {
    for (const Layer& before : x_base.layers) {
      const Layer* after = find_layer(x_head, before.name);
      if (after == nullptr) {
        add({}, "layers." + before.name,
            fmt::format("the layer {} is removed: its models fall to other layers", before.name), 1);
      } else {
        if (!covers(after->select, before.select)) narrowed(before.name);
        for (const Layer& taker : x_head.layers) taken(before, taker);
      }
    }
  }

  std::vector<Finding> take() && {
    std::sort(x_findings.begin(), x_findings.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.location.line, a.subject.relation) < std::tie(b.location.line, b.subject.relation);
    });
    return std::move(x_findings);
  }

 private:
  static std::string told(const std::vector<std::string>& names) {
    constexpr std::size_t most = 3;
    const std::vector<std::string> first(names.begin(),
                                         names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
    const std::string more = names.size() > most ? fmt::format(" and {} more", names.size() - most) : "";
    return fmt::format("{} {} ({}{}) {}", names.size(), names.size() == 1 ? "model" : "models", fmt::join(first, ", "),
                       more, names.size() == 1 ? "moves" : "move");
  }

  /// `gates.row-count-diff.max_growth_pct` -> `gates.row-count-diff`.
  static std::string gate_of(const std::string& key) {
    const std::size_t first = key.find('.');
    return key.substr(0, first == std::string::npos ? first : key.find('.', first + 1));
  }

  /// The line of the first of these keys that the head file writes; else where it names its preset, else line 1.
  int line_of(std::vector<std::string> keys) const {
    keys.emplace_back("preset");
    for (const std::string& key : keys) {
      const auto found = x_head.sources.find(key);
      if (found != x_head.sources.end() && found->second.place.line > 0) return found->second.place.line;
    }
    return 1;
  }

  void override_of(const Selector& select) {
    const GateTable before = overrides_for(x_base, select);
    const GateTable after = overrides_for(x_head, select);
    std::set<std::string> told_keys;
    for (const Layer& base : x_base.layers) {
      const Layer* head = find_layer(x_head, base.name);
      if (head == nullptr) continue;
      std::set<std::string> by_layer;
      for (const Loosening& found : looser_gates(base.gates, head->gates, x_gates)) by_layer.insert(found.key);
      for (const Loosening& found : looser_gates(overlaid(base.gates, before), overlaid(head->gates, after), x_gates)) {
        if (by_layer.count(found.key) != 0 || !told_keys.insert(found.key).second) continue;
        add(found, fmt::format("models.{}.{}", select_text(select), found.key),
            fmt::format("models with {}: {}", select_text(select), found.text), line_of_override(select, found.key));
      }
    }
  }

  int line_of_override(const Selector& select, const std::string& key) const {
    std::vector<std::string> keys;
    for (std::size_t at = x_head.models.size(); at > 0; --at) {
      if (!(x_head.models[at - 1].select == select)) continue;
      keys.push_back(fmt::format("models.{}.{}", at - 1, key));
      keys.push_back(fmt::format("models.{}", at - 1));
    }
    return line_of(std::move(keys));
  }

  void narrowed(const std::string& layer) {
    const std::string key = fmt::format("layers.{}.select", layer);
    add({}, key,
        fmt::format("the layer {} no longer selects all that it did: some of its models may fall to other layers",
                    layer),
        line_of({key, "layers." + layer}));
  }

  /// `taker` now comes before `owner`, may select models of it, and guards them less.
  void taken(const Layer& owner, const Layer& taker) {
    const bool comes_first = position(x_head, taker.name) < position(x_head, owner.name);
    if (taker.name == owner.name || !comes_first || !may_overlap(taker.select, owner.select)) return;
    const Layer* before = find_layer(x_base, taker.name);
    const bool came_first = before != nullptr && position(x_base, taker.name) < position(x_base, owner.name);
    if (came_first && covers(before->select, taker.select)) return;
    const std::vector<Loosening> less = looser_layer(owner, taker, x_gates);
    if (less.empty()) return;
    add({}, fmt::format("moves.{}.{}", owner.name, taker.name),
        fmt::format("the layer {} comes before {} and may take models of it, with less to guard them: {}", taker.name,
                    owner.name, less.front().text),
        line_of({fmt::format("layers.{}.select", taker.name), "layers." + taker.name}));
  }

  void add(const Loosening& found, const std::string& relation, const std::string& message, int line) {
    Finding finding;
    finding.gate = policy_gate;
    finding.rule = loosened_rule;
    finding.severity = found.severity;
    finding.location = {x_path, line, 0};
    finding.subject = {std::string(change_subject), {}, relation};
    finding.message = message;
    finding.help = "the base branch's policy judges this change; have an owner of the policy agree to the new one";
    finding.evidence = found.evidence;
    x_findings.push_back(std::move(finding));
  }

  const Policy& x_base;
  const Policy& x_head;
  std::span<const Gate* const> x_gates;
  const std::string& x_path;
  std::vector<Finding> x_findings;
};

}  // namespace

std::vector<Finding> loosened(const Policy& base, const Policy& head, std::span<const Gate* const> gates,
                              const std::string& policy_path, std::span<const ModelKey> models) {
  Comparison comparison(base, head, gates, policy_path);
  comparison.same_layers();
  comparison.overrides();
  comparison.sections();
  if (models.empty()) {
    comparison.selectors();
  } else {
    comparison.moves(models);
  }
  return std::move(comparison).take();
}

}  // namespace tollgate::policy
