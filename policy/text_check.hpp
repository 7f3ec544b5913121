// Looks over the bytes of a policy file before the YAML parser sees them: size, encoding, control characters, tabs.
#pragma once

#include <string_view>

#include "policy/problems.hpp"

namespace tollgate::policy {

/// False, and a problem, when the text must not be parsed. A UTF-8 byte order mark and CRLF line ends are fine.
bool check_text(std::string_view text, Problems& problems);

/// The text without a UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);

}  // namespace tollgate::policy
