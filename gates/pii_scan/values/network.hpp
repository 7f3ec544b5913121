// E-mail, IP and hardware addresses: what one text is. Arguments are whole texts of any length; nothing is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tollgate::pii_scan {

/// RFC 5321 as it is used: also Unicode, `mailto:`, private top-level domains. Not `user@host:path`, not `pkg@1.2.3`.
bool is_email(std::string_view text);

/// Dots are at the places of a domain name and the last label has no digits first; no `@`.
bool is_domain(std::string_view text);

/// Six pairs of hex digits by `:` or `-`, or three groups of four by `.`; not all equal.
bool is_mac(std::string_view text);

/// What an IPv6 address is good for.
enum class Ip : std::uint8_t { none, infrastructure, client };
/// RFC 4291 text, with `/128`, a zone, or in brackets with a port.
Ip ipv6(std::string_view text);

/// Four decimal parts, with what may follow (`:port`, `/prefix`); parts may be above 255, so that versions are seen.
struct Quad {
  int parts[4];
  int prefix = 32;
  bool port = false;
  bool leading_zero = false;
  bool octets() const { return parts[0] < 256 && parts[1] < 256 && parts[2] < 256 && parts[3] < 256; }
};
std::optional<Quad> quad(std::string_view text);

/// 10/8, 172.16/12, 192.168/16, 127/8, 169.254/16, 0/8 or a net mask: no client on the Internet.
bool is_infrastructure(const Quad& quad);

}  // namespace tollgate::pii_scan
