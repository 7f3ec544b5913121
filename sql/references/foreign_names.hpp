// The curated map of other dialects' functions, types, operators and date parts to what PostgreSQL has instead. Tables
// for people to review; sources are the function lists of the dialects' manuals.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace tollgate::sql {

struct ForeignName {
  std::string_view name;        ///< folded
  std::string_view dialects;    ///< sorted, joined by commas
  std::string_view suggestion;  ///< what to write instead; empty: nothing fits
};

/// Functions that PostgreSQL does not have, or has with another meaning (then asked only when the call does not fit).
/// Null when the map does not hold it.
const ForeignName* foreign_function(std::string_view name);
const ForeignName* foreign_type(std::string_view name);
const ForeignName* foreign_operator(std::string_view name);
/// What dialects write as a column but is none: sysdate, rownum, …
const ForeignName* foreign_column(std::string_view name);
/// Relations of other systems: dual, …
const ForeignName* foreign_relation(std::string_view name);
/// Date parts of EXTRACT that PostgreSQL refuses when it runs.
const ForeignName* foreign_date_part(std::string_view name);

/// A table written by subject, sorted by name for look-ups while it is compiled. Names are there once.
template <std::size_t Size>
constexpr std::array<ForeignName, Size> by_name(std::array<ForeignName, Size> rows) {
  std::sort(rows.begin(), rows.end(), [](const ForeignName& a, const ForeignName& b) { return a.name < b.name; });
  return rows;
}

// The tables by subject, each sorted by name.
std::span<const ForeignName> foreign_date_functions();
std::span<const ForeignName> foreign_text_functions();
std::span<const ForeignName> foreign_aggregates();
std::span<const ForeignName> foreign_nested_functions();  ///< JSON, arrays, maps
std::span<const ForeignName> foreign_other_functions();   ///< conditions, numbers, casts, ids, system

}  // namespace tollgate::sql
