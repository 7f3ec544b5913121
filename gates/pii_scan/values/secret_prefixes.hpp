// Tokens that their issuers mark with a prefix, so that scanners can find them. Names of issuers' objects that are no
// secrets (`pi_`, `card_`, `req_`) are not here. Pure.
#pragma once

#include <string_view>

#include "gates/pii_scan/values/secrets.hpp"

namespace tollgate::pii_scan {

/// `live_key`, `token` or `none`.
SecretShape prefixed_token(std::string_view text);

}  // namespace tollgate::pii_scan
