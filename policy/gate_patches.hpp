// The `gates` mapping of a layer, of `defaults` or of a model override: what it says and nothing else, checked against
// the gates that exist. Inheritance is inherit.cpp's business.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "core/finding.hpp"
#include "core/gate.hpp"
#include "core/option.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

struct GatePatch {
  bool off = false;  ///< `GATE: off` or `GATE: false`: no longer asked for
  Mark mark;
  std::map<std::string, Placed<OptionValue>, std::less<>> options;
  std::map<std::string, Placed<Severity>, std::less<>> severity;
};

struct GatePatches {
  std::map<std::string, GatePatch, std::less<>> gates;
  Mark mark;
  bool good = true;  ///< false: something in it was refused
};

enum class Off { allowed, refused };

/// `what` names the mapping in messages, e.g. `layers.marts.gates`.
GatePatches read_gates(const Node& node, const std::string& what, std::span<const Gate* const> gates, Off off,
                       Problems& problems);

}  // namespace tollgate::policy
