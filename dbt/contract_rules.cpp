#include "dbt/contract_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::dbt {
namespace {

// varchar(3) -> varchar(10) is no break: dbt compares the text before the parenthesis, in lower case.
std::string base_type(std::string_view type) {
  std::string plain(type.substr(0, type.find('(')));
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  plain.erase(plain.find_last_not_of(' ') + 1);
  return plain;
}

// Constraints are enforced where dbt creates a table.
bool is_built_as_table(const Node& node) {
  return node.config.materialized == "table" || node.config.materialized == "incremental";
}

bool has_constraints(const Node& node) {
  return !node.constraints.empty() || std::any_of(node.columns.begin(), node.columns.end(),
                                                  [](const Column& column) { return !column.constraints.empty(); });
}

void compare_constraints(const std::vector<Constraint>& base, const std::vector<Constraint>& head,
                         const std::string& owner, std::vector<std::string>& changes) {
  for (const Constraint& constraint : base) {
    if (std::find(head.begin(), head.end(), constraint) != head.end()) continue;
    changes.push_back(fmt::format("breaking: constraint {} of {} removed", constraint.type, owner));
  }
}

void compare_column(const Column& base, const Column& head, bool tables, std::vector<std::string>& changes) {
  if (base_type(base.data_type) != base_type(head.data_type)) {
    changes.push_back(
        fmt::format("breaking: type of column {} changed: {} -> {}", base.name, base.data_type, head.data_type));
  }
  if (tables) compare_constraints(base.constraints, head.constraints, "column " + base.name, changes);
}

void compare_enforced(const Node& base, const Node& head, std::vector<std::string>& changes) {
  const bool tables = is_built_as_table(base) && is_built_as_table(head);
  for (const Column& column : base.columns) {
    if (const Column* other = head.find_column(column.name)) {
      compare_column(column, *other, tables, changes);
    } else {
      changes.push_back(fmt::format("breaking: column {} removed", column.name));
    }
  }
  if (tables) compare_constraints(base.constraints, head.constraints, "the model", changes);
  if (is_built_as_table(base) && !is_built_as_table(head) && has_constraints(base)) {
    changes.push_back(fmt::format("breaking: constraints no longer enforced: {} turned into {}",
                                  base.config.materialized, head.config.materialized));
  }
  for (const Column& column : head.columns) {
    if (base.find_column(column.name) == nullptr) changes.push_back(fmt::format("column {} added", column.name));
  }
}

}  // namespace

std::vector<std::string> contract_changes(const Node& base, const Node& head) {
  std::vector<std::string> changes;
  const bool before = base.config.contract_enforced;
  const bool after = head.config.contract_enforced;
  if (before && !after) {
    changes.emplace_back("breaking: enforcement removed");
  } else if (!before && after) {
    changes.emplace_back("enforcement added");
  } else if (before) {
    compare_enforced(base, head, changes);
  }
  return changes;
}

}  // namespace tollgate::dbt
