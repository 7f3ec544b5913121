#include "sql/change/excerpt.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "sql/joins/text_tokens.hpp"
#include "sql/opaque_text.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

using Index = TextTokens::Index;

/// So far behind the last place of an expression its end is looked for; within a sub-query nothing has a place.
constexpr std::size_t looked_ahead = 400;
constexpr std::size_t looked_ahead_in_query = 4000;
constexpr int most_steps = 2000;  // an excerpt is short: what lies beyond does not show

/// Where an expression stands, and the relations that its sub-queries read.
struct Reach {
  int first = -1;
  int last = -1;
  bool queries = false;
  std::map<int, std::string_view> relations{};  ///< by place: what lineage calls them
  int steps = most_steps;

  void take(int location) {
    if (location < 0) return;
    if (first < 0 || location < first) first = location;
    last = std::max(last, location);
  }
};

void reach(const Query& query, Reach& so_far) {
  if (--so_far.steps < 0) return;
  for (const RangeEntry& entry : query.entries) {
    if (entry.kind == RangeEntry::Kind::relation && entry.relation != nullptr && entry.known && entry.location >= 0)
      so_far.relations.emplace(entry.location, entry.relation->name);
  }
  for_each_query(query, [&](const Query& inner) { reach(inner, so_far); });
}

void reach(const Expr& expr, Reach& so_far) {
  if (--so_far.steps < 0) return;
  so_far.take(expr.location);
  if (expr.query != nullptr) {
    so_far.queries = true;
    reach(*expr.query, so_far);
  }
  for_each_part(expr, [&](const Expr& part) { reach(part, so_far); });
}

template <std::size_t N>
bool is_any(const TextTokens& tokens, Index at, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return tokens.is(at, word); });
}

bool is_quoted_name(const TextTokens& tokens, Index at) {
  return at < tokens.size() && tokens.text()[tokens.at(at).from] == '"';
}

bool is_name(const TextTokens& tokens, Index at) {
  return at < tokens.size() && (tokens.at(at).word || is_quoted_name(tokens, at));
}

/// The last token of the dotted name that begins there.
Index end_of_name(const TextTokens& tokens, Index at) {
  while (is_name(tokens, at) && tokens.is(at + 1, ".") && is_name(tokens, at + 2) &&
         tokens.at(at + 2).from == tokens.at(at).to + 1)
    at += 2;
  return at;
}

/// Finds the end of an expression from its last place on: what closes, and what belongs to a call or a test.
class End {
 public:
  explicit End(const TextTokens& tokens) : x_tokens(tokens) {}

  /// The last token.
  Index of(Index last) {
    x_at = last;
    extend();
    while (x_tokens.parent_of(x_at) != TextTokens::outside && x_tokens.parent_of(x_at) < x_tokens.size()) {
      const Index close = x_tokens.close_of(x_tokens.parent_of(x_at));
      if (close >= x_tokens.size()) return x_tokens.size() - 1;
      x_at = close;
      belongs_to_call();
    }
    return x_at;
  }

 private:
  bool next_is(std::string_view word) const { return x_tokens.is(x_at + 1, word); }

  bool take(std::string_view word) {
    if (!next_is(word)) return false;
    ++x_at;
    return true;
  }

  bool take_parentheses() {
    if (!next_is("(")) return false;
    x_at = std::min(x_tokens.close_of(x_at + 1), x_tokens.size() - 1);
    return true;
  }

  void extend() {
    constexpr std::array<std::string_view, 3> opening{"(", "[", "case"};
    if (is_any(x_tokens, x_at, opening)) {
      x_at = std::min(x_tokens.close_of(x_at), x_tokens.size() - 1);
    } else if (x_tokens.is(x_at, ":") && take(":")) {
      type_name();
    } else if (x_tokens.is(x_at, "is")) {
      test();
    } else if (x_tokens.is(x_at, "collate") && is_name(x_tokens, x_at + 1)) {
      ++x_at;
      rest_of_name();
    } else {
      call();
    }
  }

  /// A call whose arguments have no place, or what stands before a sub-query: NOT IN has the place of NOT, = ANY of =.
  void call() {
    constexpr std::array<std::string_view, 3> quantifiers{"any", "all", "some"};
    if (x_tokens.is(x_at, "not")) {
      take("in");
    } else if (!is_name(x_tokens, x_at)) {
      if (!is_any(x_tokens, x_at + 1, quantifiers)) return;
      ++x_at;
    }
    rest_of_name();
    if (take_parentheses()) belongs_to_call();
  }

  void rest_of_name() { x_at = end_of_name(x_tokens, x_at); }

  void type_name() {
    constexpr std::array<std::string_view, 5> more{"precision", "varying", "with", "without", "interval"};
    if (x_at + 1 >= x_tokens.size()) return;
    ++x_at;
    rest_of_name();
    while (is_any(x_tokens, x_at + 1, more)) ++x_at;
    take_parentheses();
    constexpr std::array<std::string_view, 2> zone{"with", "without"};
    if (is_any(x_tokens, x_at + 1, zone)) ++x_at;
    if (take("time")) take("zone");
    while (next_is("[")) x_at = std::min(x_tokens.close_of(x_at + 1), x_tokens.size() - 1);
  }

  void test() {
    take("not");
    if (x_at + 1 < x_tokens.size() && x_tokens.at(x_at + 1).word) ++x_at;
  }

  void belongs_to_call() {
    if (!x_tokens.is(x_at, ")")) return;
    if (next_is("within") && x_tokens.is(x_at + 2, "group")) {
      x_at += 2;
      take_parentheses();
    }
    if (next_is("filter") && x_tokens.is(x_at + 2, "(")) {
      ++x_at;
      take_parentheses();
    }
    if (!take("over")) return;
    if (!take_parentheses() && is_name(x_tokens, x_at + 1)) ++x_at;
  }

