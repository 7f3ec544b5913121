#include "dbt/raw_template.hpp"

#include <algorithm>
#include <cctype>

#include "sql/opaque_text.hpp"

namespace tollgate::dbt {

namespace {

constexpr char mark = '\x01';                  ///< in the place of a piece of Jinja; no SQL has it
constexpr std::size_t most_around = 4;         ///< tokens before and behind a block that tell its place
constexpr std::size_t steps_per_token = 1000;  ///< of comparing, for a whole text; models take a few
constexpr std::size_t longest_written = 64;    ///< tokens that one piece of Jinja may write within a block

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool in_word(char c) { return sql::continues_name(c) || c == mark; }

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// What stands within `{% … %}`, without the signs of blank control.
std::string inside(std::string_view tag) {
  tag.remove_prefix(std::min<std::size_t>(2, tag.size()));
  tag.remove_suffix(std::min<std::size_t>(2, tag.size()));
  while (!tag.empty() && (tag.front() == '-' || tag.front() == '+')) tag.remove_prefix(1);
  while (!tag.empty() && (tag.back() == '-' || tag.back() == '+')) tag.remove_suffix(1);
  const std::string text = squeezed(tag);
  return text.starts_with(' ') ? text.substr(1) : text;
}

/// The end of the piece of Jinja that opens here; `at` itself when none does.
std::size_t end_of_jinja(std::string_view raw, std::size_t at) {
  const std::string_view two = raw.substr(at, 2);
  const std::string_view close = two == "{{" ? "}}" : two == "{%" ? "%}" : two == "{#" ? "#}" : "";
  if (close.empty()) return at;
  const std::size_t end = raw.find(close, at + 2);
  return end == std::string_view::npos ? raw.size() : end + 2;
}

enum class Asks : unsigned char { nothing_known, incremental, first };

Asks asked_by(const std::string& tag) {
  if (tag == "if is_incremental()") return Asks::incremental;
  if (tag == "if not is_incremental()") return Asks::first;
  return Asks::nothing_known;
}

/// The words of a tag `{% … %}`; empty for any other piece of Jinja.
std::string tag_of(std::string_view piece) { return piece.starts_with("{%") ? inside(piece) : std::string(); }

}  // namespace

/// By bytes of the flat text; what is called raw, of the raw one.
struct RawTemplate::OpenIf {
  Asks asks = Asks::nothing_known;
  std::size_t from = 0, otherwise = std::string::npos;
  std::size_t raw_from = 0;
};

struct RawTemplate::ClosedIf {
  OpenIf open;
  std::size_t to = 0;
  std::size_t raw_to = 0;
};

/// Comments, and what belongs to an `if` whose parts are followed.
bool RawTemplate::writes_nothing(std::string_view piece, const std::vector<OpenIf>& open) {
  if (piece.starts_with("{#")) return true;
  const std::string tag = tag_of(piece);
  if (asked_by(tag) != Asks::nothing_known) return true;
  return (tag == "else" || tag == "endif") && !open.empty() && open.back().asks != Asks::nothing_known;
}

struct RawTemplate::Pattern {
  std::vector<TemplateToken> tokens;
  std::size_t part_from = 0, part_to = 0;

  /// Whether it is met at `start`; then `places` says where each token of it is, and where its end. `steps` bounds the
  /// work of all calls together.
  bool is_met_at(const std::vector<TemplateToken>& text, std::size_t start, std::vector<std::size_t>& places,
                 std::size_t& steps) const {
    std::size_t next = 0, at = start, star = tokens.size(), star_at = 0;
    while (next < tokens.size() && steps > 0) {
      --steps;
      places[next] = at;
      if (tokens[next].wild) {
        star = next++;
        star_at = at;
      } else if (at < text.size() && tokens[next].text == text[at].text) {
        ++next;
        ++at;
      } else if (star < tokens.size() && star_at < text.size() && star_at - places[star] < longest_written) {
        at = ++star_at;
        next = star + 1;
      } else {
        return false;
      }
    }
    places[tokens.size()] = at;
    return next == tokens.size();
  }
};

std::vector<TemplateToken> tokens_of(std::string_view sql) {
  std::vector<TemplateToken> tokens;
  for (std::size_t at = sql::end_of_blanks(sql, 0); at < sql.size(); at = sql::end_of_blanks(sql, at)) {
    std::size_t end = sql::end_of_opaque(sql, at);
    if (end == at) {
      while (end < sql.size() && in_word(sql[end])) ++end;
      if (end == at) ++end;
    }
    const std::string_view text = sql.substr(at, end - at);
    tokens.push_back({text, at, end, text.find(mark) != std::string_view::npos});
    at = end;
  }
  return tokens;
}

RawTemplate::RawTemplate(std::string_view raw_code) { read(raw_code); }

void RawTemplate::read(std::string_view raw) {
  std::vector<OpenIf> open;
  std::vector<ClosedIf> closed;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = end_of_jinja(raw, at);
    if (end == at) {
      x_flat += raw[at++];
      continue;
    }
    x_flat += writes_nothing(raw.substr(at, end - at), open) ? ' ' : mark;
    follow(raw, at, end, open, closed);
    at = end;
  }
  x_tokens = tokens_of(x_flat);
  std::ranges::sort(closed, {}, [](const ClosedIf& one) { return one.open.from; });
  std::size_t behind = 0;
  for (const ClosedIf& one : closed) {
    if (one.open.from < behind) continue;  // within another
    behind = one.to;
    add_block(raw, one);
  }
}

