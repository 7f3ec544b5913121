// What PostgreSQL brings with it: functions, aggregates, types, operators and set-returning calls of pg_catalog (15,
// with what later versions add), and those of the common extensions. Generated from a real server's catalogue by
// scripts/refresh-builtins; sql/builtins_data*.cpp are never edited by hand.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tollgate::sql {

/// One overload of pg_proc.
struct FunctionSignature {
  std::string_view name;
  std::uint8_t least_args = 0;      ///< without those that have a default; ordered-set aggregates: with WITHIN GROUP's
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

/// A type of pg_type: base types, domains, ranges, pseudo types and their arrays (`_int4`).
struct TypeFact {
  std::string_view name;       ///< as pg_type has it: int4
  std::string_view formatted;  ///< as format_type() prints it: integer
  char category = 'U';         ///< typcategory: N number, S string, D date, B boolean, A array, P pseudo, …
  bool preferred = false;      ///< typispreferred
  std::string_view base;       ///< of a domain: what it is over
  std::string_view element;    ///< of an array: its elements
  std::string_view extension;  ///< empty: pg_catalog
};

/// One row of pg_operator. Types as format_type() prints them.
struct OperatorSignature {
  std::string_view name;
  std::string_view left;  ///< empty: prefix operator
  std::string_view right;
  std::string_view result;
  std::string_view extension;
};

/// One row of pg_cast.
struct CastFact {
  std::string_view source;
  std::string_view target;
  char context = 'e';  ///< castcontext: i implicit, a in assignments, e explicit only
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
/// All operators of that name, or empty.
std::span<const OperatorSignature> builtin_operators(std::string_view name);
/// The type of that pg_type name (int4), grammar alias (int) or formatted name (integer); null: none.
const TypeFact* find_type(std::string_view name);
/// The context of the cast between two types as format_type() prints them: 'i', 'a', 'e', or 0 when pg_cast has none.
char cast_context(std::string_view source, std::string_view target);

bool is_aggregate(std::string_view function);        ///< any overload is one
bool is_window_function(std::string_view function);  ///< row_number, lag, …: only with OVER
bool is_volatile(std::string_view function);         ///< any overload is: random(), nextval()
/// The return type when all overloads agree and it is not polymorphic; else empty.
std::string_view return_type_of(std::string_view function);

}  // namespace tollgate::sql
