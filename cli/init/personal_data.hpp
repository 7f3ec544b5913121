// What a manifest declares as personal data, counted for `tollgate init`. Pure; names of columns only.
#pragma once

#include "cli/init/survey.hpp"
#include "dbt/project.hpp"

namespace tollgate::cli::init {

PersonalData personal_data_in(const dbt::Project& project);

}  // namespace tollgate::cli::init
