// From the text of tollgate-waivers.yml to waivers: reads and validates against the rules that exist, and says which of
// two sides' waivers count. It opens no file, asks no clock, and never throws for what a user may write.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/gate.hpp"
#include "core/waiver.hpp"

namespace tollgate::policy {

struct LoadedWaivers {
  std::vector<Waiver> waivers;       ///< in file order; none when there is a problem
  std::vector<Diagnostic> problems;  ///< every error of the file, in file order; wrong waiver file: exit 2
};

/// Reads a waiver file: a list of {rule, subject, reason, owner, expires}, all of them required. An empty file is one
/// without waivers. `file_name` is for messages and for Waiver::location.
LoadedWaivers load_waivers(std::string_view text, const std::string& file_name, std::span<const Gate* const> gates);

struct WaiversOfChange {
  std::vector<Waiver> in_force;  ///< head's, in file order; what base has not just so is `added`
  std::size_t removed = 0;       ///< base's that head has no more: they do not count
};

/// In a pull request a waiver counts by itself only where base and head have it alike.
WaiversOfChange waivers_of_change(const std::vector<Waiver>& base, std::vector<Waiver> head);

/// JSON schema of the waiver file for editors.
std::string waivers_json_schema(std::span<const Gate* const> gates);

}  // namespace tollgate::policy
