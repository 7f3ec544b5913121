// What a model's own code says in `config(...)`, as it is written there: manifests hold what dbt made of it, which an
// environment may differ in. Reads text only; evaluates no Jinja.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::gates::columns {

struct ConfigArgument {
  std::string text;    ///< of the value, trimmed
  std::size_t at = 0;  ///< offset of the key in the code
};

/// The argument of that name; `post-hook` is also found as `post_hook`. Of several calls the last that has it.
std::optional<ConfigArgument> config_argument(std::string_view code, std::string_view key);

/// Whether the text is made of strings, numbers, booleans, lists and dicts alone, so that every environment reads the
/// same.
bool is_literal(std::string_view text);

}  // namespace tollgate::gates::columns
