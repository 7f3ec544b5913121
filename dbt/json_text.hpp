// Writing: compact JSON for comparison, and names of an artifact for messages. Never parses.
#pragma once

#include <string>
#include <string_view>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// Appends the text as a JSON string: in quotes, escaped as little as JSON allows.
void append_quoted(std::string& out, std::string_view text);

/// `{"a":1,"b":[]}` from keys and compact values.
std::string object_text(const Meta& members);

/// An id, key or file name of the artifact as it may stand in a message: control characters blanked, long ones cut.
std::string shown(std::string_view name);

}  // namespace tollgate::dbt
