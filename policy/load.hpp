// From the text of tollgate.yml to a Policy: reads, validates against the gates that exist, resolves presets and
// inheritance. It opens no file and reads no environment by itself, and never throws for what a user may write.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::policy {

/// The value of an environment variable, or nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

struct Loaded {
  std::optional<Policy> policy;      ///< nothing when there is a problem
  std::vector<Diagnostic> problems;  ///< every error of the file, in file order; wrong policy: exit 2
  std::vector<std::string> notes;    ///< worth telling, not wrong
};

/// Reads a policy file. `file_name` is only for messages and PolicyOrigin::path. All errors are found in one run.
/// Only `warehouse.base_url` and `head_url` may name environment variables; one that is not set is not a problem here
/// (checks without a database must work): see WarehouseSettings::base_url_unset.
Loaded load(std::string_view text, const std::string& file_name, std::span<const Gate* const> gates,
            const Environment& environment);

/// Layers of the policy file that select none of the models today, a note for each; layers of a preset are not told.
std::vector<std::string> empty_layers(const Policy& policy, std::span<const ModelKey> models);

}  // namespace tollgate::policy
