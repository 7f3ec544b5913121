// What the gates that read compiled SQL share: where Jinja was left over, whether any statement is there at all, and
// which line of the model's own file a line of compiled SQL came from. Reads text only; parsing is sql/'s business.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/finding.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

/// 1-based; columns count Unicode code points.
struct TextPosition {
  int line = 1;
  int column = 1;
};

/// Where the first `{{`, `{%` or `{#` stands outside strings, quoted names and comments; nothing when there is none.
/// PostgreSQL has no token that starts with a brace, so such text cannot be SQL.
std::optional<TextPosition> find_jinja(std::string_view sql);

/// Whether the text holds anything but blanks, comments and semicolons.
bool holds_statement(std::string_view sql);

/// Line `number` (1-based) of the text without its line end; empty when there is no such line.
std::string_view line_of(std::string_view text, int number);

/// The target's own place, moved to the raw line that `where` in its compiled SQL came from, if that line occurs
/// verbatim exactly once in raw_code. Not for snapshots: their raw_code is one block of a file.
Location location_in_model(const Target& target, TextPosition where);

/// One cause for all gates that trip over it, so that core folds the findings into one.
Cause jinja_cause(const Target& target);
Cause empty_sql_cause(const Target& target);
/// Of the first fault of a text that does not parse.
Cause syntax_cause(const Target& target);

/// Why the compiled SQL of the target cannot be judged, and what to do; empty when it can.
/// `whole_manifest` tells whether any node of the manifest is compiled.
std::string not_compiled_reason(const dbt::Project& project, const dbt::Node& node);

}  // namespace tollgate::gates
