// The schema validators of the system, called as programs without a shell. A validator that is missing is a failed
// test, never a skipped one: scripts/test installs libxml2-utils and python3-jsonschema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::reporters {

enum class Validity { valid, invalid, mixed };

/// By xmllint against a schema of tests/reporters, e.g. `junit.xsd`. Throws std::runtime_error when xmllint is missing.
Validity validate_xml(std::string_view xml, std::string_view schema);

/// Schemas, relative to the root.
inline constexpr std::string_view report_schema = "docs/schema/report.schema.json";
inline constexpr std::string_view codequality_schema = "tests/reporters/codequality.schema.json";

/// All of them, by python3-jsonschema: `mixed` when some are valid and some are not. Throws std::runtime_error when it
/// is missing.
Validity validate_json(const std::vector<std::string>& documents, std::string_view schema = report_schema);

}  // namespace tollgate::reporters
