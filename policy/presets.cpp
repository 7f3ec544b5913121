#include "policy/presets.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "core/digest.hpp"
#include "core/suggest.hpp"
#include "policy/embedded_presets.hpp"
#include "policy/load.hpp"

namespace tollgate::policy {

namespace {
constexpr std::array<std::string_view, 3> names{"strict", "standard", "lenient"};
}  // namespace

std::span<const std::string_view> preset_names() { return names; }

std::string_view preset_text(std::string_view name) {
  if (name == "strict") return embedded::strict;
  if (name == "standard") return embedded::standard;
  if (name == "lenient") return embedded::lenient;
  return {};
}

Policy preset(std::string_view name, std::span<const Gate* const> gates) {
  if (preset_text(name).empty())
    throw Error(ErrorKind::usage,
                {"there is no preset \"" + std::string(name) + "\"; there are strict, standard, lenient",
                 did_you_mean(name, names),
                 {}});
  const std::string origin = "preset " + std::string(name);
  const std::string text = "version: 1\npreset: " + std::string(name) + "\n";
  Loaded loaded = load(text, origin, gates, [](std::string_view) { return std::optional<std::string>(); });
  if (!loaded.policy) throw Error(ErrorKind::usage, loaded.problems.front());
  loaded.policy->origin = {origin, {}, sha256_hex(preset_text(name))};
  return std::move(*loaded.policy);
}

}  // namespace tollgate::policy
