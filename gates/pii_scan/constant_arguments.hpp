// Constants among the arguments of a call, as a table of functions compares them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sql/query.hpp"

namespace tollgate::pii_scan {

/// Of a text constant, also one that is cast: without its quotes, in lower case; nothing for anything else.
std::optional<std::string> constant_text(const sql::Expr& value);
/// Of an integer constant, with its sign.
std::optional<std::int64_t> constant_number(const sql::Expr& value);

}  // namespace tollgate::pii_scan
