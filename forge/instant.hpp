// Times as forges write them (RFC 3339). For the files of this room.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tollgate::forge {

/// `2026-01-02T03:04:05Z`, also with fractions of a second and with `+01:00`; nothing for anything else.
std::optional<std::chrono::sys_seconds> instant_from(std::string_view text);

}  // namespace tollgate::forge
