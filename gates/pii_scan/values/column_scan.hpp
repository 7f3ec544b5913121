// What is counted while the distinct cells of one column are read: shapes, those that validate, and the columns' own
// rules. Keeps counts and short-lived hashes, no cell.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gates/pii_scan/values/ip_column.hpp"
#include "gates/pii_scan/values/json_leaves.hpp"
#include "gates/pii_scan/values/national_ids.hpp"
#include "gates/pii_scan/values/person.hpp"
#include "gates/pii_scan/values/phone.hpp"
#include "gates/pii_scan/values/sanitised.hpp"
#include "gates/pii_scan/values/shapes.hpp"
#include "gates/pii_scan/values/text_scan.hpp"

namespace tollgate::pii_scan {

struct Tally {
  std::int64_t shaped = 0;
  std::int64_t valid = 0;
};

struct ColumnCounts {
  std::int64_t distinct = 0;
  std::array<Tally, static_cast<std::size_t>(Id::count)> ids;
  Tally email, iban, card, ssn, imei, mac, secret;
  std::int64_t grave_secrets = 0;  ///< live and private keys
  std::int64_t ssn_or_itin = 0;    ///< of ssn.shaped
  std::bitset<10> ssn_first_digits;
  std::int64_t mac_with_letters = 0;  ///< of mac.valid: pairs of digits alone are draws and times
  std::int64_t ipv6_clients = 0, ipv6_infrastructure = 0;
  std::int64_t wallets = 0, bare_wallets = 0;
  std::int64_t addresses_full = 0, addresses_loose = 0;
  std::array<std::int64_t, 7> stands{};  ///< by Stand
  std::int64_t base64 = 0;               ///< random text, whatever its length
  bool one_length = true;                ///< all cells are as long as the first
};

class ColumnScan {
 public:
  ColumnScan() = default;

  void read(std::string_view cell);

  const ColumnCounts& counts() const { return x_counts; }
  const PhoneColumn& phones() const { return x_phones; }
  const IpColumn& quads() const { return x_quads; }
  const PersonColumn& persons() const { return x_persons; }
  const TextScan& text() const { return x_text; }
  const JsonLeaves& json() const { return x_json; }

 private:
  bool read_shapes(std::string_view cell);
  bool read_shape(const ShapeRow& row, std::string_view cell, std::string_view compact);
  bool read_digits(std::string_view digits);
  bool read_ids(std::span<const Id> ids, std::string_view compact);
  bool read_ssn(std::string_view digits);
  bool read_quads(std::string_view cell);
  bool read_mac(std::string_view cell);
  bool read_ipv6(std::string_view cell);
  bool read_wallet(std::string_view cell);
  bool read_secret(std::string_view cell);
  void read_words(std::string_view cell);

  ColumnCounts x_counts;
  PhoneColumn x_phones;
  IpColumn x_quads;
  PersonColumn x_persons;
  TextScan x_text;
  JsonLeaves x_json;
  std::size_t x_first_length = 0;
  std::vector<int> x_rows;
};

}  // namespace tollgate::pii_scan
