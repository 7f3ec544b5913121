#include "sql/change/excerpt.hpp"

#include <algorithm>
#include <cctype>

#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

struct Reach {
  int first = -1;
  int last = -1;
  int steps = 2000;  // an excerpt is short: what lies beyond does not show
};

void reach(const Expr& expr, Reach& so_far) {
  if (--so_far.steps < 0) return;
  if (expr.location >= 0) {
    if (so_far.first < 0 || expr.location < so_far.first) so_far.first = expr.location;
    so_far.last = std::max(so_far.last, expr.location);
  }
  for_each_part(expr, [&](const Expr& part) { reach(part, so_far); });
}

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '"' || (c & 0x80) != 0;
}

// The end of the token at `at`: a string, a word or one sign.
std::size_t token_end(std::string_view text, std::size_t at) {
  if (text[at] == '\'') {
    const std::size_t close = text.find('\'', at + 1);
    return close == std::string_view::npos ? text.size() : close + 1;
  }
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  return std::max(end, at + 1);
}

// Takes in what closes the parentheses that were opened.
std::size_t closed(std::string_view text, std::size_t first, std::size_t end) {
  int open = 0;
  for (std::size_t i = first; i < end; ++i) open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
  std::size_t at = end;
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  if (open <= 0 && at < text.size() && text[at] == '(') open = 1, ++at;  // a call without located arguments
  while (open > 0 && at < text.size() && at - first < 400) {
    open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
    ++at;
  }
  // `is null`, `is not true`: the test has no place of its own, or that of `is`
  std::size_t word = at;
  const bool behind_is = at >= first + 3 && std::tolower(text[at - 2]) == 'i' && std::tolower(text[at - 1]) == 's' &&
                         !in_word(text[at - 3]);
  if (behind_is) word = at - 2;
  while (word < text.size() && blank(text[word])) ++word;
  if (text.size() - word > 3 && std::tolower(text[word]) == 'i' && std::tolower(text[word + 1]) == 's' &&
      blank(text[word + 2])) {
    std::size_t stop = word + 3;
    for (int words = 0; words < 2; ++words) {
      while (stop < text.size() && blank(text[stop])) ++stop;
      const std::size_t begin = stop;
      while (stop < text.size() && std::isalpha(static_cast<unsigned char>(text[stop])) != 0) ++stop;
      if (stop - begin != 3 || std::tolower(text[begin]) != 'n') break;
    }
    return stop;
  }
  return at;
}

}  // namespace

int start_of(const Expr& expr) {
  Reach all;
  reach(expr, all);
  return all.first;
}

std::string excerpt_of(const Expr& expr, std::string_view text) {
  Reach all;
  reach(expr, all);
  if (all.first < 0 || static_cast<std::size_t>(all.last) >= text.size()) return {};
  const auto first = static_cast<std::size_t>(all.first);
  const std::size_t end = closed(text, first, token_end(text, static_cast<std::size_t>(all.last)));
  constexpr std::size_t longest = 80;
  std::string line;
  for (const char c : text.substr(first, end - first)) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (blank && (line.empty() || line.back() == ' ')) continue;
    line += blank ? ' ' : c;
  }
  if (line.size() <= longest) return line;
  std::size_t cut = longest - 3;
  while (cut > 0 && (line[cut] & 0xC0) == 0x80) --cut;
  return line.substr(0, cut) + "...";
}

}  // namespace tollgate::sql
