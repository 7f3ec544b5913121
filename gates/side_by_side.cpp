#include "gates/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sql/change/digest.hpp"

namespace tollgate::gates {

namespace {

constexpr std::size_t longest = 90;
constexpr std::size_t context = 24;     // of what both have in common before they differ
constexpr std::size_t digits_told = 6;  // of a digest
constexpr std::string_view left_out = "…";

bool within_character(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

std::string cut(std::string text) {
  if (text.size() <= longest) return text;
  std::size_t at = longest;
  while (at > 0 && within_character(text, at)) --at;
  return text.substr(0, at) + " " + std::string(left_out);
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

/// Where to begin with a text, so that a little of what stands before `at` shows: at a word.
std::size_t beginning(const std::string& text, std::size_t at) {
  if (at <= context) return 0;
  std::size_t begin = at - context;
  while (begin < at && text[begin] != ' ') ++begin;
  if (begin == at) begin = at - context;
  while (begin > 0 && within_character(text, begin)) --begin;
  return text[begin] == ' ' ? begin + 1 : begin;
}

}  // namespace

std::pair<std::string, std::string> cut_alike(std::string before, std::string after) {
  before = one_line(std::move(before));
  after = one_line(std::move(after));
  if (before.size() <= longest && after.size() <= longest) return {std::move(before), std::move(after)};
  const auto differs = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto same = static_cast<std::size_t>(differs.first - before.begin());
  const std::size_t begin = beginning(before, std::min({same, before.size(), after.size()}));
  if (begin == 0) return {cut(std::move(before)), cut(std::move(after))};
  const std::string opening = std::string(left_out) + " ";
  return {opening + cut(before.substr(begin)), opening + cut(after.substr(begin))};
}

std::string old_to_new(const std::string& before, const std::string& after) {
  const auto [was, is] = cut_alike(before, after);
  return fmt::format("`{}` -> `{}`", was, is);
}

int place_told(std::string_view text, int item, int part) {
  if (part < 0 || item < 0) return part < 0 ? item : part;
  const auto [first, last] = std::minmax({static_cast<std::size_t>(item), static_cast<std::size_t>(part)});
  if (last > text.size()) return item;
  return text.substr(first, last - first).find('\n') == std::string_view::npos ? item : part;
}

std::string subject_text(std::string text) {
  text = one_line(std::move(text));
  if (text.size() <= longest) return text;
  const std::string digest = sql::to_hex(sql::Hasher{}.add(text).digest());
  return fmt::format("{} #{}", cut(std::move(text)), digest.substr(0, digits_told));
}

}  // namespace tollgate::gates
