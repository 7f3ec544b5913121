// The JSON schema (draft 2020-12) of tollgate.yml, for editors: made from the gates, so that it can't fall behind.
#pragma once

#include <span>
#include <string>

#include "core/gate.hpp"

namespace tollgate::policy {

std::string json_schema(std::span<const Gate* const> gates);

}  // namespace tollgate::policy