  const TextTokens& x_tokens;
  Index x_at = 0;
};

std::size_t without_blanks_before(std::string_view text, std::size_t at) {
  while (at > 0 && std::isspace(static_cast<unsigned char>(text[at - 1])) != 0) --at;
  return at;
}

/// What belongs to an expression before its first place: a parenthesis that it closes, as in `(a + b) * c`, and the
/// type of a literal, as in `interval '1 day'`.
std::size_t with_what_precedes(std::string_view text, std::size_t first, const TextTokens& tokens, Index end) {
  int open = 0;
  int missing = 0;
  for (Index i = 0; i <= end; ++i) {
    if (tokens.is(i, "(")) ++open;
    if (!tokens.is(i, ")")) continue;
    if (open > 0) {
      --open;
    } else {
      ++missing;
    }
  }
  if (text[first] == '\'') {
    const std::size_t before = without_blanks_before(text, first);
    constexpr std::array<std::string_view, 5> types{"interval", "date", "timestamp", "timestamptz", "time"};
    for (const std::string_view type : types) {
      if (before < type.size() || before == first) continue;
      const TextTokens word(text.substr(before - type.size(), type.size()));
      const bool whole = before == type.size() || !continues_name(text[before - type.size() - 1]);
      if (whole && word.is(0, type)) first = before - type.size();
    }
  }
  for (; missing > 0; --missing) {
    const std::size_t at = without_blanks_before(text, first);
    if (at == 0 || text[at - 1] != '(') break;
    first = at - 1;
  }
  return first;
}

/// Writes tokens on one line: without comments, and with relations by their own names.
class Line {
 public:
  Line(std::string_view text, std::size_t from, std::size_t to, const Reach& reached)
      : x_from(from), x_tokens(text.substr(from, to - from)), x_reached(reached) {}

  std::string with_queries() const { return written(false); }
  std::string without_queries() const { return written(true); }

 private:
  std::string written(bool cut_queries) const {
    std::string line;
    std::size_t end = 0;
    for (Index at = 0; at < x_tokens.size(); ++at) {
      const bool tight = line.ends_with('(') || x_tokens.is(at, ")") || x_tokens.is(at, ",");
      if (!line.empty() && !tight && x_tokens.at(at).from > end) line += ' ';
      if (cut_queries && opens_query(at)) {
        line += "(select …)";
        at = std::min(x_tokens.close_of(at), x_tokens.size() - 1);
      } else {
        at = add_name(at, line);
      }
      end = x_tokens.at(at).to;
    }
    return line;
  }

  bool opens_query(Index at) const {
    constexpr std::array<std::string_view, 2> words{"select", "with"};
    return x_tokens.is(at, "(") && is_any(x_tokens, at + 1, words);
  }

  /// A name of three parts or of a relation is told without the environment's database and schema.
  Index add_name(Index at, std::string& line) const {
    const Index end = end_of_name(x_tokens, at);
    const auto relation = x_reached.relations.find(static_cast<int>(x_from + x_tokens.at(at).from));
    if (relation != x_reached.relations.end()) {
      line += relation->second;
      return end;
    }
    const Index begin = end - at > 2 ? end - 2 : at;
    line += x_tokens.text({x_tokens.at(begin).from, x_tokens.at(end).to});
    return end;
  }

  std::size_t x_from;
  TextTokens x_tokens;
  const Reach& x_reached;
};

/// `*`, `t.*`
bool has_star_at(std::string_view text, std::size_t at) {
  const TextTokens tokens(text.substr(at, looked_ahead));
  const Index end = end_of_name(tokens, 0);
  return tokens.is(end, "*") || (tokens.is(end + 1, ".") && tokens.is(end + 2, "*"));
}

std::string cut(std::string line, std::size_t longest) {
  if (line.size() <= longest) return line;
  std::size_t at = longest - 3;
  while (at > 0 && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) --at;
  return line.substr(0, at) + "...";
}

}  // namespace

int start_of(const Expr& expr) {
  Reach all;
  reach(expr, all);
  return all.first;
}

std::string excerpt_of(const Expr& expr, std::string_view text, std::size_t longest) {
  Reach all;
  reach(expr, all);
  if (all.first < 0 || static_cast<std::size_t>(all.last) >= text.size()) return {};
  const auto first = static_cast<std::size_t>(all.first);
  const std::size_t last = std::min(static_cast<std::size_t>(all.last) - first, 2 * whole_excerpt);
  const TextTokens tokens(text.substr(first, last + (all.queries ? looked_ahead_in_query : looked_ahead)));
  if (tokens.size() == 0) return {};
  const Index end = End(tokens).of(std::min(tokens.first_at(last), tokens.size() - 1));
  const Line line(text, with_what_precedes(text, first, tokens, end), first + tokens.at(end).to, all);
  std::string whole = line.with_queries();
  return cut(whole.size() <= longest ? std::move(whole) : line.without_queries(), longest);
}

/// A column that a star brings in has the star's place.
std::string excerpt_of(const Expr& expr, const Query& holder, std::string_view text) {
  std::string written = excerpt_of(expr, text, whole_excerpt);
  if (expr.kind != ExprKind::column) return written;
  const Query* const owner = outward(holder, expr.column.levels_up);
  const RangeEntry* const entry = owner == nullptr ? nullptr : entry_of(*owner, expr.column);
  if (entry == nullptr) return written;
  const bool starred = expr.location >= 0 && has_star_at(text, static_cast<std::size_t>(expr.location));
  return starred ? std::string(entry->columns[static_cast<std::size_t>(expr.column.attribute)].name) : written;
}

}  // namespace tollgate::sql
