#include "dbt/config_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tollgate::dbt {
namespace {

constexpr std::string_view unset = "(unset)";
constexpr std::size_t longest_value = 80;

template <std::size_t count>
bool is_one_of(std::string_view key, const std::array<std::string_view, count>& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// CompareBehavior.Exclude in dbt's NodeConfig.
constexpr std::array<std::string_view, 5> excluded{"alias", "database", "group", "schema", "tags"};
constexpr std::array<std::string_view, 5> describing{"access", "docs", "grants", "meta", "persist_docs"};
// What a newer version of dbt writes for a setting that nobody made.
constexpr std::array<std::string_view, 5> empty_values{"", "null", "{}", "[]", unset};

std::string value_of(const Meta& config, std::string_view key) {
  const auto found = config.find(key);
  return found == config.end() ? std::string(unset) : found->second;
}

std::string shortened(const std::string& value) {
  std::string text = value;
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() <= longest_value) return text;
  std::size_t cut = longest_value;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace

std::vector<ConfigDifference> config_differences(const Node& base, const Node& head, bool other_dbt_version) {
  std::set<std::string_view> keys;
  for (const auto& [key, value] : base.unrendered_config) keys.insert(key);
  for (const auto& [key, value] : head.unrendered_config) keys.insert(key);
  std::vector<ConfigDifference> differences;
  for (const std::string_view key : keys) {
    if (is_one_of(key, excluded)) continue;
    ConfigDifference difference{std::string(key), value_of(base.unrendered_config, key),
                                value_of(head.unrendered_config, key)};
    if (difference.base == difference.head) continue;
    difference.only_version =
        other_dbt_version && is_one_of(difference.base, empty_values) && is_one_of(difference.head, empty_values);
    differences.push_back(std::move(difference));
  }
  return differences;
}

std::string to_text(const ConfigDifference& difference) {
  return fmt::format("{}: {} -> {}", difference.key, shortened(difference.base), shortened(difference.head));
}

bool only_describes(std::string_view config_key) { return is_one_of(config_key, describing); }

}  // namespace tollgate::dbt
