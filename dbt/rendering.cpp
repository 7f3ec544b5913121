#include "dbt/rendering.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

#include "sql/opaque_text.hpp"

namespace tollgate::dbt {

namespace {

constexpr char mark = '\x01';                           ///< in the place of a piece of Jinja; no SQL has it
constexpr std::size_t largest = std::size_t{1} << 20U;  ///< bytes; larger code is not compared

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// A piece of Jinja with its brackets.
struct Piece {
  char kind = 0;  ///< `{`: an expression; `%`: a statement; `#`: a comment
  std::string_view text;
  bool trims_before = false, trims_after = false;

  /// `ref('orders')`, `if x`.
  std::string_view inner() const {
    std::string_view words = text.substr(2, text.size() < 4 ? 0 : text.size() - 4);
    const auto is_sign = [](char c) { return is_blank(c) || c == '-' || c == '+'; };
    while (!words.empty() && is_sign(words.front())) words.remove_prefix(1);
    while (!words.empty() && is_sign(words.back())) words.remove_suffix(1);
    return words;
  }
  std::string_view word() const {
    const std::string_view words = inner();
    const auto end = std::ranges::find_if(words, [](char c) { return !sql::continues_name(c); });
    return words.substr(0, static_cast<std::size_t>(end - words.begin()));
  }
};

/// The piece that opens here, strings within it respected as Jinja does; without text when none does.
Piece piece_at(std::string_view raw, std::size_t at) {
  if (raw.size() < at + 4 || raw[at] != '{') return {};
  const char kind = raw[at + 1];
  if (kind != '{' && kind != '%' && kind != '#') return {};
  const std::array<char, 2> closing{kind == '{' ? '}' : kind, '}'};
  const std::string_view close(closing.data(), closing.size());
  char quote = 0;
  for (std::size_t i = at + 2; i < raw.size(); ++i) {
    const char c = raw[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (kind != '#' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (raw.substr(i, 2) == close) {
      const std::string_view text = raw.substr(at, i + 2 - at);
      return {kind, text, text[2] == '-', text[text.size() - 3] == '-'};
    }
  }
  return {kind, raw.substr(at), false, false};
}

bool opens_block(const Piece& piece) {
  static constexpr std::array<std::string_view, 11> words{
      "if", "for", "macro", "call", "filter", "raw", "snapshot", "test", "materialization", "autoescape", "with"};
  if (piece.kind != '%') return false;
  if (piece.word() == "set") return piece.inner().find('=') == std::string_view::npos;
  return std::ranges::find(words, piece.word()) != words.end();
}

bool closes_block(const Piece& piece) { return piece.kind == '%' && piece.word().starts_with("end"); }

/// The code with a mark for each piece of Jinja that may write something, and for each block.
std::string flattened(std::string_view raw) {
  std::string flat;
  int depth = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const Piece piece = piece_at(raw, at);
    if (piece.text.empty()) {
      if (depth == 0) flat += raw[at];
      ++at;
      continue;
    }
    at += piece.text.size();
    if (piece.trims_before && depth == 0) {
      while (!flat.empty() && is_blank(flat.back())) flat.pop_back();
    }
    if (closes_block(piece)) depth = std::max(0, depth - 1);
    if (depth == 0) flat += piece.kind == '#' && !piece.trims_before && !piece.trims_after ? ' ' : mark;
    if (opens_block(piece)) ++depth;
    while (piece.trims_after && at < raw.size() && is_blank(raw[at])) ++at;
  }
  return flat;
}

using Tokens = std::vector<std::string_view>;

Tokens tokens_in(std::string_view text) {
  Tokens tokens;
  for (std::size_t at = sql::end_of_blanks(text, 0); at < text.size(); at = sql::end_of_blanks(text, at)) {
    std::size_t end = sql::end_of_opaque(text, at);
    if (end == at) {
      while (end < text.size() && (sql::continues_name(text[end]) || text[end] == mark)) ++end;
      if (end == at) ++end;
    }
    tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

bool is_wild(std::string_view token) { return token.find(mark) != std::string_view::npos; }

/// Behind the first place from `from` on where all of `part` stands (Knuth, Morris, Pratt); npos: there is none.
std::size_t behind(const Tokens& part, const Tokens& text, std::size_t from) {
  std::vector<std::size_t> border(part.size(), 0);
  for (std::size_t i = 1, known = 0; i < part.size(); ++i) {
    while (known > 0 && part[i] != part[known]) known = border[known - 1];
    if (part[i] == part[known]) ++known;
    border[i] = known;
  }
  std::size_t known = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    while (known > 0 && text[i] != part[known]) known = border[known - 1];
    if (text[i] == part[known]) ++known;
    if (known == part.size()) return i + 1;
  }
  return std::string::npos;
}

/// What stands between two pieces of Jinja, or at either end; the first and the last may be empty.
std::vector<Tokens> parts_of(const Tokens& pattern) {
  std::vector<Tokens> parts(1);
  for (const std::string_view token : pattern) {
    if (is_wild(token)) {
      parts.emplace_back();
    } else {
      parts.back().push_back(token);
    }
  }
  return parts;
}

bool starts_with(const Tokens& text, const Tokens& part) {
  return part.size() <= text.size() && std::equal(part.begin(), part.end(), text.begin());
}

bool ends_with(const Tokens& text, const Tokens& part, std::size_t from) {
  return part.size() <= text.size() - from && std::equal(part.rbegin(), part.rend(), text.rbegin());
}

}  // namespace

bool can_be_rendered_from(std::string_view raw_code, std::string_view compiled) {
  if (raw_code.size() > largest || compiled.size() > largest) return true;
  const std::string flat = flattened(raw_code);
  const Tokens pattern = tokens_in(flat);
  const Tokens text = tokens_in(compiled);
  const std::vector<Tokens> parts = parts_of(pattern);
  if (parts.size() == 1) return parts.front() == text;
  if (!starts_with(text, parts.front())) return false;
  std::size_t at = parts.front().size();
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    at = behind(parts[i], text, at);
    if (at == std::string::npos) return false;
  }
  return ends_with(text, parts.back(), at);
}

bool only_names_relations(std::string_view raw_code) {
  for (std::size_t at = 0; at < raw_code.size();) {
    const Piece piece = piece_at(raw_code, at);
    if (piece.text.empty()) {
      ++at;
      continue;
    }
    at += piece.text.size();
    static constexpr std::array<std::string_view, 4> plain{"ref", "source", "config", "this"};
    if (piece.kind == '#') continue;
    if (piece.kind != '{' || std::ranges::find(plain, piece.word()) == plain.end()) return false;
    // `config(x=var('y'))`: what is called within may be anything.
    if (std::ranges::count(piece.inner(), '(') > 1) return false;
  }
  return true;
}

}  // namespace tollgate::dbt
