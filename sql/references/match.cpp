#include "sql/references/match.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tollgate::sql {

namespace {

constexpr auto date_parts = std::to_array<std::string_view>(
    {"century", "d",           "day",          "dayofmonth",  "dayofweek",    "dayofyear",  "days",
     "dd",      "decade",      "dow",          "doy",         "dw",           "dy",         "epoch",
     "hh",      "hour",        "hours",        "isodow",      "isoweek",      "isoyear",    "m",
     "mi",      "microsecond", "microseconds", "millisecond", "milliseconds", "minute",     "minutes",
     "mm",      "mon",         "month",        "months",      "ms",           "nanosecond", "nanoseconds",
     "ns",      "q",           "qq",           "quarter",     "quarters",     "s",          "second",
     "seconds", "ss",          "us",           "week",        "weekday",      "weeks",      "wk",
     "ww",      "y",           "year",         "years",       "yy",           "yyyy"});

// What ends a clause at its own depth.
constexpr auto clause_starters = std::to_array<std::string_view>(
    {"connect", "except", "fetch", "from", "group", "having", "intersect", "limit", "minus", "offset", "order",
     "qualify", "select", "start", "union", "where", "window"});

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

bool is_opening(const Token& token) { return is_symbol(token, "(") || is_symbol(token, "[") || is_symbol(token, "{"); }

bool begins_operand(const Token& token) {
  if (token.kind == TokenKind::symbol) return is_symbol(token, "(") || is_symbol(token, "-") || is_symbol(token, "[");
  return true;
}

bool is_alternative(std::string_view alternatives, std::string_view word) {
  for (std::size_t at = 0; at <= alternatives.size();) {
    const std::size_t bar = std::min(alternatives.find('|', at), alternatives.size());
    if (alternatives.substr(at, bar - at) == word) return true;
    at = bar + 1;
  }
  return false;
}

/// Reads one pattern against the tokens from `at` on.
class Matcher {
 public:
  Matcher(const ScannedText& text, std::size_t at) : x_text(text), x_at(at) {}

  bool run(std::string_view pattern) {
    for (std::size_t from = 0; from < pattern.size();) {
      const std::size_t blank = std::min(pattern.find(' ', from), pattern.size());
      if (!element(pattern.substr(from, blank - from))) return false;
      from = blank + 1;
    }
    return true;
  }

  std::size_t end() const { return x_at; }
  std::vector<Edit> take_edits() { return x_unfit ? std::vector<Edit>{} : std::move(x_edits); }

 private:
  const Token* token(std::size_t at) const { return at < x_text.tokens.size() ? &x_text.tokens[at] : nullptr; }

  bool element(std::string_view text) {
    if (text == "^") return x_at == 0 || is_symbol(x_text.tokens[x_at - 1], ";");
    if (text == "$end") return x_at == x_text.tokens.size() || is_symbol(x_text.tokens[x_at], ";");
    if (text.starts_with("[[")) return open_range(text.substr(2));
    if (text == "]]") return close_range();
    const bool optional = text.starts_with('?');
    if (optional) text.remove_prefix(1);
    const bool refused = text.size() > 1 && text.starts_with('!');
    const bool ahead = text.size() > 1 && text.starts_with('&');
    if (refused || ahead) {
      const Token* next = token(x_at);
      if (refused) return next == nullptr || !fits(*next, text.substr(1));
      return next != nullptr && fits(*next, text.substr(1));
    }
    const bool blanks = text.size() > 1 && text.starts_with('-');
    if (blanks) text.remove_prefix(1);
    if (text == "..)") return to_closing(blanks, optional);
    if (text == "...;") return to_end_of_clause(blanks);
    return one(text, blanks) || optional;
  }

  bool one(std::string_view text, bool blanks) {
    const std::size_t equals = text.size() > 1 && text[0] != '=' ? text.find('=') : std::string_view::npos;
    const Token* now = token(x_at);
    if (now == nullptr || !fits(*now, text.substr(0, equals))) return false;
    if (equals != std::string_view::npos) {
      write(now->begin, now->end, std::string(text.substr(equals + 1)));
    } else if (blanks) {
      write(now->begin, now->end, "");
    }
    if (is_opening(*now)) x_bracket = x_at;
    ++x_at;
    return true;
  }

  bool fits(const Token& now, std::string_view text) const {
    if (text == "$name") return now.kind == TokenKind::word || now.kind == TokenKind::quoted || backtick(now);
    if (text == "$word") return now.kind == TokenKind::word;
    if (text == "$quoted") return now.kind == TokenKind::quoted;
    if (text == "$string") return now.kind == TokenKind::string;
    if (text == "$number") return now.kind == TokenKind::number;
    if (text == "$unit") return now.kind == TokenKind::word && now.folded.size() > 2 && is_date_part(now.folded);
    if (text == "$value") return ends_operand(now);
    if (text == "$starter") return begins_operand(now);
    if (now.kind == TokenKind::word || (text.size() > 2 && text.find('|') != std::string_view::npos)) {
      return now.kind != TokenKind::quoted && is_alternative(text, now.folded);
    }
    return now.kind == TokenKind::symbol && now.folded == text;
  }

  static bool backtick(const Token& now) { return now.kind == TokenKind::backtick; }

