#include "gates/lineage_diff/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace tollgate::gates::columns {

namespace {

std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::vector<std::string> items_of(const std::string& value) {
  if (value.empty() || value == "null") return {};
  if (value.front() != '[') return {value};
  const auto list = nlohmann::json::parse(value, nullptr, false);
  if (!list.is_array()) return {value};
  std::vector<std::string> items;
  for (const auto& item : list) items.push_back(text_of(item));
  return items;
}

std::string hook_sql(const std::string& item) {
  if (!item.starts_with('{') || item.starts_with("{{") || item.starts_with("{%")) return item;
  const auto object = nlohmann::json::parse(item, nullptr, false);
  const bool has_sql = object.is_object() && object.contains("sql") && object["sql"].is_string();
  return has_sql ? object["sql"].get<std::string>() : item;
}

std::map<std::string, std::string> members_of(const std::string& value) {
  const auto object = nlohmann::json::parse(value, nullptr, false);
  std::map<std::string, std::string> members;
  if (!object.is_object()) return members;
  for (const auto& [key, member] : object.items()) members.emplace(key, text_of(member));
  return members;
}

const std::string* Settings::raw(std::string_view key) const {
  const auto found = x_node.unrendered_config.find(key);
  return found == x_node.unrendered_config.end() ? nullptr : &found->second;
}

std::vector<std::string> Settings::items(std::string_view key) const {
  const std::string* const found = raw(key);
  return found == nullptr ? std::vector<std::string>() : items_of(*found);
}

std::string Settings::value(std::string_view key) const { return fmt::format("{}", fmt::join(items(key), ", ")); }

std::string Settings::strategy() const {
  if (std::string own = value("incremental_strategy"); !own.empty() && own != "default") return own;
  if (!dbt::is_postgres_family(x_project.metadata)) return "(default)";
  return items("unique_key").empty() ? "append" : "delete+insert";
}

}  // namespace tollgate::gates::columns
