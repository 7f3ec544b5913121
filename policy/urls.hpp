// Warehouse URLs of the policy: `${NAME}` is taken from the environment, a password written out is refused. No text of
// a URL ever gets into a problem.
#pragma once

#include <optional>
#include <string>

#include "policy/load.hpp"
#include "policy/problems.hpp"
#include "policy/yaml_reader.hpp"

namespace tollgate::policy {

struct Url {
  std::string value;  ///< with the variables replaced; empty when one is not set
  std::string text;   ///< as written
  std::string unset;  ///< the first variable that is not set, or set to nothing
};

std::optional<Url> read_url(const Node& node, const std::string& name, const Environment& environment,
                            Problems& problems);

}  // namespace tollgate::policy
