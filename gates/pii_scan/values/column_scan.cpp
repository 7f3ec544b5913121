#include "gates/pii_scan/values/column_scan.hpp"

#include <algorithm>

#include "gates/pii_scan/values/address.hpp"
#include "gates/pii_scan/values/byte_set.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/network.hpp"
#include "gates/pii_scan/values/numbers.hpp"
#include "gates/pii_scan/values/secrets.hpp"
#include "gates/pii_scan/values/wallets.hpp"

namespace tollgate::pii_scan {
namespace {

/// Longer cells are texts; no shape is longer but that of a token.
constexpr std::size_t longest_shape = 1024;

constexpr ByteSet mask_bytes("*#\xE2");
constexpr ByteSet ends_of_words(" {[<,;=");

bool count(Tally& tally, bool valid) {
  ++tally.shaped;
  tally.valid += valid ? 1 : 0;
  return valid;
}

bool has_letters(std::string_view cell) {
  return std::any_of(cell.begin(), cell.end(),
                     [](char letter) { return is_letter(letter) || static_cast<unsigned char>(letter) >= 0x80U; });
}

}  // namespace

void ColumnScan::read(std::string_view cell) {
  x_first_length = x_counts.distinct == 0 ? cell.size() : x_first_length;
  x_counts.one_length = x_counts.one_length && cell.size() == x_first_length;
  ++x_counts.distinct;
  const bool whole = read_quads(cell) || (cell.size() <= longest_shape && read_shapes(cell));
  if (has_letters(cell)) {
    ++x_counts.stands.at(static_cast<std::size_t>(stands_for(cell)));
    x_counts.base64 += is_base64_text(cell) ? 1 : 0;
  } else if (mask_bytes.any_in(cell)) {
    ++x_counts.stands.at(static_cast<std::size_t>(stands_for(cell)));
  }
  if (!whole) {
    read_words(cell);
  }
}

void ColumnScan::read_words(std::string_view cell) {
  if (looks_like_json(cell)) {
    x_json.read(cell);
    return;
  }
  if (has_letters(cell)) {
    x_persons.add(read_person(cell));
    if (decimal_digits.any_in(cell)) {
      const AddressReading address = read_address(cell, false);
      x_counts.addresses_full += address == AddressReading::full ? 1 : 0;
      x_counts.addresses_loose += address == AddressReading::loose ? 1 : 0;
    }
  }
  if (ends_of_words.any_in(cell) || cell.size() > longest_shape) {
    x_text.read(cell);
  } else if (cell.size() >= 20 && cell.find("://") != std::string_view::npos && read_secret(cell)) {
    return;
  }
}

bool ColumnScan::read_shapes(std::string_view cell) {
  match_shapes(cell, x_rows);
  if (x_rows.empty()) {
    return false;
  }
  const Compact compact(cell);
  bool valid = false;
  for (const int row : x_rows) {
    valid = read_shape(shape_rows()[static_cast<std::size_t>(row)], cell, compact.text()) || valid;
  }
  return valid;
}

bool ColumnScan::read_shape(const ShapeRow& row, std::string_view cell, std::string_view compact) {
  switch (row.shape) {
    case Shape::email:
      return count(x_counts.email, is_email(cell));
    case Shape::digits:
      x_phones.add(read_phone(cell));
      return read_digits(cell);
    case Shape::card_groups:
      return count(x_counts.card, is_card(compact));
    case Shape::ssn: {
      const bool itin = read_ids(row.ids, compact);
      return read_ssn(compact) || itin;
    }
    case Shape::iban:
      return compact.size() >= 15 && compact.size() <= 34 && count(x_counts.iban, is_iban(compact));
    case Shape::imei:
      return count(x_counts.imei, is_imei(compact));
    case Shape::mac:
      return read_mac(cell);
    case Shape::ipv6:
      return read_ipv6(cell);
    case Shape::wallet:
      return read_wallet(cell);
    case Shape::secret:
      return read_secret(cell);
    case Shape::phone: {
      const PhoneReading reading = read_phone(cell);
      x_phones.add(reading);
      return reading.mark != PhoneMark::none;
    }
    case Shape::national:
      return read_ids(row.ids, compact);
    case Shape::quad:  // read_quads() was there first: what is left is a version
      x_quads.add_version();
      return false;
    case Shape::uuid:
      return true;
    case Shape::hex:
      break;
  }
  return false;
}

bool ColumnScan::read_digits(std::string_view digits) {
  bool valid = read_ids(ids_of_digits(digits.size()), digits);
  if (digits.size() >= 12 && digits.size() <= 19) {
    valid = count(x_counts.card, is_card(digits)) || valid;
  }
  if (digits.size() == 15) {
    const Id nir[] = {Id::fr_nir};
    valid = read_ids(nir, digits) || valid;
    valid = count(x_counts.imei, is_imei(digits)) || valid;
  }
  return valid;
}

bool ColumnScan::read_ids(std::span<const Id> ids, std::string_view compact) {
  bool any = false;
  for (const Id id : ids) {
    if (id != Id::count) {
      any = count(x_counts.ids.at(static_cast<std::size_t>(id)), national_id(id).valid(compact)) || any;
    }
  }
  return any;
}

bool ColumnScan::read_ssn(std::string_view digits) {
  const bool valid = count(x_counts.ssn, is_ssn(digits));
  const bool itin = national_id(Id::us_itin).valid(digits);
  x_counts.ssn_or_itin += valid || itin ? 1 : 0;
  x_counts.ssn_first_digits.set(static_cast<std::size_t>(digit(digits.front())));
  return valid;
}

/// A dotted quad, or a list whose parts all are addresses: the first one speaks (the client of X-Forwarded-For).
bool ColumnScan::read_quads(std::string_view cell) {
  if (!is_digit(cell.front())) {
    return false;
  }
  const auto first = quad(cell.substr(0, cell.find(',')));
  if (!first) {
    return false;
  }
  for (std::size_t comma = cell.find(','); comma != std::string_view::npos; comma = cell.find(',', comma + 1)) {
    const std::string_view rest = cell.substr(comma + 1);
    std::string_view part = rest.substr(0, rest.find(','));
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    if (!quad(part) && ipv6(part) == Ip::none) {
      return false;
    }
  }
  x_quads.add(*first);
  return true;
}

bool ColumnScan::read_mac(std::string_view cell) {
  const bool valid = count(x_counts.mac, is_mac(cell));
  x_counts.mac_with_letters += valid && has_letters(cell) ? 1 : 0;
  return valid;
}

bool ColumnScan::read_ipv6(std::string_view cell) {
  const Ip kind = ipv6(cell);
  x_counts.ipv6_clients += kind == Ip::client ? 1 : 0;
  x_counts.ipv6_infrastructure += kind == Ip::infrastructure ? 1 : 0;
  return kind != Ip::none;
}

bool ColumnScan::read_wallet(std::string_view cell) {
  if (cell.size() < 25) {
    return false;
  }
  switch (wallet(cell)) {
    case Wallet::address:
      ++x_counts.wallets;
      return true;
    case Wallet::bare_address:
      ++x_counts.bare_wallets;
      return true;
    case Wallet::private_key:
      ++x_counts.grave_secrets;
      return count(x_counts.secret, true);
    case Wallet::none:
      break;
  }
  return false;
}

bool ColumnScan::read_secret(std::string_view cell) {
  SecretShape shape = secret(cell);
  shape = shape == SecretShape::none ? secret_within(cell) : shape;
  if (shape == SecretShape::none) {
    return false;
  }
  const bool grave = shape == SecretShape::live_key || shape == SecretShape::private_key;
  x_counts.grave_secrets += grave ? 1 : 0;
  return count(x_counts.secret, true);
}

}  // namespace tollgate::pii_scan
