// dbt's profiles.yml: which database a target builds in. Reads text, never files or the environment; target.cpp finds
// those. A profile can hold a password: no error here quotes a value.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/conninfo.hpp"
#include "warehouse/env_template.hpp"

namespace tollgate::warehouse {

/// A target of a profile, in libpq's words.
struct ProfileTarget {
  ConnectionParameters parameters;
  std::string role;
  std::string search_path;
};

/// A profiles.yml larger than this is refused, in bytes.
inline constexpr std::size_t largest_profiles_file = 1'000'000;

/// Reads one target; an empty target means the profile's own `target`, else `default`. `file` is for messages.
/// Throws Error (usage) with file and line for what dbt would not understand, other Jinja than env_var(), another
/// adapter than PostgreSQL's, an unset variable.
ProfileTarget read_profile(std::string_view yaml, const std::string& file, const std::string& profile,
                           const std::string& target, const Environment& environment);

/// The `profile:` of a dbt_project.yml; throws Error (usage) when it has none.
std::string read_profile_name(std::string_view yaml, const std::string& file, const Environment& environment);

}  // namespace tollgate::warehouse
