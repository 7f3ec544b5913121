// The entries of a made-up manifest as JSON, keys in dbt's order. For manifest.cpp and build_artifacts.cpp alone.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bench/generate/artifacts.hpp"

namespace tollgate::bench {

using Json = nlohmann::ordered_json;

std::string path_of(const Relation& relation);
Json model_json(const Plan& plan, const Relation& relation, const Side& side);
Json source_json(const Relation& relation, const Side& side);

struct MadeTest {
  std::string unique_id;
  std::size_t model = 0;
  std::string name;  ///< unique, not_null, accepted_values
  std::string column;
};
/// Those of one model: a few columns are unique, not null or one of a list.
std::vector<MadeTest> tests_of(const Plan& plan, std::size_t model);
Json test_json(const Plan& plan, const MadeTest& test, const Side& side);
std::string test_code(const Plan& plan, const MadeTest& test, const Side& side);

/// As many as dbt-core, dbt-postgres and a package or two have, two in three of them calling others.
std::vector<Json> macros_json();
std::string macro_id(std::size_t number);
constexpr std::size_t macro_count = 620;

}  // namespace tollgate::bench
