#include "sql/joins/select_text.hpp"

#include <algorithm>
#include <array>

#include "sql/joins/text_tokens.hpp"

namespace tollgate::sql {

namespace {

using Index = TextTokens::Index;

/// Items `from … to` of the tokens.
struct Range {
  Index from = 0, to = 0;
  bool empty() const { return from >= to; }
};

/// One level of a statement: the tokens that stand directly within one pair of parentheses, or within none.
class Level {
 public:
  Level(const TextTokens& tokens, Index parent) : x_tokens(tokens), x_parent(parent) {}

  Range range() const { return {x_parent + 1, x_tokens.end_of(x_parent)}; }
  /// The next token of this level; what is in parentheses is stepped over.
  Index next(Index at) const { return x_tokens.close_of(at) > at ? x_tokens.close_of(at) + 1 : at + 1; }
  bool is(Index at, std::string_view word) const { return at < range().to && x_tokens.is(at, word); }

  template <std::size_t N>
  bool is_any(Index at, const std::array<std::string_view, N>& words) const {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is(at, word); });
  }
  /// The first of the words in the range; its end: none.
  template <std::size_t N>
  Index find(Range in, const std::array<std::string_view, N>& words) const {
    Index at = in.from;
    while (at < in.to && !is_any(at, words)) at = next(at);
    return std::min(at, in.to);
  }

 private:
  const TextTokens& x_tokens;
  Index x_parent;
};

constexpr std::array<std::string_view, 12> after_from{"where",  "group", "having", "window", "order",     "limit",
                                                      "offset", "fetch", "for",    "union",  "intersect", "except"};
constexpr std::array<std::string_view, 11> after_where{"group", "having", "window", "order",     "limit", "offset",
                                                       "fetch", "for",    "union",  "intersect", "except"};
constexpr std::array<std::string_view, 3> set_operators{"union", "intersect", "except"};
constexpr std::array<std::string_view, 6> before_join{"natural", "cross", "inner", "left", "right", "full"};
constexpr std::array<std::string_view, 6> behind_it{"join", "outer", "inner", "left", "right", "full"};
constexpr std::array<std::string_view, 2> condition_words{"on", "using"};

/// The WITH clause that opens a level.
struct With {
  Index end = 0;               ///< behind it
  std::vector<Range> queries;  ///< each with its name
  bool recursive = false;
};

class Cutter {
 public:
  explicit Cutter(const TextTokens& tokens) : x_tokens(tokens) {}

  TextSpan span(Range range) const {
    if (range.empty()) return {};
    return {x_tokens.at(range.from).from, x_tokens.at(range.to - 1).to};
  }

  /// Parts that AND holds together, also within parentheses; in order.
  void conjuncts(Range range, std::vector<TextSpan>& into) const {
    std::vector<Range> open{range};
    while (!open.empty()) {
      Range part = open.back();
      open.pop_back();
      while (part.to - part.from > 1 && x_tokens.is(part.from, "(") && x_tokens.close_of(part.from) == part.to - 1) {
        part = {part.from + 1, part.to - 1};
      }
      const std::vector<Range> parts = divided(part);
      if (parts.size() > 1) {
        open.insert(open.end(), parts.rbegin(), parts.rend());
      } else if (!part.empty()) {
        into.push_back(span(part));
      }
    }
  }

  std::optional<With> with_of(Index parent) const {
    const Level level(x_tokens, parent);
    Index at = level.range().from;
    if (!level.is(at, "with")) return std::nullopt;
    With with;
    with.recursive = level.is(++at, "recursive");
    if (with.recursive) ++at;
    constexpr std::array<std::string_view, 2> ends{",", "select"};
    constexpr std::array<std::string_view, 1> as{"as"};
    while (at < level.range().to) {
      const Index first = at;
      at = level.find({at, level.range().to}, as) + 1;
      while (level.is(at, "not") || level.is(at, "materialized")) ++at;
      if (!level.is(at, "(")) return std::nullopt;
      at = level.next(at);
      if (level.is(at, "search") || level.is(at, "cycle")) at = level.find({at, level.range().to}, ends);
      with.queries.push_back({first, at});
      if (!level.is(at, ",")) break;
      ++at;
    }
    with.end = at;
    return with;
  }