  bool to_closing(bool blanks, bool optional) {
    if (x_bracket >= x_at) return optional;
    const std::size_t close = x_text.tokens[x_bracket].partner;
    if (close == x_bracket || close < x_at) return optional;
    if (blanks) write(x_text.tokens[x_at].begin, x_text.tokens[close].end, "");
    x_at = close + 1;
    x_bracket = x_text.tokens.size();
    return true;
  }

  bool to_end_of_clause(bool blanks) {
    const std::size_t from = x_at;
    const int depth = from < x_text.tokens.size() ? x_text.tokens[from].depth : 0;
    while (x_at < x_text.tokens.size()) {
      const Token& now = x_text.tokens[x_at];
      const bool closes =
          now.depth < depth || is_symbol(now, ";") ||
          (now.depth == depth && now.partner < x_at && now.partner < from && now.kind == TokenKind::symbol);
      const bool starts = now.depth == depth && now.kind == TokenKind::word && is_one_of(now.folded, clause_starters);
      if (closes || (starts && x_at > from)) break;
      ++x_at;
    }
    if (blanks && x_at > from) write(x_text.tokens[from].begin, x_text.tokens[x_at - 1].end, "");
    return x_at > from;
  }

  bool open_range(std::string_view replacement) {
    if (x_at >= x_text.tokens.size()) return false;
    x_range = x_at;
    x_replacement = replacement.starts_with('=') ? replacement.substr(1) : "''";
    return true;
  }
  bool close_range() {
    write(x_text.tokens[x_range].begin, x_text.tokens[x_at - 1].end, std::string(x_replacement));
    return true;
  }

  void write(std::size_t begin, std::size_t end, std::string text) {
    if (text.size() > end - begin) x_unfit = true;
    x_edits.push_back({begin, end, std::move(text)});
  }

  const ScannedText& x_text;
  std::size_t x_at;
  std::size_t x_bracket = static_cast<std::size_t>(-1);
  std::size_t x_range = 0;
  std::string_view x_replacement;
  std::vector<Edit> x_edits;
  bool x_unfit = false;
};

/// False where the pattern begins with a plain word and the token is another: most are, at most tokens.
bool may_begin(std::string_view pattern, const Token& token) {
  std::string_view first = pattern.substr(0, pattern.find(' '));
  if (first.starts_with('-')) first.remove_prefix(1);
  const bool plain = std::ranges::all_of(first, [](char byte) { return (byte >= 'a' && byte <= 'z') || byte == '_'; });
  return !plain || first.empty() || token.folded == first;
}

std::optional<ConstructMatch> match_at(const ScannedText& text, std::size_t at,
                                       std::span<const std::string_view> without) {
  const auto disabled = [&](std::string_view name) {
    return std::find(without.begin(), without.end(), name) != without.end();
  };
  if (auto special = match_special(text, at); special && !disabled(special->name)) return special;
  for (const Construct& construct : foreign_constructs()) {
    if (!may_begin(construct.pattern, text.tokens[at]) || disabled(construct.name)) continue;
    if (auto match = match_construct(text, at, construct)) return match;
  }
  return std::nullopt;
}

}  // namespace

bool is_word(const Token& token, std::string_view folded) {
  return token.kind == TokenKind::word && token.folded == folded;
}
bool is_symbol(const Token& token, std::string_view text) {
  return token.kind == TokenKind::symbol && token.folded == text;
}
bool ends_operand(const Token& token) {
  if (token.kind != TokenKind::symbol) return true;
  return is_symbol(token, ")") || is_symbol(token, "]");
}
bool is_date_part(std::string_view folded) { return is_one_of(folded, date_parts); }

std::optional<ConstructMatch> match_construct(const ScannedText& text, std::size_t at, const Construct& construct) {
  Matcher matcher(text, at);
  if (!matcher.run(construct.pattern) || matcher.end() == at) return std::nullopt;
  ConstructMatch match{
      construct.name,  construct.dialects,    std::string(construct.suggestion),  construct.hides_columns,
      construct.since, text.tokens[at].begin, text.tokens[matcher.end() - 1].end, matcher.take_edits()};
  // Words of PostgreSQL that the pattern needs before the construct are not where it stands.
  if (!match.edits.empty()) match.begin = std::max(match.begin, match.edits.front().begin);
  return match;
}

std::vector<ConstructMatch> find_constructs(const ScannedText& text, std::span<const std::string_view> without) {
  std::vector<ConstructMatch> found;
  std::size_t taken = 0;  // the end of what edits took out so far
  for (std::size_t at = 0; at < text.tokens.size(); ++at) {
    if (text.tokens[at].begin < taken) continue;
    auto match = match_at(text, at, without);
    if (!match) continue;
    for (const Edit& edit : match->edits) taken = std::max(taken, edit.end);
    found.push_back(*std::move(match));
  }
  return found;
}

std::string edited(std::string_view sql, std::span<const ConstructMatch> matches) {
  std::string text(sql);
  for (const ConstructMatch& match : matches) {
    for (const Edit& edit : match.edits) {
      for (std::size_t i = edit.begin; i < edit.end; ++i) {
        const std::size_t offset = i - edit.begin;
        if (offset < edit.text.size()) {
          text[i] = edit.text[offset];
        } else if (text[i] != '\n') {
          text[i] = ' ';
        }
      }
    }
  }
  return text;
}

}  // namespace tollgate::sql
