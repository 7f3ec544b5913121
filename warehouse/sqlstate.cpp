#include "warehouse/sqlstate.hpp"

#include <algorithm>
#include <array>

namespace tollgate::warehouse {
namespace {

struct Meaning {
  std::string_view begins;  // a whole code, or a class
  Problem problem;
};

// The first that fits wins: codes before their classes.
constexpr std::array meanings{
    Meaning{"42P01", Problem::undefined_relation},  // undefined table
    Meaning{"3F000", Problem::undefined_relation},  // no such schema
    Meaning{"42703", Problem::undefined_column},    //
    Meaning{"42501", Problem::no_privilege},        //
    Meaning{"42", Problem::syntax},                 // syntax error, unknown function, wrong type, ambiguous column …
    Meaning{"57014", Problem::timeout},             // statement_timeout, or cancelled by hand
    Meaning{"55P03", Problem::timeout},             // lock_timeout
    Meaning{"25P03", Problem::timeout},             // idle_in_transaction_session_timeout
    Meaning{"57P01", Problem::connection_lost},     // terminated by an administrator
    Meaning{"57P02", Problem::connection_lost},     // the server crashed
    Meaning{"57P03", Problem::connection_lost},     // starting up or shutting down
    Meaning{"57P04", Problem::connection_lost},     // the database was dropped
    Meaning{"57P05", Problem::connection_lost},     // idle_session_timeout
    Meaning{"08", Problem::connection_lost},        //
    Meaning{"28", Problem::cannot_connect},         // login refused
    Meaning{"3D000", Problem::cannot_connect},      // no such database
    Meaning{"53300", Problem::too_many_connections},  //
    Meaning{"25006", Problem::read_only_violation},   //
};

}  // namespace

Problem problem_of(std::string_view sqlstate) {
  if (sqlstate.empty()) {
    return Problem::none;
  }
  const auto* const found = std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& meaning) {
    return sqlstate.substr(0, meaning.begins.size()) == meaning.begins;
  });
  return found == meanings.end() ? Problem::other : found->problem;
}

bool worth_repeating(std::string_view sqlstate) { return sqlstate == "40001" || sqlstate == "40P01"; }

}  // namespace tollgate::warehouse