  /// What of the WITH clause of that level the token sees.
  std::string visible(Index parent, Index token) const {
    const auto with = with_of(parent);
    if (!with || with->queries.empty()) return {};
    Range seen{parent + 1, with->end};
    if (token < with->end && !with->recursive) {
      std::size_t before = 0;
      while (before < with->queries.size() && with->queries[before].to <= token) ++before;
      if (before == 0) return {};
      seen.to = with->queries[before - 1].to;
    }
    return std::string(x_tokens.text(span(seen))) + " ";
  }

  std::optional<std::vector<FromStep>> steps(Index parent, Range from, const std::vector<const JoinTree*>& trees) const;

 private:
  std::vector<Range> divided(Range range) const {
    std::vector<Range> parts;
    Index start = range.from;
    bool between = false;
    for (Index at = range.from; at < range.to; at = after(at)) {
      if (x_tokens.is(at, "or")) return {range};
      if (x_tokens.is(at, "between")) between = true;
      if (!x_tokens.is(at, "and")) continue;
      if (!std::exchange(between, false)) {
        parts.push_back({start, at});
        start = at + 1;
      }
    }
    parts.push_back({start, range.to});
    // NOT binds weaker than a comparison and stronger than AND: `not a = 1 and b` is two parts.
    return parts;
  }

  Index after(Index at) const { return x_tokens.close_of(at) > at ? x_tokens.close_of(at) + 1 : at + 1; }

  const TextTokens& x_tokens;
};

/// How the tree sees FROM: its items from left to right, those in parentheses on the right as one.
void unroll(const JoinTree& tree, std::vector<const JoinTree*>& items) {
  std::vector<const JoinTree*> from_right;
  const JoinTree* at = &tree;
  for (; !at->leaf(); at = at->left) from_right.push_back(at->right);
  items.push_back(at);
  items.insert(items.end(), from_right.rbegin(), from_right.rend());
}

std::optional<std::vector<FromStep>> Cutter::steps(Index parent, Range from,
                                                   const std::vector<const JoinTree*>& trees) const {
  std::vector<const JoinTree*> items;
  for (const JoinTree* tree : trees) unroll(*tree, items);
  const Level level(x_tokens, parent);
  std::vector<FromStep> found;
  Index at = from.from;
  while (at < from.to) {
    Range whole{at, at};
    while (level.is_any(at, before_join) && level.is_any(at + 1, behind_it)) ++at;
    if (level.is(at, "outer")) ++at;
    if (level.is(at, "join")) ++at;
    if (level.is(at, "lateral")) ++at;
    Range item{at, at};
    Index condition = from.to;
    while (at < from.to && !level.is(at, ",") && !level.is(at, "join") &&
           !(level.is_any(at, before_join) && level.is_any(at + 1, behind_it))) {
      if (condition == from.to && level.is_any(at, condition_words)) condition = at;
      at = level.next(at);
    }
    whole.to = at;
    item.to = std::min(condition, at);
    FromStep& step = found.emplace_back();
    step.whole = span(whole);
    step.item = span(item);
    if (condition < at && level.is(condition, "on")) conjuncts({condition + 1, at}, step.conditions);
    if (item.empty()) return std::nullopt;
    if (level.is(at, ",")) ++at;
  }
  if (found.size() != items.size()) return std::nullopt;
  for (std::size_t i = 0; i < found.size(); ++i) found[i].entry = items[i]->leaf() ? items[i]->entry : -1;
  return found;
}

bool stands_in(int location, TextSpan span) {
  return location < 0 ||
         (static_cast<std::size_t>(location) >= span.from && static_cast<std::size_t>(location) < span.to);
}

bool reads_itself(const Query& query) {
  return std::any_of(query.entries.begin(), query.entries.end(),
                     [](const RangeEntry& entry) { return entry.self_reference; });
}

}  // namespace

std::string_view SelectText::first_steps(std::size_t count) const {
  return text_of({steps.front().whole.from, steps[count - 1].whole.to});
}

