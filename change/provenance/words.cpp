#include "change/provenance/words.hpp"

#include <algorithm>
#include <array>

namespace tollgate::change {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::array<std::string_view, 2> hyphens{"\xE2\x80\x90", "\xE2\x80\x91"};  // U+2010, and that does not break
constexpr std::size_t longest_key = 40;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hyphen(std::string_view letter) { return std::find(hyphens.begin(), hyphens.end(), letter) != hyphens.end(); }

// What stands for a plain character where a letter of several bytes, or `\n`, begins; and how many bytes it has. 0:
// nothing does.
struct Plain {
  char letter = 0;
  std::size_t bytes = 0;
};

Plain plain_at(std::string_view rest) {
  switch (rest.front()) {
    case '\\':
      return rest.substr(0, 2) == "\\n" ? Plain{'\n', 2} : Plain{};
    case no_break_space.front():
      return rest.substr(0, 2) == no_break_space ? Plain{' ', 2} : Plain{};
    case hyphens.front().front():
      return is_hyphen(rest.substr(0, 3)) ? Plain{'-', 3} : Plain{};
    default:
      return {};
  }
}

// Line ends made one, NBSP a blank, and hyphens of typesetters ASCII's.
std::string plain(std::string_view message) {
  std::string text;
  text.reserve(message.size());
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (const Plain plain = plain_at(message.substr(i)); plain.bytes > 0) {
      text += plain.letter;
      i += plain.bytes - 1;
    } else {
      text += message[i] == '\r' ? '\n' : message[i];
    }
  }
  return text;
}

std::string_view without_bullet(std::string_view line) {
  for (;;) {
    line = trimmed(line);
    if (line.size() < 2 || std::string_view(">*-").find(line.front()) == std::string_view::npos) return line;
    if (line.front() != '>' && !is_blank(line[1])) return line;
    line.remove_prefix(1);
  }
}

// R9. Up to the last quote of the line: titles hold quotes themselves; a cut title has no closing one.
std::string without_quoted_title(std::string_view line) {
  const std::string low = lowered(line);
  for (const std::string_view opening : {"revert \"", "reapply \""}) {
    const std::size_t at = low.find(opening);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + opening.size();
    const std::size_t end = line.rfind('"');
    std::string kept(line.substr(0, begin));
    if (end != std::string_view::npos && end >= begin) kept += line.substr(end);
    return kept;
  }
  return std::string(line);
}

// A line that begins with a blank goes on with the value of the trailer above it, unless it is one itself.
bool goes_on(std::string_view raw, const std::vector<Line>& lines, bool after_blank) {
  if (after_blank || lines.empty() || raw.empty() || !is_blank(raw.front())) return false;
  const std::string_view text = trimmed(raw);
  if (text.empty() || text != without_bullet(raw)) return false;
  const Trailer above = trailer_of(lines.back().text);
  if (above.key.find('-') == std::string::npos) return false;
  const std::string key = trailer_of(text).key;
  return key.empty() || (above.value.empty() && !std::string_view(key).ends_with("-by"));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool same_text(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && same_text(text.substr(0, prefix.size()), prefix);
}

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char low = lower(c);
    return is_digit(low) || (low >= 'a' && low <= 'f');
  });
}

bool is_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::vector<Line> lines_of(std::string_view message) {
  const std::string text = plain(message);
  std::vector<Line> lines;
  std::size_t number = 0;
  bool after_blank = false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view raw = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const std::string_view line = without_bullet(raw);
    if (line.empty()) {
      after_blank = true;
      continue;
    }
    if (goes_on(raw, lines, after_blank)) {
      lines.back().text.append(" ").append(line);
    } else {
      lines.push_back({without_quoted_title(line), lines.empty(), number});
    }
    after_blank = false;
  }
  return lines;
}

Trailer trailer_of(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > longest_key) return {};
  std::string key;
  for (const char c : trimmed(line.substr(0, colon))) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_' && c != ' ') return {};
    key += c == ' ' || c == '_' ? '-' : lower(c);
  }
  if (key.empty() || !is_letter(key.front())) return {};
  return {std::move(key), trimmed(line.substr(colon + 1))};
}

}  // namespace tollgate::change
