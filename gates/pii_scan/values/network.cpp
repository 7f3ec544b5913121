#include "gates/pii_scan/values/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "gates/pii_scan/values/byte_set.hpp"
#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

/// RFC 5322, what an atom of an address may hold beside letters and digits, and the dot between atoms.
constexpr ByteSet beside_letters(".!#$%&'*+/=?^_`{|}~-");

bool starts_without_case(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) {
    return false;
  }
  for (std::size_t at = 0; at < prefix.size(); ++at) {
    if (lower(text[at]) != prefix[at]) {
      return false;
    }
  }
  return true;
}

bool beyond_ascii(char letter) { return static_cast<unsigned char>(letter) >= 0x80U; }

bool label_letter(char letter) { return is_alnum(letter) || letter == '-' || letter == '_' || beyond_ascii(letter); }

/// Letters only, two at least (RFC 3696), or `xn--…`.
bool top_level(std::string_view label) {
  if (label.starts_with("xn--") || label.starts_with("XN--")) {
    return true;
  }
  if (label.size() < 2 || label.size() > 63) {
    return false;
  }
  for (const char letter : label) {
    if (!is_letter(letter) && !beyond_ascii(letter)) {
      return false;
    }
  }
  return true;
}

bool local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') {
    return false;
  }
  for (const char letter : local) {
    if (!is_alnum(letter) && !beyond_ascii(letter) && !beside_letters.has(letter)) {
      return false;
    }
  }
  return local.find("..") == std::string_view::npos;
}

/// Eight pairs are an EUI-64 or a key's fingerprint; an address would leave out the zeros of one group or another.
bool all_pairs(std::string_view text) {
  for (std::size_t at = 2; at < text.size(); at += 3) {
    if (text[at] != ':') {
      return false;
    }
  }
  return true;
}

/// The number at the front, at most five digits; cuts it off.
std::optional<int> cut_number(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && size < 6 && is_digit(text[size])) {
    ++size;
  }
  if (size == 0 || size > 5) {
    return std::nullopt;
  }
  const int value = number(text.substr(0, size));
  text.remove_prefix(size);
  return value;
}

/// `logo@2x.png`, `getty@tty1.service`: files and units, not hosts.
bool is_file_ending(std::string_view label) {
  static constexpr std::array<std::string_view, 22> endings = {
      "css",   "csv", "gif", "gz",      "htm",   "html",   "ico", "jpeg",   "jpg",   "js",  "json",
      "mount", "pdf", "png", "service", "slice", "socket", "svg", "target", "timer", "txt", "webp"};
  return std::find(endings.begin(), endings.end(), label) != endings.end();
}

}  // namespace

bool is_domain(std::string_view text) {
  std::size_t labels = 0;
  std::string_view label;
  for (;;) {
    const std::size_t dot = text.find('.');
    label = text.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const char letter : label) {
      if (!label_letter(letter)) {
        return false;
      }
    }
    ++labels;
    if (dot == std::string_view::npos) {
      return labels >= 2 && top_level(label);
    }
    text.remove_prefix(dot + 1);
  }
}

bool is_email(std::string_view text) {
  if (starts_without_case(text, "mailto:")) {
    text = text.substr(7, text.substr(7).find('?'));
  }
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && text.size() <= 320 && local_part(text.substr(0, at)) &&
         is_domain(text.substr(at + 1)) && !is_file_ending(text.substr(text.rfind('.') + 1));
}

bool is_mac(std::string_view text) {
  const bool dotted = text.size() == 14;
  if (!dotted && text.size() != 17) {
    return false;
  }
  const char separator = dotted ? '.' : text[2];
  if (!dotted && separator != ':' && separator != '-') {
    return false;
  }
  const std::size_t group = dotted ? 5 : 3;
  bool equal = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool between = at % group == group - 1;
    if (between ? text[at] != separator : !is_hex(text[at])) {
      return false;
    }
    equal = equal && (between || text[at] == text[0]);
  }
  return !equal;
}

Ip ipv6(std::string_view text) {
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  }
  text = text.substr(0, text.find_first_of("/%"));
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() < 3 || text.size() >= copy.size() || text.find(':') == std::string_view::npos) {
    return Ip::none;
  }
  text.copy(copy.data(), text.size());
  std::array<unsigned char, 16> bytes{};
  const bool parsed = inet_pton(AF_INET6, copy.data(), bytes.data()) == 1;
  explicit_bzero(copy.data(), copy.size());
  if (!parsed || (text.size() == 23 && std::count(text.begin(), text.end(), ':') == 7 && all_pairs(text))) {
    return Ip::none;
  }
  // RFC 4291, 4193: unspecified and loopback, unique local, link local, multicast.
  const bool low = std::string_view(text).starts_with("::") && bytes[1] == 0 && bytes[10] == 0;
  const bool local = (bytes[0] & 0xFEU) == 0xFCU || bytes[0] == 0xFFU || (bytes[0] == 0xFEU && bytes[1] >= 0x80U);
  explicit_bzero(bytes.data(), bytes.size());
  return low || local ? Ip::infrastructure : Ip::client;
}

std::optional<Quad> quad(std::string_view text) {
  Quad found{};
  for (int place = 0; place < 4; ++place) {
    if (place > 0) {
      if (!text.starts_with('.')) {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
    const bool zero_first = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
    const auto part = cut_number(text);
    if (!part) {
      return std::nullopt;
    }
    found.parts[place] = *part;
    found.leading_zero = found.leading_zero || zero_first;
  }
  if (text.starts_with('/')) {
    text.remove_prefix(1);
    found.prefix = cut_number(text).value_or(33);
  }
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    found.port = cut_number(text).has_value();
  }
  return text.empty() && found.prefix <= 32 ? std::optional(found) : std::nullopt;
}

bool is_infrastructure(const Quad& quad) {
  const int first = quad.parts[0];
  const int second = quad.parts[1];
  return first == 10 || first == 127 || first == 0 || first == 255 || (first == 172 && second >= 16 && second < 32) ||
         (first == 192 && second == 168) || (first == 169 && second == 254) || quad.prefix < 32;
}

}  // namespace tollgate::pii_scan
