// Names that differ between the environments of base and head, and what they stand for: relations by unique_id, from
// the relation_name of both manifests, never guessed; schemas where one stands for exactly one of the other side.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "dbt/project.hpp"
#include "sql/parse.hpp"

namespace tollgate::dbt {

struct EnvironmentNames {
  sql::RelationNames base;
  sql::RelationNames head;
};

/// A name of the own side wins over one of the other side (a deferred model is read from the base's schema).
EnvironmentNames environment_names(const Project& base, const Project& head);

/// The text with every known relation outside of strings and comments replaced by what it stands for. Equal results
/// mean equal statements; unequal ones mean nothing.
std::string with_stable_names(std::string_view sql, const sql::RelationNames& names);

/// The text with every relation that `names` knows and that is wanted called as `project` calls it, where it has it.
std::string with_names_of(const Project& project, std::string_view sql, const sql::RelationNames& names,
                          const std::function<bool(const std::string& unique_id)>& wanted);

}  // namespace tollgate::dbt
