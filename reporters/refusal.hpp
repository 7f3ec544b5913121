// What to say of a forge that did not do what it was asked.
#pragma once

#include <string>
#include <string_view>

#include "core/reporter.hpp"
#include "forge/answer.hpp"

namespace tollgate::reporters {

/// `WHAT: PROBLEM`. Refused where the token may not, else failed.
Published refusal(std::string_view what, forge::Failure failure, std::string_view problem);

}  // namespace tollgate::reporters
