#include "gates/pii_scan/values/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "gates/pii_scan/values/lift.hpp"

namespace tollgate::pii_scan {
namespace {

/// Thresholds by class of evidence, as shares of distinct cells (reference: docs/gates/pii-scan.md).
struct Thresholds {
  double strong, weak;
  std::int64_t at_least;  ///< distinct cells for strong
};
constexpr Thresholds self_proving{0.30, 0.05, 5};
constexpr Thresholds with_checksum{0.30, 0.10, 1};  // the lift test asks for its own number of cells
constexpr Thresholds with_marker{0.50, 0.20, 5};

class Finder {
 public:
  explicit Finder(const ColumnScan& scan) : x_scan(scan), x_counts(scan.counts()) {}

  std::vector<Candidate> all(bool said);

 private:
  double share(std::int64_t cells) const {
    return x_counts.distinct == 0 ? 0 : static_cast<double>(cells) / static_cast<double>(x_counts.distinct);
  }
  Strength strength(std::int64_t cells, const Thresholds& thresholds) const {
    if (share(cells) >= thresholds.strong && cells >= thresholds.at_least) return Strength::strong;
    return share(cells) >= thresholds.weak ? Strength::weak : Strength::none;
  }
  void add(Entity entity, Strength strength, bool proved, std::int64_t cells, std::string_view rule,
           double log_chance = 0) {
    if (strength != Strength::none) {
      x_found.push_back(
          {entity, strength, proved, log_chance, share(cells),
           fmt::format("{} {}/{} distinct cells, {}", to_string(entity), cells, x_counts.distinct, rule)});
    }
  }
  void add_sparse(Entity entity, std::int64_t hits, std::int64_t enough, bool proved, std::string_view rule) {
    const bool told = std::ranges::any_of(x_found, [&](const Candidate& found) {
      return found.entity == entity && found.strength == Strength::strong && found.proved == proved;
    });
    if (hits >= enough && !(told && x_scan.text().texts() == 0)) {  // whole cells are told already
      x_found.push_back({entity, Strength::strong, proved, 0, 0.0,
                         fmt::format("{} {} distinct hits inside {} texts, {}", to_string(entity), hits,
                                     x_scan.text().texts(), rule)});
    }
  }
  void checksum(Entity entity, const Tally& tally, double chance, std::string_view rule);
  void emails();
  void secrets();
  void numbers();
  void social_security();
  void nets(bool said);
  void phones();
  void people();
  void sparse();

