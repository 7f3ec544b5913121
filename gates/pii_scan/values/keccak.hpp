// Keccak-256, the hash that EIP-55 spells Ethereum addresses with. Own code: the libcrypto 3.0 of Debian 12 has SHA-3,
// whose padding differs, but not Keccak.
#pragma once

#include <array>
#include <string_view>

namespace tollgate::pii_scan {

/// Of at most 135 bytes (one block); more is cut. The state is wiped.
std::array<unsigned char, 32> keccak256(std::string_view bytes);

}  // namespace tollgate::pii_scan
