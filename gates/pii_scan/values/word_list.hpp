// A sorted list of words made at compile time from one text, and the search in it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace tollgate::pii_scan {

constexpr std::size_t count_words(std::string_view text) {
  std::size_t words = text.empty() ? 0 : 1;
  for (const char letter : text) {
    words += letter == ' ' ? 1 : 0;
  }
  return words;
}

/// Words are separated by one blank.
template <std::size_t Words>
constexpr std::array<std::string_view, Words> word_list(std::string_view text) {
  std::array<std::string_view, Words> words{};
  std::size_t begin = 0;
  for (auto& word : words) {
    std::size_t end = begin;
    while (end < text.size() && text[end] != ' ') {
      ++end;
    }
    word = text.substr(begin, end - begin);
    begin = end + 1;
  }
  return words;
}

template <std::size_t Words>
constexpr bool is_sorted(const std::array<std::string_view, Words>& words) {
  for (std::size_t at = 1; at < Words; ++at) {
    if (!(words[at - 1] < words[at])) {
      return false;
    }
  }
  return true;
}

template <std::size_t Words>
bool holds_word(const std::array<std::string_view, Words>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

}  // namespace tollgate::pii_scan
