// Why a text does not parse: the constructs of other dialects in it that the parser stumbles over, told apart from
// those that are ordinary names there, and the text without them, which keeps every offset.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/parse.hpp"
#include "sql/references/match.hpp"

namespace tollgate::sql {

struct Failure {
  std::vector<ConstructMatch> constructs;  ///< to be reported
  std::string repaired;                    ///< the text without them; as long as the text
  bool parses = false;                     ///< whether `repaired` does
  ParseError error;                        ///< of `repaired`, when it does not
};

/// Also asked of texts that parse: then only constructs that the server's version does not take yet are looked for.
Failure explain_failure(std::string_view sql, int server_version);

}  // namespace tollgate::sql
