// What stands for personal data and is none any more: masks, constants, digests, tokens, bare domains. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class Stand : std::uint8_t {
  none,
  redacted,  ///< `[REDACTED]` and its like
  masked,    ///< characters replaced by `*`, `X`, `#`, `•`
  digest,    ///< hex of a digest's length, `sha256:…`, `\x…`
  token,     ///< a word, `_` and random text
  object,    ///< the same with the word of a known kind of token or object: `tok_…`, `anon_…`, `pi_…`
  domain,    ///< what is left of an e-mail address
};

Stand stands_for(std::string_view cell);

/// Random text in base64 or its URL form: no words, mixed letters and digits, `=` only at the end. Tells a digest or a
/// ciphertext only where all cells have one length.
bool is_base64_text(std::string_view cell);

}  // namespace tollgate::pii_scan
