// Content digests. digest.cpp is the one place that knows OpenSSL's libcrypto.
#pragma once

#include <string>
#include <string_view>

namespace tollgate {

/// Lower-case hex SHA-256 of the bytes.
std::string sha256_hex(std::string_view bytes);

}  // namespace tollgate
