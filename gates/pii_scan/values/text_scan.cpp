#include "gates/pii_scan/values/text_scan.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "gates/pii_scan/values/address.hpp"
#include "gates/pii_scan/values/byte_set.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/folded.hpp"
#include "gates/pii_scan/values/keywords.hpp"
#include "gates/pii_scan/values/numbers.hpp"
#include "gates/pii_scan/values/phone.hpp"
#include "gates/pii_scan/values/secrets.hpp"
#include "gates/pii_scan/values/wallets.hpp"

namespace tollgate::pii_scan {

/// How many words ago a keyword stood.
struct TextScan::Context {
  int card = 99, ssn = 99, phone = 99, address = 99, document = 99, words = 0;
  std::size_t numbers_read_to = 0;

  void pass(std::string_view word) {
    for (int* const ago : {&card, &ssn, &phone, &address, &document}) {
      ++*ago;
    }
    ++words;
    if (word.size() > 20 || !is_letter(word.front())) {
      return;
    }
    const Folded folded(word);
    const Keyword keyword = keyword_of(folded.text());
    card = keyword == Keyword::card ? 0 : card;
    ssn = keyword == Keyword::ssn ? 0 : ssn;
    phone = keyword == Keyword::phone ? 0 : phone;
    address = keyword == Keyword::net_address ? 0 : address;
    document = keyword == Keyword::document ? 0 : document;
  }
};

namespace {

constexpr ByteSet delimiters(" \t\r\n,;<>()[]{}\"'|=&?`");
constexpr std::size_t most_distinct = 1024;

std::string_view without_punctuation(std::string_view word) {
  while (!word.empty() && std::string_view(".:!*_").find(word.back()) != std::string_view::npos) {
    word.remove_suffix(1);
  }
  while (!word.empty() && std::string_view(":*_").find(word.front()) != std::string_view::npos) {
    word.remove_prefix(1);
  }
  return word;
}

bool in_number(char letter) {
  return is_digit(letter) || std::string_view(" -.()+/").find(letter) != std::string_view::npos;
}

}  // namespace

TextScan::TextScan() = default;

TextScan::~TextScan() {
  for (auto& hashes : x_seen) {
    if (!hashes.empty()) {
      explicit_bzero(hashes.data(), hashes.size() * sizeof(std::size_t));
    }
  }
}

void TextScan::hit(Hit what, std::string_view text) {
  const auto kind = static_cast<std::size_t>(what);
  x_in_this[kind] = true;
  auto& seen = x_seen[kind];
  const std::size_t hash = std::hash<std::string_view>{}(text);
  if (seen.size() < most_distinct &&
      (what == Hit::address || std::find(seen.begin(), seen.end(), hash) == seen.end())) {
    seen.reserve(most_distinct);  // never grows: no copy is left behind
    seen.push_back(hash);
  }
}

std::int64_t TextScan::distinct(Hit what) const {
  return static_cast<std::int64_t>(x_seen[static_cast<std::size_t>(what)].size());
}

void TextScan::read_email(std::string_view word) {
  const std::size_t at = word.find('@');
  const std::size_t colon = word.find(':');
  if (colon != std::string_view::npos && colon < at) {
    const Folded label(word.substr(0, colon));
    if (keyword_of(label.text()) == Keyword::mail) {
      word.remove_prefix(colon + 1);
    }
  }
  if (is_email(word)) {
    hit(Hit::email, word);
  }
}

void TextScan::read_iban(std::string_view text, std::string_view word) {
  if (word.size() > 4) {
    const Compact compact(word);
    if (compact.text().size() >= 15 && compact.text().size() <= 34) {
      is_iban(compact.text()) ? hit(Hit::iban, compact.text()) : miss(Hit::iban);
    }
    return;
  }
  // In fours: the words that follow, until there are too many.
  const auto begin = static_cast<std::size_t>(word.data() - text.data());
  std::size_t end = begin + 4;
  while (end < text.size() && end < begin + 44) {
    std::size_t next = end + 1;
    while (next < text.size() && is_alnum(text[next])) {
      ++next;
    }
    if (text[end] != ' ' || next == end + 1 || next > end + 5) {
      return;
    }
    end = next;
    const Compact compact(text.substr(begin, end - begin));
    if (is_iban(compact.text())) {
      hit(Hit::iban, compact.text());
      return;
    }
  }
}

void TextScan::read_long_word(std::string_view word) {
  const SecretShape shape = secret(word);
  if (shape != SecretShape::none) {
    const bool grave = shape == SecretShape::live_key || shape == SecretShape::private_key;
    hit(grave ? Hit::grave_secret : Hit::secret, word);
  } else if (word.size() >= 26 && wallet(word) == Wallet::address) {
    hit(Hit::wallet, word);
  }
}

/// True when the word is an address of a network, whether it counts or not.
bool TextScan::read_address_of_net(std::string_view word, const Context& context) {
  const bool keyed = context.address <= 2;
  const bool first = context.words == 0;
  if (const auto four = quad(word)) {
    if (keyed || first) {
      x_quads.add(*four);
      ++x_quad_texts;
    }
    return true;
  }
  if (std::count(word.begin(), word.end(), ':') >= 2 && ipv6(word) == Ip::client &&
      (keyed || first || std::count(word.begin(), word.end(), ':') >= 5)) {
    hit(Hit::ipv6, word);
    return true;
  }
  return false;
}

void TextScan::read_number(std::string_view run, const Context& context) {
  const Compact digits(run);
  const std::size_t size = digits.text().size();
  const bool grouped = size != run.size();
  if (size >= 12 && size <= 19 && run.front() != '+' && run.find_first_of("()") == std::string_view::npos) {
    if (grouped || context.card <= 5) {
      is_card(digits.text()) ? hit(Hit::card, digits.text()) : miss(Hit::card);
    }
  }
  if (size == 9 && context.ssn <= 4 && run.find_first_of("()+/") == std::string_view::npos) {
    is_ssn(digits.text()) ? hit(Hit::ssn, digits.text()) : miss(Hit::ssn);
    return;
  }
  const PhoneReading phone = read_phone(run);
  const bool keyed = context.phone <= 4;
  const bool marked = phone.mark == PhoneMark::international || phone.mark == PhoneMark::area;
  if (!keyed && phone.mark == PhoneMark::trunk && context.document > 2) hit(Hit::phone_trunk, digits.text());
  if (!keyed && (phone.mark == PhoneMark::nanp || phone.broken)) {
    phone.broken ? miss(Hit::phone_like) : hit(Hit::phone_like, digits.text());
  }
  if (marked || (phone.mark != PhoneMark::none && keyed) ||
      (keyed && phone.bare && size >= 10 && !is_card(digits.text()))) {
    hit(Hit::phone, digits.text());
  }
}

/// The run of digits and what may stand between them, from here; then without its first and last word.
void TextScan::read_numbers(std::string_view text, std::size_t begin, const Context& context) {
  std::size_t end = begin;
  while (end < text.size() && in_number(text[end]) && end < begin + 40) {
    ++end;
  }
  std::string_view run = text.substr(begin, end - begin);
  run = run.substr(0, run.find_last_of("0123456789") + 1);
  if (run.size() >= 7) {
    read_number(run, context);
  }
}

void TextScan::read_word(std::string_view text, std::string_view word, Context& context) {
  word = without_punctuation(word);
  if (word.size() < 2) {
    return;
  }
  const auto place = static_cast<std::size_t>(word.data() - text.data());
  const bool digits = decimal_digits.any_in(word);
  if (word.find('@') != std::string_view::npos) {
    read_email(word);
  } else if (digits) {
    const bool address = word.size() >= 4 && read_address_of_net(word, context);
    if (word.size() >= 4 && is_letter(word[0]) && is_letter(word[1]) && is_digit(word[2]) && is_digit(word[3])) {
      read_iban(text, word);
    }
    const bool number_first = is_digit(word.front()) || word.front() == '+';
    if (!address && number_first && place >= context.numbers_read_to) {
      const std::size_t begin = place > 0 && (text[place - 1] == '(' || text[place - 1] == '+') ? place - 1 : place;
      read_numbers(text, begin, context);
      std::size_t end = begin;
      while (end < text.size() && in_number(text[end])) {
        ++end;
      }
      context.numbers_read_to = end;
    }
  }
  if (word.size() >= 16 && word.size() <= 512) {
    read_long_word(word);
  }
  context.pass(word);
}

void TextScan::read(std::string_view text) {
  ++x_all;
  x_in_this = {};
  const std::int64_t quads_before = x_quads.shaped();
  Context context;
  // The comment at the end of a public key is an account on a machine.
  const bool public_key = text.starts_with("ssh-") || text.starts_with("ecdsa-");
  for (std::size_t at = public_key ? text.size() : 0; at < text.size();) {
    const std::size_t begin = delimiters.first_beyond(text, at);
    if (begin == std::string_view::npos) {
      break;
    }
    const std::size_t end = std::min(delimiters.first_in(text, begin), text.size());
    read_word(text, text.substr(begin, end - begin), context);
    at = end;
  }
  const SecretShape whole = secret_within(text);
  if (whole != SecretShape::none) {
    hit(whole == SecretShape::private_key ? Hit::grave_secret : Hit::secret, text);
  }
  if (decimal_digits.any_in(text) && read_address(text, true) == AddressReading::full) {
    hit(Hit::address, text);
  }
  x_quad_texts = x_quad_texts - (x_quads.shaped() - quads_before) + (x_quads.shaped() > quads_before ? 1 : 0);
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    x_texts[kind] += x_in_this[kind] ? 1 : 0;
  }
}

}  // namespace tollgate::pii_scan
