// What a test is about, on the other side of the change. Pure.
#pragma once

#include <string>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// Whether the project has that node or source.
bool is_there(const Project& project, const std::string& id);

/// What stands for it on head: itself, or the first version of a model that had none; empty: nothing.
std::string on_head(const std::string& id, const Project& head);

}  // namespace tollgate::dbt
