// How much of a person's data a column holds: clear < pseudonymised < reduced < raw, and what is left of it after a
// function. Data protection levels of the gate pii-scan; pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::pii_scan {

/// Ordered: a value that is computed from several has the highest of theirs.
enum class Level : std::uint8_t { clear, pseudonymised, reduced, raw };
std::string_view to_string(Level level);

/// What a function leaves of its argument (reference: docs/gates/pii-scan.md, table of sanitizers).
enum class SanitizerClass : std::uint8_t { destroy, aggregate, partial, hash, noise, identity };
std::string_view to_string(SanitizerClass sanitizer);
/// The level of a raw argument after it.
Level after(SanitizerClass sanitizer);

}  // namespace tollgate::pii_scan
