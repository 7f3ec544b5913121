// Keys, tokens, password hashes and connection strings, by their published shapes. Pure; every copied byte is wiped.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class SecretShape : std::uint8_t {
  none,
  token,        ///< a published prefix with its length
  live_key,     ///< one that opens production: one hit in a text is enough
  private_key,  ///< PEM, WIF …: one hit is enough
  jwt,
  password_hash,  ///< bcrypt, argon2, crypt(3), SCRAM, …
  connection,     ///< `scheme://user:password@host`, `Password=…;Server=…`
};

/// One whole text: a cell, or a word of one.
SecretShape secret(std::string_view text);

/// What a long text holds at any place: PEM, connection strings, `Authorization:` headers.
SecretShape secret_within(std::string_view text);

}  // namespace tollgate::pii_scan
