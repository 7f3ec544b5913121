// Writes YAML that the policy's reader reads back: one line of flow style for a value, quoted where it must be. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/yaml_reader.hpp"

namespace tollgate::cli::init {

/// A scalar: plain where YAML reads it as the same text, else in double quotes.
std::string yaml_scalar(std::string_view text);
/// One text, or `[a, b]`.
std::string yaml_list(const std::vector<std::string>& texts);
/// A value in flow style: `{severity: {undeclared: off}}`; empty for nothing.
std::string yaml_flow(const policy::Node& node);
/// For a comment: control characters are taken out, so that no text ends it.
std::string comment_text(std::string_view text);

/// `over` laid over `under`: mappings key by key, anything else replaced; keys of `under` come first.
policy::Node laid_over(const policy::Node& under, const policy::Node& over);

}  // namespace tollgate::cli::init
