// The schema validators of the system, called as programs without a shell. A validator that is missing is a failed
// test, never a skipped one: scripts/test installs libxml2-utils and python3-jsonschema.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::reporters {

enum class Validity { valid, invalid };

/// By xmllint against a schema of tests/reporters, e.g. `junit.xsd`. Throws std::runtime_error when xmllint is missing.
Validity validate_xml(std::string_view xml, std::string_view schema);

/// By python3-jsonschema against docs/schema/report.schema.json. Throws std::runtime_error when it is missing.
Validity validate_json(std::string_view json);

}  // namespace tollgate::reporters
