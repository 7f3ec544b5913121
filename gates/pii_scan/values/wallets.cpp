#include "gates/pii_scan/values/wallets.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

#include "core/digest.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/keccak.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

int hex_value(char letter) { return is_digit(letter) ? digit(letter) : lower(letter) - 'a' + 10; }

/// Digits of base 58 as bytes, most significant first; wiped.
class Base58Bytes {
 public:
  explicit Base58Bytes(std::string_view text) {
    for (const char letter : text) {
      const std::size_t value = base58.find(letter);
      if (value == std::string_view::npos || !shift_in(static_cast<unsigned>(value))) {
        x_size = 0;
        return;
      }
    }
    for (std::size_t at = 0; at < text.size() && text[at] == '1' && x_size < x_bytes.size(); ++at) {
      ++x_size;  // a leading 1 is a leading zero byte
    }
  }
  ~Base58Bytes() { explicit_bzero(x_bytes.data(), x_bytes.size()); }
  Base58Bytes(const Base58Bytes&) = delete;
  Base58Bytes& operator=(const Base58Bytes&) = delete;

  std::size_t size() const { return x_size; }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(x_bytes.data()) + x_bytes.size() - x_size, x_size};
  }

 private:
  bool shift_in(unsigned carry) {
    std::size_t at = 0;
    for (; at < x_size || carry != 0; ++at) {
      if (at == x_bytes.size()) {
        return false;
      }
      auto& byte = x_bytes[x_bytes.size() - 1 - at];
      carry += 58U * byte;
      byte = static_cast<unsigned char>(carry & 0xFFU);
      carry >>= 8U;
    }
    x_size = at > x_size ? at : x_size;
    return true;
  }

  std::array<unsigned char, 96> x_bytes{};
  std::size_t x_size = 0;
};

void wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

/// The first four bytes of SHA-256 of SHA-256 close the payload.
bool double_sha_closes(std::string_view bytes) {
  std::string first = sha256_hex(bytes.substr(0, bytes.size() - 4));
  std::array<char, 32> raw{};
  for (std::size_t at = 0; at < raw.size(); ++at) {
    raw[at] = static_cast<char>(hex_value(first[2 * at]) * 16 + hex_value(first[2 * at + 1]));
  }
  std::string second = sha256_hex({raw.data(), raw.size()});
  bool equal = true;
  for (std::size_t at = 0; at < 4; ++at) {
    const int wanted = hex_value(second[2 * at]) * 16 + hex_value(second[2 * at + 1]);
    equal = equal && static_cast<unsigned char>(bytes[bytes.size() - 4 + at]) == wanted;
  }
  wipe(first);
  wipe(second);
  raw.fill('\0');
  return equal;
}

Wallet base58check(std::string_view text) {
  if (text.size() < 25 || text.size() > 112) {
    return Wallet::none;
  }
  const Base58Bytes bytes(text);
  const std::size_t size = bytes.size();
  const bool address = size == 25 || size == 26;  // version of one or two bytes (Zcash), 20 of a hash, 4 of a check
  const bool key = size == 37 || size == 38 || size == 82;
  if ((!address && !key) || !double_sha_closes(bytes.view())) {
    return Wallet::none;
  }
  if (address) {
    return Wallet::address;
  }
  const bool secret = size != 82 || text.substr(1).starts_with("prv");
  return secret ? Wallet::private_key : Wallet::address;
}

/// BIP-173, BIP-350: the human-readable part decides what it is, the checksum whether it is one.
bool bech32(std::string_view text) {
  static constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  static constexpr std::array<std::uint32_t, 5> generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                             0x2a1462b3};
  const std::size_t one = text.rfind('1');
  std::uint32_t check = 1;
  const auto feed = [&check](std::uint32_t value) {
    const std::uint32_t top = check >> 25U;
    check = ((check & 0x1ffffffU) << 5U) ^ value;
    for (std::size_t at = 0; at < generator.size(); ++at) {
      check ^= ((top >> at) & 1U) != 0 ? generator[at] : 0;
    }
  };
  for (const char letter : text.substr(0, one)) {
    feed(static_cast<std::uint32_t>(lower(letter)) >> 5U);
  }
  feed(0);
  for (const char letter : text.substr(0, one)) {
    feed(static_cast<std::uint32_t>(lower(letter)) & 31U);
  }
  for (const char letter : text.substr(one + 1)) {
    const std::size_t value = alphabet.find(lower(letter));
    if (value == std::string_view::npos) {
      return false;
    }
    feed(static_cast<std::uint32_t>(value));
  }
  return check == 1 || check == 0x2bc830a3U;
}

/// Known human-readable parts; `secret` marks keys.
struct Readable {
  std::string_view part;
  bool secret;
};
constexpr std::array readable = {
    Readable{"bc", false},    Readable{"tb", false},     Readable{"ltc", false},           Readable{"addr", false},
    Readable{"stake", false}, Readable{"cosmos", false}, Readable{"osmo", false},          Readable{"celestia", false},
    Readable{"bnb", false},   Readable{"nsec", true},    Readable{"age-secret-key-", true}};

Wallet bech32_wallet(std::string_view text) {
  const std::size_t one = text.rfind('1');
  if (one == std::string_view::npos || text.size() < one + 7 || text.size() > 120) {
    return Wallet::none;
  }
  for (const auto& known : readable) {
    bool same = known.part.size() == one;
    for (std::size_t at = 0; same && at < one; ++at) {
      same = lower(text[at]) == known.part[at];
    }
    if (same && bech32(text)) {
      return known.secret ? Wallet::private_key : Wallet::address;
    }
  }
  return Wallet::none;
}

/// EIP-55: a letter is upper-case where the digit of the hash of the lower-case text is 8 or more.
Wallet ethereum(std::string_view digits) {
  std::array<char, 40> folded{};
  bool lower_seen = false;
  bool upper_seen = false;
  for (std::size_t at = 0; at < folded.size(); ++at) {
    folded[at] = lower(digits[at]);
    lower_seen = lower_seen || is_lower(digits[at]);
    upper_seen = upper_seen || is_upper(digits[at]);
  }
  const auto hash = keccak256({folded.data(), folded.size()});
  folded.fill('\0');
  if (!lower_seen || !upper_seen) {
    return Wallet::bare_address;
  }
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const unsigned nibble = at % 2 == 0 ? unsigned{hash[at / 2]} >> 4U : unsigned{hash[at / 2]} & 15U;
    if (is_letter(digits[at]) && is_upper(digits[at]) != (nibble >= 8)) {
      return Wallet::none;
    }
  }
  return Wallet::address;
}

}  // namespace

Wallet wallet(std::string_view text) {
  if (text.size() == 42 && text.starts_with("0x") && all_hex(text.substr(2))) {
    return ethereum(text.substr(2));
  }
  const Wallet found = bech32_wallet(text);
  return found != Wallet::none ? found : base58check(text);
}

}  // namespace tollgate::pii_scan
