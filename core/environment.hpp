// How anything reads environment variables: through a function, so that tests say what is set.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

/// The value of a variable, or nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

}  // namespace tollgate
