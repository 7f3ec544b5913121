// The one bit of Jinja that a profiles.yml needs: `{{ env_var('NAME', 'default') }}`. Anything else is refused rather
// than guessed at. Opens nothing and reads no environment itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::warehouse {

/// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// What is wrong with a text: without the values of variables in it.
struct TemplateProblem {
  std::string message;
  std::string hint;
};

struct Rendered {
  std::string text;
  std::optional<TemplateProblem> problem;
};

/// The text with each `{{ env_var(…) }}` replaced. The filters int, as_number, as_native, as_text, as_bool and string
/// change nothing here: every value ends up in a connection string.
Rendered render_env(std::string_view text, const Environment& environment);

}  // namespace tollgate::warehouse
