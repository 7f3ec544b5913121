// What reports tell a forge, after they are written. Decided before a call whether it is allowed; a forge that says no
// never changes the verdict.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/outputs.hpp"
#include "core/report.hpp"
#include "forge/client.hpp"

namespace tollgate::cli {

/// The forge of this run, with one time budget for all calls.
struct ForgeInUse {
  std::optional<forge::Client> client;
  std::string why_not;  ///< there is none
};

/// From the environment. Throws Error (usage) for an address or a token that can't be used.
ForgeInUse open_forge(const Streams& streams, std::chrono::seconds budget);

/// Says on stderr what was done, and once why nothing could be. False when a call failed; a refusal is no failure.
bool publish_outputs(const std::vector<Output>& outputs, const Report& report, ForgeInUse& forge,
                     const Streams& streams);

}  // namespace tollgate::cli
