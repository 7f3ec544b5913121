// Personal data inside running text: only what delimits itself (an address, a grouped number with its keyword, a key).
// Counts distinct hits by their hashes, which are wiped; keeps no text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gates/pii_scan/values/ip_column.hpp"

namespace tollgate::pii_scan {

/// `phone_like`: 3-3-4 of North America with neither marker nor keyword; only many of them without a broken one count.
/// `phone_trunk`: a national number that opens with 0, without a keyword; one document number in ten looks so.
enum class Hit : std::uint8_t {
  email,
  iban,
  card,
  ssn,
  wallet,
  secret,
  grave_secret,
  phone,
  phone_like,
  phone_trunk,
  ipv6,
  address,
  count
};

class TextScan {
 public:
  TextScan();
  ~TextScan();
  TextScan(const TextScan&) = delete;
  TextScan& operator=(const TextScan&) = delete;

  void read(std::string_view text);

  std::int64_t distinct(Hit hit) const;
  std::int64_t texts_with(Hit hit) const { return x_texts[static_cast<std::size_t>(hit)]; }
  std::int64_t texts() const { return x_all; }
  /// Numbers of that shape that did not pass their check, for the lift test.
  std::int64_t failed(Hit hit) const { return x_failed[static_cast<std::size_t>(hit)]; }
  const IpColumn& quads() const { return x_quads; }
  std::int64_t texts_with_quads() const { return x_quad_texts; }

 private:
  struct Context;
  void hit(Hit what, std::string_view text);
  void miss(Hit what) { ++x_failed[static_cast<std::size_t>(what)]; }
  void read_word(std::string_view text, std::string_view word, Context& context);
  void read_email(std::string_view word);
  void read_iban(std::string_view text, std::string_view word);
  void read_long_word(std::string_view word);
  void read_number(std::string_view run, const Context& context);
  void read_numbers(std::string_view text, std::size_t begin, const Context& context);
  bool read_address_of_net(std::string_view word, const Context& context);

  static constexpr std::size_t kinds = static_cast<std::size_t>(Hit::count);
  std::array<std::vector<std::size_t>, kinds> x_seen;
  std::array<std::int64_t, kinds> x_texts{};
  std::array<std::int64_t, kinds> x_failed{};
  std::array<bool, kinds> x_in_this{};
  IpColumn x_quads;
  std::int64_t x_quad_texts = 0;
  std::int64_t x_all = 0;
};

}  // namespace tollgate::pii_scan
