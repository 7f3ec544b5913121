// An integer constant as the source text writes it: libpg_query 15 and 16 print 0 and every negative integer as
// "ival":{}, so the tree alone cannot tell `a > 0` from `a > -1`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::sql {

/// The constant that starts at byte `offset` of `sql`: signs, blanks, comments and opening parentheses, then digits
/// (PostgreSQL 16 also takes 0x1f and 1_000). Normalised: `- 007` is `-7`. Nothing when none starts there.
std::optional<std::string> integer_at(std::string_view sql, std::size_t offset);

}  // namespace tollgate::sql
