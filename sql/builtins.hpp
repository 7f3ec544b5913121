// What PostgreSQL brings with it: functions, aggregates, types, operators and set-returning calls of pg_catalog (15,
// with what 16 and 17 add), and the functions of the common extensions. Generated from a real server's catalogue by
// scripts/refresh-builtins; sql/builtins_data.cpp is never edited by hand.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tollgate::sql {

/// One overload of pg_proc.
struct FunctionSignature {
  std::string_view name;
  std::uint8_t least_args = 0;      ///< without those that have a default
  std::uint8_t most_args = 0;       ///< 255: variadic
  char kind = 'f';                  ///< prokind: f, a (aggregate), w (window); p is not listed
  char volatility = 'i';            ///< provolatile: i, s, v
  bool returns_set = false;         ///< proretset
  bool strict = true;               ///< proisstrict
  std::string_view argument_types;  ///< as format_type() prints them, joined by ", "
  std::string_view return_type;     ///< as format_type() prints it
  std::string_view out_columns;     ///< OUT and TABLE columns "a text, b integer"; empty: none
  std::uint8_t since = 0;           ///< first server version that has it; 0: 15 or before
  std::string_view extension;       ///< empty: pg_catalog
};

/// All overloads of that name (folded, without schema), or empty.
std::span<const FunctionSignature> builtin_functions(std::string_view name);
/// All names, sorted, each once (for suggestions).
std::vector<std::string_view> builtin_function_names();
/// SQL grammar that looks like a function: coalesce, nullif, greatest, extract, position, …
bool is_grammar_function(std::string_view name);
/// `name` may be an alias that the grammar folds (int, decimal), a pg_type name (int4) or one of a common extension.
bool is_builtin_type(std::string_view name);
std::vector<std::string_view> builtin_type_names();
/// Whether pg_operator has an operator of that name with that number of operands (1 or 2).
bool is_builtin_operator(std::string_view name, int operands);

bool is_aggregate(std::string_view function);        ///< any overload is one
bool is_window_function(std::string_view function);  ///< row_number, lag, …: only with OVER
bool returns_set(std::string_view function);         ///< any overload does
/// The return type when all overloads agree and it is not polymorphic; else empty.
std::string_view return_type_of(std::string_view function);

}  // namespace tollgate::sql
