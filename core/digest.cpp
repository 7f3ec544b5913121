#include "core/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <limits>

#include "core/error.hpp"

namespace tollgate {

namespace {

constexpr std::size_t sha256_size = 32;
using Sha256 = std::array<unsigned char, sha256_size>;

[[noreturn]] void no_digest() {
  throw Error(ErrorKind::unjudged, {"libcrypto could not compute a SHA-256 digest",
                                    "check the OpenSSL installation (is a FIPS provider misconfigured?)",
                                    {}});
}

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) no_digest();
  return digest;
}

std::string hex_of(const Sha256& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(sha256_size * 2);
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 0x0fU];
  }
  return hex;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) { return hex_of(sha256(bytes)); }

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  Sha256 digest{};
  unsigned int length = 0;
  const auto* text = reinterpret_cast<const unsigned char*>(bytes.data());
  if (key.size() > std::size_t{std::numeric_limits<int>::max()} ||
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), text, bytes.size(), digest.data(), &length) ==
          nullptr) {
    no_digest();
  }
  return hex_of(digest);
}

std::string sha256_base64(std::string_view bytes) {
  const Sha256 digest = sha256(bytes);
  std::array<unsigned char, 4 * ((sha256_size + 2) / 3) + 1> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + length};
}

void begin_openssl() { OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, nullptr); }  // without options it does nothing

}  // namespace tollgate
