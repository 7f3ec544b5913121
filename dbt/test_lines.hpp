// The YAML around a dbt test: where what it tests stands there, and which differences the environment alone makes. dbt
// renders the Jinja of YAML when it parses, so that base and head of two targets differ though nobody edited anything.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/test_changes.hpp"
#include "dbt/yaml_entries.hpp"

namespace tollgate::dbt {

/// The lines of the unit test itself, else those of the model or source that the test is about; nothing when it is not
/// in this text.
std::optional<LineRange> tested_lines(std::string_view yaml, const TestChange& change, const Project& head);

/// The text of a file of the project, by package and the path that dbt tells; nothing where it cannot be read.
using ReadYaml = std::function<std::optional<std::string>(const std::string& package, const std::string& path)>;

/// Takes out settings that head's YAML writes with Jinja, where the entry of what is tested reads as on base, or where
/// base's text is not at hand; and with its last difference the test.
void drop_environment_differences(std::vector<TestChange>& changes, const Project& head, const ReadYaml& read_base,
                                  const ReadYaml& read_head);

}  // namespace tollgate::dbt
