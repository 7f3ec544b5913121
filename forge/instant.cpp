#include "forge/instant.hpp"

#include <charconv>

#include "core/day.hpp"

namespace tollgate::forge {

namespace {

/// Two digits at the place, up to `most`; -1: there are none.
int two_digits(std::string_view text, std::size_t at, int most) {
  if (at + 2 > text.size()) return -1;
  int number = -1;
  const auto parsed = std::from_chars(text.data() + at, text.data() + at + 2, number);
  return parsed.ptr == text.data() + at + 2 && number >= 0 && number <= most ? number : -1;
}

/// `Z` or `+hh:mm`; nothing when it is neither.
std::optional<std::chrono::minutes> offset_of(std::string_view zone) {
  if (zone == "Z" || zone == "z") return std::chrono::minutes(0);
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int hours = two_digits(zone, 1, 23);
  const int minutes = two_digits(zone, 4, 59);
  if (hours < 0 || minutes < 0) return std::nullopt;
  const std::chrono::minutes all(hours * 60 + minutes);
  return zone[0] == '-' ? -all : all;
}

}  // namespace

std::optional<std::chrono::sys_seconds> instant_from(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto day = day_from(text.substr(0, 10));
  const int hour = two_digits(text, 11, 23);
  const int minute = two_digits(text, 14, 59);
  const int second = two_digits(text, 17, 60);
  std::string_view zone = text.substr(19);
  if (zone.front() == '.') zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  const auto offset = offset_of(zone);
  if (!day || hour < 0 || minute < 0 || second < 0 || !offset) return std::nullopt;
  return std::chrono::sys_seconds(*day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) - *offset;
}

}  // namespace tollgate::forge
