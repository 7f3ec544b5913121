// Whether a statement gives the same whenever, and however often, it is evaluated over the same rows: PostgreSQL's
// volatility categories (manual, 38.7), of a whole statement.
#pragma once

#include <cstdint>

#include "sql/analyse.hpp"

namespace tollgate::sql {

enum class Volatility : std::uint8_t {
  immutable,
  stable,     ///< the moment or the session has a say: now(), 'today'::date, current_user, to_char(), instants cast to
              ///< dates
  volatile_,  ///< each evaluation may give something else: random(), nextval(), TABLESAMPLE
};

/// By names of functions, any overload; those that are not PostgreSQL's own are taken for immutable. Needs a stack of
/// stack_to_walk().
Volatility volatility_of(const Analysis& statement);

}  // namespace tollgate::sql
