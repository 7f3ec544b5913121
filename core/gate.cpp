#include "core/gate.hpp"

#include <algorithm>

namespace tollgate {

const Rule* find_rule(const Gate& gate, std::string_view rule_id) {
  const auto found = std::ranges::find(gate.rules, rule_id, &Rule::id);
  return found == gate.rules.end() ? nullptr : &*found;
}

const Gate* find_gate(std::span<const Gate* const> gates, std::string_view gate_id) {
  const auto found = std::ranges::find_if(gates, [&](const Gate* gate) { return gate->id == gate_id; });
  return found == gates.end() ? nullptr : *found;
}

}  // namespace tollgate
