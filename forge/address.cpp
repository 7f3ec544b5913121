#include "forge/address.hpp"

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "core/lower.hpp"

namespace tollgate::forge {

namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[noreturn]] void refuse(std::string_view variable, const char* why, const char* hint) {
  throw Error(ErrorKind::usage, {std::string(variable) + ": " + why, hint, {}});
}

/// Host names, IPv4, and IPv6 in brackets.
bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host.size() > 3 && host.ends_with(']') && std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
             return is_letter_or_digit(c) || c == ':';
           });
  }
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; });
}

/// 127.0.0.0/8 as numbers, not a name that begins so.
bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; }) &&
         std::ranges::count(host, '.') == 3;
}

bool is_port(std::string_view port) { return !port.empty() && port.size() <= 5 && std::ranges::all_of(port, is_digit); }

}  // namespace

Address address_from(std::string_view text, std::string_view variable) {
  Address address;
  const std::string low = lowered(text.substr(0, 8));
  const bool plain = low.starts_with("http://");
  if (!plain && !low.starts_with("https://")) refuse(variable, "expected an https address", "e.g. https://host/api/v3");
  address.secure = !plain;
  text.remove_prefix(plain ? 7 : 8);
  const std::size_t slash = text.find('/');
  const std::string authority = lowered(text.substr(0, slash));
  const std::size_t colon = authority.ends_with(']') ? std::string::npos : authority.rfind(':');
  const std::string host = authority.substr(0, colon);
  if (!is_host(host) || (colon != std::string::npos && !is_port(authority.substr(colon + 1)))) {
    refuse(variable, "its host is not valid, or it holds a user", "write https://host or https://host:port");
  }
  address.is_here = is_loopback(host);
  if (plain && !address.is_here) {
    refuse(variable, "http would send the token in the clear", "give an https address; http only on this machine");
  }
  address.origin = (plain ? "http://" : "https://") + authority;
  if (slash != std::string_view::npos) address.path = text.substr(slash);
  while (address.path.ends_with('/')) address.path.pop_back();
  if (!std::ranges::all_of(address.path, [](char c) {
        return is_letter_or_digit(c) || std::string_view("/-._~%").find(c) != std::string_view::npos;
      })) {
    refuse(variable, "expected no query, fragment or blank in it", "e.g. https://host/api/v3");
  }
  return address;
}

std::string encoded(std::string_view part) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : part) {
    if (is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return text;
}

}  // namespace tollgate::forge
