// A made-up model's SQL as a person writes it and as dbt compiles it for one environment.
#pragma once

#include <string>

#include "bench/generate/plan.hpp"

namespace tollgate::bench {

/// Where one side of a change is built: models go to schemas that start so.
struct Environment {
  std::string database = "analytics";
  std::string schema = "prod";
};

std::string schema_of(const Relation& relation, const Environment& environment);
/// "database"."schema"."name"
std::string quoted_name(const Relation& relation, const Environment& environment);
std::string unique_id_of(const Relation& relation);

/// With {{ ref() }} and {{ source() }}.
std::string raw_code(const Plan& plan, const Relation& relation);
/// With names, the CTEs of ephemeral parents, and the incremental condition where the model has one.
std::string compiled_code(const Plan& plan, const Relation& relation, const Environment& environment);

}  // namespace tollgate::bench
