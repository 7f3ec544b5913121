#include "reporters/comment_marker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/digest.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::string_view opening = "<!-- tollgate:";
constexpr std::string_view between = " v1 sha256=";
constexpr std::string_view closing = " -->";
constexpr std::size_t digest_length = 64;
constexpr std::string_view finding_is = " finding=";
constexpr std::string_view review_told_is = " review told=";
constexpr std::string_view gate_is = " gate=";
constexpr std::string_view digest_is = " sha256=";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// A long name is told apart by its digest.
std::string key_part(std::string_view name) {
  constexpr std::size_t longest = 70;
  std::string part;
  for (const char c : name) {
    part +=
        is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    if (part.size() > longest) return "sha256-" + sha256_hex(name).substr(0, 40);
  }
  return part;
}

/// Takes what stands before `end` and `end` itself away; nothing when `end` does not come.
std::optional<std::string_view> taken_to(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return part;
}

std::string_view taken_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  std::size_t number = 0;
  if (at != std::string_view::npos) {
    text.remove_prefix(at + name.size());
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

}  // namespace

std::string comment_key(std::string_view project, std::string_view own_key) {
  return key_part(project) + (own_key.empty() ? "" : "/" + key_part(own_key));
}

std::string marked(std::string_view key, std::size_t findings, std::size_t resolved, std::string_view text) {
  const std::string rest = fmt::format("<!-- findings={} resolved={} -->\n{}", findings, resolved, text);
  return fmt::format("{}{}{}{}{}\n{}", opening, key, between, sha256_hex(rest), closing, rest);
}

std::size_t marked_room(std::string_view key) {
  constexpr std::size_t numbers = 80;
  return opening.size() + key.size() + between.size() + digest_length + closing.size() + numbers;
}

std::optional<CommentMarker> marker_in(std::string_view body) {
  std::string_view first = taken_line(body);
  if (!first.starts_with(opening) || !first.ends_with(closing)) return std::nullopt;
  first.remove_prefix(opening.size());
  const auto key = taken_to(first, between);
  const auto digest = taken_to(first, closing);
  if (!key || !digest || digest->size() != digest_length || !first.empty()) return std::nullopt;
  const std::string_view numbers = taken_line(body);
  return CommentMarker{std::string(*key), std::string(*digest), number_after(numbers, "findings="),
                       number_after(numbers, "resolved=")};
}

std::string short_fingerprint(std::string_view fingerprint) { return std::string(fingerprint.substr(0, 16)); }

std::string review_marked(const ReviewMarker& marker, std::string_view text) {
  std::string told;
  for (const std::string& one : marker.told) told += (told.empty() ? "" : ",") + one;
  return fmt::format("{}{}{}{}{}\n{}", opening, marker.key, review_told_is, told, closing, text);
}

std::optional<ReviewMarker> review_marker_in(std::string_view body) {
  std::string_view first = taken_line(body);
  if (!first.starts_with(opening) || !first.ends_with(closing)) return std::nullopt;
  first.remove_prefix(opening.size());
  const auto key = taken_to(first, review_told_is);
  auto list = key ? taken_to(first, closing) : std::nullopt;
  if (!list || !first.empty()) return std::nullopt;
  ReviewMarker marker{std::string(*key), {}};
  while (!list->empty()) {
    const std::string_view one = list->substr(0, list->find(','));
    marker.told.emplace_back(one);
    list->remove_prefix(std::min(one.size() + 1, list->size()));
  }
  return marker;
}

std::string finding_marked(FindingMarker& marker, std::string_view text) {
  marker.digest = sha256_hex(text);
  return fmt::format("{}{}{}{}{}{} {}{}{}{}\n{}", opening, marker.key, finding_is, marker.fingerprint, gate_is,
                     marker.gate, marker.open ? "open" : "closed", digest_is, marker.digest, closing, text);
}

std::optional<FindingMarker> finding_marker_in(std::string_view body) {
  std::string_view first = taken_line(body);
  if (!first.starts_with(opening) || !first.ends_with(closing)) return std::nullopt;
  first.remove_prefix(opening.size());
  const auto key = taken_to(first, finding_is);
  const auto fingerprint = key ? taken_to(first, gate_is) : std::nullopt;
  const auto gate = fingerprint ? taken_to(first, " ") : std::nullopt;
  const auto state = gate ? taken_to(first, digest_is) : std::nullopt;
  const auto digest = state ? taken_to(first, closing) : std::nullopt;
  if (!digest || digest->size() != digest_length || !first.empty()) return std::nullopt;
  if (*state != "open" && *state != "closed") return std::nullopt;
  return FindingMarker{std::string(*key), std::string(*fingerprint), std::string(*gate), *state == "open",
                       std::string(*digest)};
}

}  // namespace tollgate::reporters