/// Opens and closes what a tag opens and closes; x_flat already holds what stands for it.
void RawTemplate::follow(std::string_view raw, std::size_t at, std::size_t end, std::vector<OpenIf>& open,
                         std::vector<ClosedIf>& closed) const {
  const std::string tag = tag_of(raw.substr(at, end - at));
  if (tag.starts_with("if ")) {
    open.push_back({asked_by(tag), x_flat.size(), std::string::npos, at});
  } else if (open.empty()) {
    return;
  } else if (tag == "else") {
    open.back().otherwise = x_flat.size();
  } else if (tag.starts_with("elif ")) {
    open.back().asks = Asks::nothing_known;
  } else if (tag == "endif") {
    const OpenIf last = open.back();
    open.pop_back();
    if (last.asks != Asks::nothing_known) {
      closed.push_back({last, x_flat.size(), end});
    }
  }
}

void RawTemplate::add_block(std::string_view raw, const ClosedIf& one) {
  const std::size_t middle = std::min(one.open.otherwise, one.to);
  const TokenRange then{token_at(one.open.from), token_at(middle)};
  const TokenRange otherwise{token_at(middle), token_at(one.to)};
  const bool incremental = one.open.asks == Asks::incremental;
  x_blocks.push_back({incremental ? then : otherwise, incremental ? otherwise : then,
                      squeezed(raw.substr(one.open.raw_from, one.raw_to - one.open.raw_from))});
}

/// The first token that begins there or behind.
std::size_t RawTemplate::token_at(std::size_t byte) const {
  const auto found = std::partition_point(x_tokens.begin(), x_tokens.end(),
                                          [&](const TemplateToken& token) { return token.from < byte; });
  return static_cast<std::size_t>(found - x_tokens.begin());
}

/// Whether another block begins or ends before that token: what is beyond may not be there.
bool RawTemplate::is_border(std::size_t token, const IncrementalBlock& but) const {
  return std::ranges::any_of(x_blocks, [&](const IncrementalBlock& block) {
    return &block != &but && (token == block.from() || token == block.to());
  });
}

std::optional<RawTemplate::Pattern> RawTemplate::pattern_of(const IncrementalBlock& block, TokenRange part) const {
  const auto near = [&](std::size_t token) { return !x_tokens[token].wild; };
  std::size_t from = block.from(), to = block.to();
  while (from > 0 && block.from() - from < most_around && !is_border(from, block) && near(from - 1)) --from;
  while (to < x_tokens.size() && to - block.to() < most_around && !is_border(to, block) && near(to)) ++to;
  const auto at = [&](std::size_t i) { return x_tokens.begin() + static_cast<std::ptrdiff_t>(i); };
  Pattern pattern{{at(from), at(block.from())}, block.from() - from, 0};
  pattern.tokens.insert(pattern.tokens.end(), at(part.from), at(part.to));
  pattern.part_to = pattern.tokens.size();
  pattern.tokens.insert(pattern.tokens.end(), at(block.to()), at(to));
  const bool told = std::any_of(at(part.from), at(part.to), [](const TemplateToken& token) { return !token.wild; });
  if (!told || pattern.tokens.front().wild || pattern.tokens.back().wild) return std::nullopt;
  return pattern;
}

std::optional<TokenRange> RawTemplate::find(const IncrementalBlock& block, TokenRange part,
                                            const std::vector<TemplateToken>& compiled, std::size_t from) const {
  if (part.empty()) return TokenRange{from, from};
  const auto pattern = pattern_of(block, part);
  if (!pattern) return std::nullopt;
  std::vector<std::size_t> places(pattern->tokens.size() + 1);
  std::size_t steps = steps_per_token * compiled.size();
  // What stands around it may be behind the block before, whose end is `from`.
  for (std::size_t start = from - std::min(from, pattern->part_from); start < compiled.size(); ++start) {
    if (compiled[start].text != pattern->tokens.front().text) continue;
    const bool met = pattern->is_met_at(compiled, start, places, steps);
    if (met && places[pattern->part_from] >= from)
      return TokenRange{places[pattern->part_from], places[pattern->part_to]};
  }
  return std::nullopt;
}

}  // namespace tollgate::dbt
