// Content digests. digest.cpp is the one place that knows OpenSSL's libcrypto.
#pragma once

#include <string>
#include <string_view>

namespace tollgate {

/// Lower-case hex SHA-256 of the bytes.
std::string sha256_hex(std::string_view bytes);

/// Lower-case hex HMAC-SHA256 (RFC 2104) of the bytes under a key that is not empty.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// Base64 of the SHA-256 of the bytes, as a Content-Security-Policy names a script (CSP 3, "hash-source").
std::string sha256_base64(std::string_view bytes);

/// Lets OpenSSL register its own end now (OPENSSL_init_crypto(3), atexit): what is made afterwards ends before it.
void begin_openssl();

}  // namespace tollgate
