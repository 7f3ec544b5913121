// Reads a `select` mapping.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

/// Nothing, and a problem, when it is no selector or names no key at all. Paths come out without `./` and a final `/`.
std::optional<Selector> read_selector(const Node& node, const std::string& what, Problems& problems);

/// The keys of a selector in the order of the docs, with their values.
struct SelectorKey {
  std::string_view name;
  std::vector<std::string> Selector::*values;
};
std::span<const SelectorKey> selector_keys();

}  // namespace tollgate::policy