  const ColumnScan& x_scan;
  const ColumnCounts& x_counts;
  std::vector<Candidate> x_found;
};

/// Below the number of cells that the test needs, only with a name: weak.
void Finder::checksum(Entity entity, const Tally& tally, double chance, std::string_view rule) {
  if (tally.valid == 0 || 2 * tally.valid < tally.shaped) {
    return;
  }
  const double log_chance = log_tail(tally.shaped, tally.valid, chance);
  Strength found = strength(tally.valid, with_checksum);
  if (!lifted(tally.shaped, tally.valid, chance)) {
    constexpr double log_of_one_in_a_hundred = -4.6;
    found = log_chance < log_of_one_in_a_hundred && found != Strength::none ? Strength::weak : Strength::none;
  }
  add(entity, found, found == Strength::strong, tally.valid, fmt::format("{}, lift test", rule), log_chance);
}

void Finder::emails() {
  add(Entity::email, strength(x_counts.email.valid, self_proving), true, x_counts.email.valid, "parse");
  const std::int64_t hits = x_counts.email.valid + x_scan.text().distinct(Hit::email);
  add_sparse(Entity::email, hits, 2, true, "parse");
}

void Finder::secrets() {
  add(Entity::secret, strength(x_counts.secret.valid, self_proving), true, x_counts.secret.valid, "published shape");
  const std::int64_t grave = x_counts.grave_secrets + x_scan.text().distinct(Hit::grave_secret);
  add_sparse(Entity::secret, grave, 1, true, "live or private key");
  add_sparse(Entity::secret, grave + x_counts.secret.valid + x_scan.text().distinct(Hit::secret), 2, true,
             "published shape");
  add(Entity::crypto, strength(x_counts.wallets, self_proving), true, x_counts.wallets, "checksum");
  add_sparse(Entity::crypto, x_counts.wallets + x_scan.text().distinct(Hit::wallet), 2, true, "checksum");
  const bool bare = share(x_counts.bare_wallets) >= 0.3;
  add(Entity::crypto, bare ? Strength::weak : Strength::none, false, x_counts.bare_wallets, "0x and 40 hex digits");
}

void Finder::numbers() {
  checksum(Entity::iban, x_counts.iban, 0.010, "mod 97");
  checksum(Entity::credit_card, x_counts.card, 0.099, "issuer and Luhn");
  checksum(Entity::device_id, x_counts.imei, 0.10, "IMEI");
  for (const auto& id : national_ids()) {
    checksum(Entity::national_id, x_counts.ids.at(static_cast<std::size_t>(id.id)), id.chance, id.rule);
  }
}

/// No check digit: what is never given must stay away, over enough cells.
void Finder::social_security() {
  const std::int64_t shaped = x_counts.ssn.shaped;
  const std::int64_t valid = x_counts.ssn_or_itin;
  const bool clean = 100 * valid >= 97 * shaped && x_counts.ssn_first_digits.count() >= 5;
  if (!clean || x_counts.ssn.valid * 2 < shaped) {
    return;
  }
  const Thresholds thresholds{0.50, 0.20, 20};
  Strength found = strength(valid, thresholds);
  found = found == Strength::none && shaped >= 5 ? Strength::none : found;
  add(Entity::us_ssn, found, false, valid, "area, group and serial");
}

void Finder::nets(bool said) {
  const bool letters = 2 * x_counts.mac_with_letters >= x_counts.mac.valid;
  if (letters) {
    add(Entity::mac_address, strength(x_counts.mac.valid, with_marker), true, x_counts.mac.valid, "six pairs");
  }
  const bool clients = x_scan.quads().verdict(said) == QuadColumn::client;
  const std::int64_t quads = clients ? x_scan.quads().shaped() : 0;
  const std::int64_t addresses = quads + x_counts.ipv6_clients;
  add(Entity::ip_address, strength(addresses, with_marker), false, addresses, "whole column");
  const bool in_text = x_scan.text().quads().verdict_in_text() == QuadColumn::client;
  const std::int64_t hits = (in_text ? x_scan.text().texts_with_quads() : 0) + x_scan.text().distinct(Hit::ipv6);
  add_sparse(Entity::ip_address, hits, 2, false, "at the front of a line or behind a keyword");
}

void Finder::phones() {
  const std::int64_t marked = x_scan.phones().marked();
  const bool supported = share(marked) >= 0.20;
  const std::int64_t all = marked + (supported ? x_scan.phones().supporting() : 0);
  add(Entity::phone, strength(all, with_marker), false, all, "marker");
}

void Finder::people() {
  switch (x_scan.persons().verdict(x_counts.distinct)) {
    case PersonColumnVerdict::strong:
      add(Entity::person_name, Strength::strong, false, x_scan.persons().known(), "lexicon");
      break;
    case PersonColumnVerdict::weak:
      add(Entity::person_name, Strength::weak, false, x_scan.persons().known(), "lexicon");
      break;
    case PersonColumnVerdict::none:
      break;
  }
  const std::int64_t addresses = x_counts.addresses_full + x_counts.addresses_loose;
  add(Entity::address, strength(addresses, with_marker), false, addresses, "street and number");
}

void Finder::sparse() {
  const TextScan& text = x_scan.text();
  const std::int64_t ibans = text.distinct(Hit::iban);
  add_sparse(Entity::iban, ibans, text.failed(Hit::iban) <= ibans ? 2 : ibans + 1, true, "mod 97");
  const std::int64_t cards = text.distinct(Hit::card);
  // Any 16 digits are a card by chance once in 43 times: two of two, or many more than chance gives.
  constexpr double log_of_one_in_a_thousand = -6.9;
  constexpr double any_digits = 0.023;
  const bool more = cards >= 2 && cards >= text.failed(Hit::card) &&
                    log_tail(cards + text.failed(Hit::card), cards, any_digits) < log_of_one_in_a_thousand;
  add_sparse(Entity::credit_card, cards, more ? 2 : cards + 1, more, "issuer and Luhn, grouped or behind a keyword");
  const std::int64_t ssns = text.distinct(Hit::ssn);
  add_sparse(Entity::us_ssn, ssns, text.failed(Hit::ssn) * 10 <= ssns ? 2 : ssns + 1, false, "behind a keyword");
  const std::int64_t alike = text.distinct(Hit::phone_like);
  const bool american = alike >= 20 && 100 * text.failed(Hit::phone_like) <= 4 * alike;
  // Where others of the same grouping break the rules of North America, those that open with 0 are documents as well.
  const bool documents = 100 * text.failed(Hit::phone_like) > 4 * (alike + text.failed(Hit::phone_like));
  const std::int64_t phones =
      text.distinct(Hit::phone) + (documents ? 0 : text.distinct(Hit::phone_trunk)) + (american ? alike : 0);
  add_sparse(Entity::phone, phones + (text.texts() > 0 ? x_scan.phones().marked() : 0), 2, false, "marker or keyword");
  add_sparse(Entity::address, text.texts_with(Hit::address), 2, false, "number, street and its kind");
}

std::vector<Candidate> Finder::all(bool said) {
  emails();
  secrets();
  numbers();
  social_security();
  nets(said);
  phones();
  people();
  sparse();
  return std::move(x_found);
}

/// In a text with several the most severe is the answer.
int severity(Entity entity) {
  constexpr std::array order = {Entity::phone,       Entity::ip_address, Entity::address,     Entity::email,
                                Entity::crypto,      Entity::iban,       Entity::national_id, Entity::us_ssn,
                                Entity::credit_card, Entity::secret};
  return static_cast<int>(std::find(order.begin(), order.end(), entity) - order.begin()) % 10;
}

}  // namespace

std::vector<Candidate> candidates(const ColumnScan& scan, bool said) { return Finder(scan).all(said); }

void rank(std::vector<Candidate>& found, const NameVerdict& name) {
  const auto better = [&name](const Candidate& left, const Candidate& right) {
    if (left.strength != right.strength) return left.strength > right.strength;
    const bool left_named = name.entity == left.entity;
    const bool right_named = name.entity == right.entity;
    if (left_named != right_named) return left_named;
    const bool left_sparse = left.share < 0.3;
    const bool right_sparse = right.share < 0.3;
    if (left_sparse != right_sparse) return right_sparse;
    if (left_sparse) return severity(left.entity) > severity(right.entity);
    if (left.log_chance != right.log_chance) return left.log_chance < right.log_chance;
    return left.share > right.share;
  };
  std::stable_sort(found.begin(), found.end(), better);
}

}  // namespace tollgate::pii_scan
