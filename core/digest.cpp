#include "core/digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "core/error.hpp"

namespace tollgate {

namespace {

constexpr std::size_t sha256_size = 32;
using Sha256 = std::array<unsigned char, sha256_size>;

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::unjudged, {"libcrypto could not compute a SHA-256 digest",
                                      "check the OpenSSL installation (is a FIPS provider misconfigured?)",
                                      {}});
  }
  return digest;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(sha256_size * 2);
  for (const unsigned char byte : sha256(bytes)) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 0x0fU];
  }
  return hex;
}

std::string sha256_base64(std::string_view bytes) {
  const Sha256 digest = sha256(bytes);
  std::array<unsigned char, 4 * ((sha256_size + 2) / 3) + 1> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + length};
}

}  // namespace tollgate
