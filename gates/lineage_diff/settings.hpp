// The settings of one node as a person reads them: unrendered, lists without brackets, dbt's defaults filled in.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::gates::columns {

/// Elements of a JSON list; anything else is one element; nothing for an unset or null value.
std::vector<std::string> items_of(const std::string& value);

/// The statement of a hook, which dbt writes as its text or as {"sql": …, "transaction": …}.
std::string hook_sql(const std::string& item);

/// Keys and values of a JSON object as dbt writes one; nothing for anything else.
std::map<std::string, std::string> members_of(const std::string& value);

class Settings {
 public:
  /// Both outlive it.
  Settings(const dbt::Node& node, const dbt::Project& project) : x_node(node), x_project(project) {}

  const dbt::Node& node() const { return x_node; }
  const dbt::Project& project() const { return x_project; }
  /// `a, b` of a list; empty where it is unset.
  std::string value(std::string_view key) const;
  std::vector<std::string> items(std::string_view key) const;
  /// As dbt rendered it.
  const std::string& materialized() const { return x_node.config.materialized; }
  /// The incremental strategy in force, where unset dbt-postgres' own (`append` without a unique_key, else
  /// `delete+insert`); of other adapters `(default)`.
  std::string strategy() const;

 private:
  const std::string* raw(std::string_view key) const;

  const dbt::Node& x_node;
  const dbt::Project& x_project;
};

}  // namespace tollgate::gates::columns
