#include "reporters/wrap.hpp"

#include <algorithm>

#include "reporters/utf8.hpp"

namespace tollgate::reporters {

namespace {

/// As much of the text's beginning as fits.
std::string_view head_of(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const CodePoint point = first_code_point(text.substr(bytes));
    const std::size_t wide = display_width(point.value);
    if (wide > width) break;
    width -= wide;
    bytes += point.length;
  }
  return text.substr(0, bytes);
}

/// As much of the text's end as fits.
std::string_view tail_of(std::string_view text, std::size_t width) {
  std::size_t too_much = display_width(text);
  while (too_much > width) {
    const CodePoint point = first_code_point(text);
    too_much -= display_width(point.value);
    text.remove_prefix(point.length);
  }
  return text;
}

struct Word {
  std::string text;
  bool blank_before = false;
};

bool ends_in_digit(const std::vector<Word>& words) {
  return !words.empty() && words.back().text.back() >= '0' && words.back().text.back() <= '9';
}

/// Words between blanks; a wide character is a word by itself, so that prose without blanks can be broken.
std::vector<Word> words_of(std::string_view line) {
  std::vector<Word> words;
  bool blank = false;
  bool open = false;
  each_code_point(line, [&](char32_t point) {
    const bool wide = display_width(point) == 2;
    if (point == ' ') {
      blank = true;
      open = false;
      return;
    }
    if (point == '%' && blank && ends_in_digit(words)) {
      words.back().text += ' ';  // a figure and its percent are one word
    } else if (!open || wide) {
      words.push_back({"", blank});
    }
    append_utf8(words.back().text, point);
    blank = false;
    open = !wide;
  });
  return words;
}

void wrap_line(std::vector<std::string>& lines, std::string_view text, std::size_t width, std::size_t hanging) {
  const auto indent = [&] { return std::string(lines.empty() ? 0 : hanging, ' '); };
  std::string line = indent();
  bool fresh = true;
  for (const Word& word : words_of(text)) {
    const bool blank = word.blank_before && !fresh;
    if (!fresh && display_width(line) + (blank ? 1 : 0) + display_width(word.text) > width) {
      lines.push_back(std::move(line));
      line = indent();
      fresh = true;
    }
    if (blank && !fresh) line += ' ';
    line += cut_middle(word.text, width - std::min(width - 1, display_width(line)));
    fresh = false;
  }
  lines.push_back(std::move(line));
}

}  // namespace

std::string cut_middle(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  const std::size_t left = width / 2;
  const std::size_t right = width - left - 1;
  return std::string(head_of(text, left)) + "…" + std::string(tail_of(text, right));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    wrap_line(lines, text.substr(0, end), width, hanging);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace tollgate::reporters