const TextSpan* SelectText::condition_at(int offset) const {
  if (offset < 0) return nullptr;
  const auto holds = [&](const TextSpan& span) { return stands_in(offset, span); };
  for (const FromStep& step : steps) {
    const auto found = std::find_if(step.conditions.begin(), step.conditions.end(), holds);
    if (found != step.conditions.end()) return &*found;
  }
  const auto found = std::find_if(where.begin(), where.end(), holds);
  return found == where.end() ? nullptr : &*found;
}

bool SelectText::is_in_where(const TextSpan* condition) const {
  return std::any_of(where.begin(), where.end(), [&](const TextSpan& one) { return &one == condition; });
}

std::optional<std::pair<std::string_view, std::string_view>> SelectText::sides_of(TextSpan condition) const {
  const std::string_view text = text_of(condition);
  const TextTokens tokens(text);
  // What binds less than `=` holds it: `x between a = b and c`.
  constexpr std::array<std::string_view, 6> looser{"between", "is", "isnull", "not", "notnull", "or"};
  std::optional<Index> equals;
  for (Index at = 0; at<tokens.size(); at = tokens.close_of(at)> at ? tokens.close_of(at) + 1 : at + 1) {
    if (std::ranges::any_of(looser, [&](std::string_view word) { return tokens.is(at, word); })) return std::nullopt;
    if (!tokens.is(at, "=")) continue;
    if (equals) return std::nullopt;
    equals = at;
  }
  if (!equals || *equals == 0 || *equals + 1 >= tokens.size()) return std::nullopt;
  return std::pair(text.substr(0, tokens.at(*equals - 1).to), text.substr(tokens.at(*equals + 1).from));
}

StatementText::StatementText(std::string_view text) : x_tokens(std::make_unique<TextTokens>(text)) {}
StatementText::StatementText(StatementText&&) noexcept = default;
StatementText& StatementText::operator=(StatementText&&) noexcept = default;
StatementText::~StatementText() = default;

std::optional<SelectText> StatementText::select(const Query& query) const {
  if (query.command != Query::Command::select || query.location < 0 || query.from.empty() || reads_itself(query)) {
    return std::nullopt;
  }
  const TextTokens& tokens = *x_tokens;
  const Index first = tokens.first_at(static_cast<std::size_t>(query.location));
  if (first >= tokens.size()) return std::nullopt;
  const Index parent = tokens.parent_of(first);
  const Level level(tokens, parent);
  const Cutter cutter(tokens);
  const Range list{first, level.find({first, level.range().to}, set_operators)};
  Index from = list.from;
  constexpr std::array<std::string_view, 1> from_word{"from"};
  do from = level.find({from == list.from ? from : from + 1, list.to}, from_word);
  while (from < list.to && tokens.is(from - 1, "distinct"));
  if (from >= list.to) return std::nullopt;
  const Range items{from + 1, level.find({from + 1, list.to}, after_from)};
  auto steps = cutter.steps(parent, items, query.from);
  if (!steps) return std::nullopt;
  SelectText select;
  select.x_text = tokens.text();
  for (const FromStep& step : *steps) {
    if (step.entry < 0) continue;
    const RangeEntry& entry = query.entries[static_cast<std::size_t>(step.entry)];
    if (!stands_in(entry.location, step.item) && entry.kind != RangeEntry::Kind::values) return std::nullopt;
  }
  select.steps = std::move(*steps);
  if (level.is(items.to, "where")) {
    cutter.conjuncts({items.to + 1, level.find({items.to + 1, list.to}, after_where)}, select.where);
  }
  for (Index at = parent, token = first;; token = at, at = tokens.parent_of(at)) {
    const std::string with = cutter.visible(at, token);
    if (!with.empty() && select.x_before.empty()) {
      select.x_before = with;
    } else if (!with.empty()) {
      select.x_before = with + "select * from (" + select.x_before;
      select.x_after += ") as enclosed";
    }
    if (at == TextTokens::outside) break;
  }
  return select;
}

}  // namespace tollgate::sql
