// Addresses of wallets, and the private keys written like them: Base58Check, Bech32, EIP-55. Every copied byte is
// wiped.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class Wallet : std::uint8_t {
  none,
  address,       ///< the checksum holds
  private_key,   ///< WIF or BIP-32 xprv
  bare_address,  ///< `0x` and 40 digits of one case: nothing to check
};

Wallet wallet(std::string_view text);

}  // namespace tollgate::pii_scan
