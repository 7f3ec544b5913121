#include "dbt/rebuild.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tollgate::dbt {

bool is_rebuilt_whole(const Node& node) {
  constexpr std::array<std::string_view, 3> kinds{"table", "view", "ephemeral"};
  return node.type == ResourceType::model && std::ranges::find(kinds, node.config.materialized) != kinds.end();
}

bool has_hooks(const Node& node) {
  constexpr std::array<std::string_view, 4> keys{"pre-hook", "pre_hook", "post-hook", "post_hook"};
  return std::ranges::any_of(keys, [&](std::string_view key) {
    const auto hook = node.unrendered_config.find(key);
    return hook != node.unrendered_config.end() && hook->second != "[]" && hook->second != "null";
  });
}

}  // namespace tollgate::dbt
