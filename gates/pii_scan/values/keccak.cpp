#include "gates/pii_scan/values/keccak.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tollgate::pii_scan {
namespace {

using State = std::array<std::uint64_t, 25>;

constexpr std::size_t block = 136;  // 1600 - 2 * 256 bits

/// The round constants, from their linear feedback shift register (FIPS 202, algorithm 5).
constexpr std::array<std::uint64_t, 24> round_constants() {
  std::array<std::uint64_t, 24> all{};
  unsigned bits = 1;
  for (auto& constant : all) {
    for (unsigned power = 0; power <= 6; ++power) {
      if ((bits & 1U) != 0) {
        constant |= std::uint64_t{1} << ((1U << power) - 1U);
      }
      bits = (bits << 1U) ^ ((bits >> 7U) * 0x171U);
    }
  }
  return all;
}
constexpr auto constants = round_constants();

void theta(State& lanes) {
  std::array<std::uint64_t, 5> parity{};
  for (std::size_t at = 0; at < 25; ++at) {
    parity[at % 5] ^= lanes[at];
  }
  for (std::size_t at = 0; at < 25; ++at) {
    lanes[at] ^= parity[(at + 4) % 5] ^ std::rotl(parity[(at + 1) % 5], 1);
  }
}

void rho_and_pi(State& lanes) {
  std::size_t x = 1;
  std::size_t y = 0;
  std::uint64_t moving = lanes[1];
  for (int step = 0; step < 24; ++step) {
    const std::size_t next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
    const std::uint64_t kept = lanes[x + 5 * y];
    lanes[x + 5 * y] = std::rotl(moving, (step + 1) * (step + 2) / 2 % 64);
    moving = kept;
  }
}

void chi(State& lanes) {
  for (std::size_t row = 0; row < 25; row += 5) {
    const std::array<std::uint64_t, 5> old = {lanes[row], lanes[row + 1], lanes[row + 2], lanes[row + 3],
                                              lanes[row + 4]};
    for (std::size_t x = 0; x < 5; ++x) {
      lanes[row + x] = old[x] ^ (~old[(x + 1) % 5] & old[(x + 2) % 5]);
    }
  }
}

}  // namespace

std::array<unsigned char, 32> keccak256(std::string_view bytes) {
  std::array<unsigned char, block> input{};
  const std::size_t size = bytes.size() < block ? bytes.size() : block - 1;
  std::memcpy(input.data(), bytes.data(), size);
  input[size] = 0x01;
  input[block - 1] |= 0x80U;
  State lanes{};
  for (std::size_t at = 0; at < block; ++at) {
    lanes[at / 8] |= std::uint64_t{input[at]} << (8 * (at % 8));
  }
  for (const std::uint64_t constant : constants) {
    theta(lanes);
    rho_and_pi(lanes);
    chi(lanes);
    lanes[0] ^= constant;
  }
  std::array<unsigned char, 32> digest{};
  for (std::size_t at = 0; at < digest.size(); ++at) {
    digest[at] = static_cast<unsigned char>(lanes[at / 8] >> (8 * (at % 8)));
  }
  explicit_bzero(input.data(), input.size());
  explicit_bzero(lanes.data(), sizeof lanes);
  return digest;
}

}  // namespace tollgate::pii_scan
