#include "core/digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "core/error.hpp"

namespace tollgate {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::unjudged, {"libcrypto could not compute a SHA-256 digest",
                                      "check the OpenSSL installation (is a FIPS provider misconfigured?)",
                                      {}});
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{length} * 2);
  for (unsigned int i = 0; i < length; ++i) {
    hex += digits[digest[i] >> 4U];
    hex += digits[digest[i] & 0x0fU];
  }
  return hex;
}

}  // namespace tollgate
