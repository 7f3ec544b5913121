#include "budget/audit/addresses.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "change/provenance.hpp"

namespace tollgate::budget {

namespace {

/// What an address may hold before and after its `@`.
bool is_local(char c) { return std::string_view(" \t<>(){},;:`=|/\\@").find(c) == std::string_view::npos; }
bool is_domain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The address around the `@` at `at`; empty: it is none (`default@`, `model@20251101`).
std::string_view address_around(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_local(text[begin - 1])) --begin;
  std::size_t end = at + 1;
  while (end < text.size() && is_domain(text[end])) ++end;
  while (end > at + 1 && text[end - 1] == '.') --end;
  const std::string_view domain = text.substr(at + 1, end - at - 1);
  const std::size_t dot = domain.rfind('.');
  if (begin == at || dot == std::string_view::npos || dot == 0) return {};
  const std::string_view last = domain.substr(dot + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (last.size() < 2 || std::ranges::all_of(last, is_digit)) return {};
  return text.substr(begin, end - begin);
}

/// True when there is an address that `allowed` does not let pass.
template <typename Allowed>
bool holds_address_but(std::string_view text, Allowed allowed) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const std::string_view address = address_around(text, at);
    if (!address.empty() && !allowed(address)) return true;
  }
  return false;
}

/// A tool's own: published by its makers, and nobody's.
bool is_published_by_a_tool(std::string_view address) {
  change::CommitText commit;
  commit.author.email = std::string(address);
  return change::recognise(commit).strength != change::SignalStrength::none;
}

}  // namespace

bool holds_address(std::string_view text) {
  return holds_address_but(text, [](std::string_view) { return false; });
}

bool holds_address_of_a_person(std::string_view text) { return holds_address_but(text, is_published_by_a_tool); }

}  // namespace tollgate::budget
