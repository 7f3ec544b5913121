// Where a setting stands: in the model's own file, in its YAML, or in dbt_project.yml. Looks at lines of text; what it
// does not find, it does not guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/finding.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::columns {

/// In the node's own file, where its `config(...)` has or had the key.
std::optional<Location> place_in_code(const Target& target, const Context& context, std::string_view key);
/// In the entry of the node in a properties file.
std::optional<Location> place_in_properties(const Target& target, const Context& context, std::string_view key);
/// In dbt_project.yml: the line that says this value in the section nearest to the node, else the file's first line.
std::optional<Location> place_in_project(const Target& target, const Context& context, std::string_view key,
                                         std::string_view value);

/// In dbt_project.yml: the line where that hook of a run begins, else that of its key, else the file's first; without a
/// path where the file cannot be read.
Location place_of_run_hook(const Context& context, std::string_view key, std::string_view sql);

/// The text of a file of the repository, by its path in the dbt project.
std::optional<std::string> text_of_file(const Context& context, const std::string& project_path);

}  // namespace tollgate::gates::columns
