#include "policy/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/lower.hpp"
#include "core/suggest.hpp"

namespace tollgate::policy {

namespace {

constexpr std::size_t most_problems = 50;
constexpr std::size_t longest_quote = 60;

bool may_hold_secret(std::string_view text) {
  const std::string lower = lowered(text);
  return lower.find("://") != std::string::npos || lower.find("password") != std::string::npos;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Not in the middle of a UTF-8 character.
std::size_t cut_at(std::string_view text, std::size_t size) {
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return size;
}

}  // namespace

void Problems::add(Mark mark, std::string message, std::string hint) {
  x_all.push_back({std::move(message), std::move(hint), place(mark)});
}

std::vector<Diagnostic> Problems::sorted() const {
  std::vector<Diagnostic> all = x_all;
  std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  if (all.size() <= most_problems) return all;
  const std::size_t more = all.size() - most_problems;
  all.resize(most_problems);
  all.push_back({fmt::format("{} more problems are not listed", more), "mend those above first", {x_file, 0, 0}});
  return all;
}

std::string in_quotes(std::string_view text) {
  if (may_hold_secret(text)) return "a text that is not repeated here";
  const bool cut = text.size() > longest_quote;
  std::string shown(cut ? text.substr(0, cut_at(text, longest_quote)) : text);
  std::replace_if(shown.begin(), shown.end(), is_control, '?');
  return fmt::format("\"{}{}\"", shown, cut ? "…" : "");
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  std::string text = did_you_mean(word, known);
  if (text.empty() && !known.empty()) text = fmt::format("known here: {}", fmt::join(known, ", "));
  return text;
}

}  // namespace tollgate::policy
