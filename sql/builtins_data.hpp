// The tables behind builtins.hpp, one function per data file. Only builtins.cpp asks them.
#pragma once

#include <span>

#include "sql/builtins.hpp"

namespace tollgate::sql {

std::span<const FunctionSignature> listed_functions();  ///< sorted by name; PostgreSQL 15
std::span<const FunctionSignature> newer_functions();   ///< sorted by name; by hand: what later versions add
std::span<const TypeFact> listed_types();               ///< sorted by name
std::span<const OperatorSignature> listed_operators();  ///< sorted by name
std::span<const CastFact> listed_casts();               ///< sorted by source, target

}  // namespace tollgate::sql
