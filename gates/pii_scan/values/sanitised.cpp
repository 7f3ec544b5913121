#include "gates/pii_scan/values/sanitised.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/network.hpp"
#include "gates/pii_scan/values/secrets.hpp"

namespace tollgate::pii_scan {
namespace {

/// The constants that tools and people write in place of a value.
bool is_redaction(std::string_view cell) {
  static constexpr std::array<std::string_view, 16> words = {
      "redacted", "masked",     "removed", "deleted", "hidden", "anonymized", "anonymised",   "anonymous",
      "scrubbed", "suppressed", "erased",  "private", "secret", "filtered",   "confidential", "obfuscated"};
  while (!cell.empty() && !is_letter(cell.front())) {
    cell.remove_prefix(1);
  }
  while (!cell.empty() && !is_letter(cell.back())) {
    cell.remove_suffix(1);
  }
  std::array<char, 16> folded{};
  if (cell.size() > folded.size()) {
    return false;
  }
  std::transform(cell.begin(), cell.end(), folded.begin(), lower);
  const std::string_view word(folded.data(), cell.size());
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Three or more of one mask character in a row, or `a***b`; an `x` only where it is no part of a word.
bool is_masked(std::string_view cell) {
  constexpr std::string_view bullet = "\xE2\x80\xA2";  // U+2022
  if (cell.size() > 128) {
    return false;
  }
  std::size_t run = 0;
  for (std::size_t at = 0; at < cell.size(); ++at) {
    const char letter = cell[at];
    const bool mask = letter == '*' || letter == '#' || letter == 'X' || letter == 'x';
    run = mask && at > 0 && cell[at - 1] == letter ? run + 1 : (mask ? 1 : 0);
    if (run < 3) {
      continue;
    }
    const char before = at >= run ? cell[at - run] : ' ';
    const char after = at + 1 < cell.size() ? cell[at + 1] : ' ';
    const bool letters = letter == 'x' || letter == 'X';
    if (!letters || (!is_letter(before) && (!is_letter(after) || after == letter))) {
      return true;
    }
  }
  const std::size_t first = cell.find(bullet);
  return first != std::string_view::npos && cell.find(bullet, first + bullet.size()) != std::string_view::npos;
}

bool digest_length(std::size_t size) {
  return size == 32 || size == 40 || size == 56 || size == 64 || size == 96 || size == 128;
}

bool is_digest(std::string_view cell) {
  if (cell.size() > 2 && cell.front() == '"' && cell.back() == '"') {  // an ETag
    cell = cell.substr(1, cell.size() - 2);
  }
  if (cell.starts_with("\\x")) {
    return all_hex(cell.substr(2));
  }
  const std::size_t colon = cell.find(':');
  if (colon != std::string_view::npos && colon >= 3 && colon <= 10) {  // sha256:…, md5:…
    cell.remove_prefix(colon + 1);
    return cell.size() >= 32 && all_hex(cell);
  }
  return digest_length(cell.size()) && all_hex(cell) && !all_digits(cell);
}

/// A short lower-case word, `_` or `-`, and eight or more random characters with a digit among them.
bool is_token(std::string_view cell) {
  const std::size_t end = cell.find('_');
  if (end == std::string_view::npos || end < 2 || end > 12 || cell.size() < end + 9) {
    return false;
  }
  const bool word = std::all_of(cell.begin(), cell.begin() + static_cast<std::ptrdiff_t>(end), is_letter);
  const std::string_view rest = cell.substr(end + 1);
  const bool random =
      std::all_of(rest.begin(), rest.end(), [](char letter) { return is_alnum(letter) || letter == '-'; });
  return word && random && std::any_of(rest.begin(), rest.end(), is_digit);
}

/// What issuers and anonymisers put in front of names of objects and of people who have none: no secrets.
bool is_object_prefix(std::string_view word) {
  static constexpr std::array<std::string_view, 27> known = {
      "acct", "anon", "card",   "ch",  "cs",   "cus", "cust", "evt", "hash",  "id",  "in",   "obj", "order", "pi",
      "pm",   "prod", "pseudo", "req", "seti", "src", "sub",  "tok", "token", "txn", "user", "usr", "vault"};
  return std::find(known.begin(), known.end(), word) != known.end();
}

bool is_bare_domain(std::string_view cell) {
  if (cell.starts_with('@')) {
    cell.remove_prefix(1);
  }
  return cell.size() <= 253 && std::none_of(cell.begin(), cell.end(), is_upper) && is_domain(cell);
}

/// The letters of base64 and of its form for URLs, by sort; 0 for others.
constexpr unsigned small_letter = 1, capital_letter = 2, numeral = 4, sign = 8;
constexpr unsigned all_sorts = small_letter | capital_letter | numeral;
constexpr std::array<unsigned char, 256> base64_sorts = [] {
  std::array<unsigned char, 256> sorts{};
  for (unsigned char letter = 'a'; letter <= 'z'; ++letter) sorts[letter] = small_letter;
  for (unsigned char letter = 'A'; letter <= 'Z'; ++letter) sorts[letter] = capital_letter;
  for (unsigned char letter = '0'; letter <= '9'; ++letter) sorts[letter] = numeral;
  for (const char letter : std::string_view("+/-_")) sorts[static_cast<unsigned char>(letter)] = sign;
  return sorts;
}();

}  // namespace

Stand stands_for(std::string_view cell) {
  if (is_redaction(cell)) return Stand::redacted;
  if (is_masked(cell)) return Stand::masked;
  if (is_digest(cell)) return Stand::digest;
  if (is_token(cell) && secret(cell) == SecretShape::none) {
    return is_object_prefix(cell.substr(0, cell.find('_'))) ? Stand::object : Stand::token;
  }
  return is_bare_domain(cell) ? Stand::domain : Stand::none;
}

bool is_base64_text(std::string_view cell) {
  if (cell.size() < 20) {
    return false;
  }
  unsigned seen = 0;
  std::size_t at = 0;
  for (; at < cell.size() && cell[at] != '='; ++at) {
    const unsigned sort = base64_sorts[static_cast<unsigned char>(cell[at])];
    if (sort == 0) {
      return false;
    }
    seen |= sort;
  }
  const bool padding = cell.find_first_not_of('=', at) == std::string_view::npos && cell.size() - at <= 2;
  return (seen & all_sorts) == all_sorts && padding;
}

}  // namespace tollgate::pii_scan
