#include "sql/change/clocks.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace tollgate::sql {
namespace {

using Literals = std::set<std::string_view>;

bool digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + count),
                     [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view unquoted(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != '\'' || literal.back() != '\'') return {};
  return literal.substr(1, literal.size() - 2);
}

bool is_date(std::string_view text) {
  return text.size() >= 10 && digits(text, 0, 4) && text[4] == '-' && digits(text, 5, 2) && text[7] == '-' &&
         digits(text, 8, 2);
}

bool is_time_of_day(std::string_view text) {
  return text.size() >= 19 && is_date(text) && (text[10] == ' ' || text[10] == 'T') && digits(text, 11, 2) &&
         text[13] == ':' && digits(text, 14, 2) && text[16] == ':' && digits(text, 17, 2);
}

// "2025-05-01 03:12:44.120931+00": the moment, and its zone apart.
struct Moment {
  std::string text;
  std::string zone;
};

std::optional<Moment> moment_with_fraction(std::string_view literal) {
  const std::string_view text = unquoted(literal);
  if (!is_time_of_day(text) || text.size() < 21 || text[19] != '.' || !digits(text, 20, 1)) return std::nullopt;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 20), text.size());
  Moment moment{std::string(text.substr(0, end)), std::string(text.substr(end))};
  moment.text[10] = ' ';
  return moment;
}

// One of zeros only is what hands write.
std::optional<Moment> fraction_of_second(std::string_view literal) {
  auto moment = moment_with_fraction(literal);
  if (moment && moment->text.find_first_not_of('0', 20) == std::string::npos) return std::nullopt;
  return moment;
}

std::optional<Moment> plain_date(std::string_view literal) {
  const std::string_view text = unquoted(literal);
  if (!is_date(text) || (text.size() > 10 && !is_time_of_day(text))) return std::nullopt;
  if (text.size() > 19) return std::nullopt;
  Moment moment{std::string(text), std::to_string(text.size())};
  if (text.size() > 10) moment.text[10] = ' ';
  return moment;
}

// A hash or a UUID: what it is made of and how long it is.
std::optional<Moment> hash(std::string_view literal) {
  const std::string_view text = unquoted(literal);
  const bool length = text.size() == 32 || text.size() == 36 || text.size() == 40 || text.size() == 64;
  std::string shape;
  bool digit = false;
  for (const char c : text) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!hex && c != '-') return std::nullopt;
    digit = digit || (c >= '0' && c <= '9');
    shape += hex ? 'x' : '-';
  }
  const bool uuid = shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (!length || !digit || (!uuid && shape.find('-') != std::string::npos)) return std::nullopt;
  return Moment{"", shape};
}

// An integer as text that sorts by value.
std::optional<Moment> number(std::string_view literal) {
  if (literal.empty() || literal.size() > 18 || !digits(literal, 0, literal.size())) return std::nullopt;
  return Moment{std::string(20 - literal.size(), '0') + std::string(literal), "number"};
}

std::optional<Moment> series_end(std::string_view literal) {
  if (auto moment = number(literal)) return moment;
  if (auto moment = plain_date(literal)) return moment;
  return moment_with_fraction(literal);
}

using Reader = std::optional<Moment> (*)(std::string_view);

// Pairs what is only in base with what is only in head, in order; nothing unless all of it moved forward.
bool pair(const Literals& base, const Literals& head, Reader read, bool forward, std::uint64_t group,
          std::map<std::string_view, std::uint64_t>& for_base, std::map<std::string_view, std::uint64_t>& for_head) {
  const auto only = [&](const Literals& of, const Literals& other) {
    std::vector<std::pair<Moment, std::string_view>> found;
    for (const std::string_view literal : of) {
      if (other.count(literal) > 0) continue;
      if (const auto moment = read(literal)) found.emplace_back(*moment, literal);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first.zone, a.first.text, a.second) < std::tie(b.first.zone, b.first.text, b.second);
    });
    return found;
  };
  const auto gone = only(base, head);
  const auto come = only(head, base);
  if (gone.empty() || gone.size() != come.size()) return false;
  for (std::size_t i = 0; i < gone.size(); ++i) {
    if (gone[i].first.zone != come[i].first.zone) return false;
    if (forward && !(gone[i].first.text < come[i].first.text)) return false;
  }
  for (std::size_t i = 0; i < gone.size(); ++i) {
    for_base[gone[i].second] = group + i;
    for_head[come[i].second] = group + i;
  }
  return true;
}

void add_constant(const Term* term, Literals& into) {
  while (term->is(Tag::cast) || term->is(Tag::bound)) term = term->kids[0];
  if (term->is(Tag::constant)) into.insert(term->text);
}

// Only one that counts upwards: with a step that is a plain number or interval.
bool counts_up(const Term& call) {
  if (call.kids.size() < 3) return true;
  Literals step;
  add_constant(call.kids[2], step);
  if (step.empty()) return false;
  const std::string_view text = *step.begin();
  return text.find('-') == std::string_view::npos && text.find("ago") == std::string_view::npos;
}

Literals series_ends(const BlockMaker& maker) {
  Literals ends;
  for (const Term& term : maker.terms.all())
    if (term.is(Tag::call) && term.text == "generate_series" && term.kids.size() >= 2 && counts_up(term))
      add_constant(term.kids[1], ends);
  for (const Block& block : maker.blocks()) {
    if (!block.generated || block.consumed || block.kind != Block::Kind::select) continue;
    for (const Term* condition : block.from.conditions)
      if (condition->is(Tag::operation) && (condition->text == "<=" || condition->text == "<") &&
          condition->kids.size() == 2)
        add_constant(condition->kids[1], ends);
  }
  return ends;
}

Literals constants(const BlockMaker& maker) {
  Literals literals;
  for (const Term& term : maker.terms.all())
    if (term.is(Tag::constant)) literals.insert(term.text);
  return literals;
}

// A date that only goes into a value: on its own, as a date or in date arithmetic; never compared with anything.
void add_dates(const Term& term, Literals& into) {
  if (term.is(Tag::constant)) {
    if (plain_date(term.text)) into.insert(term.text);
    return;
  }
  if (term.is(Tag::choice) || term.is(Tag::subquery) || term.is(Tag::both) || term.is(Tag::either) ||
      term.is(Tag::window))
    return;
  const bool compares = term.is(Tag::operation) && term.text != "-" && term.text != "+";
  if (compares) return;
  for (const Term* kid : term.kids) add_dates(*kid, into);
}

Literals value_dates(const BlockMaker& maker) {
  Literals dates;
  for (const Block& block : maker.blocks())
    for (const BlockOutput& output : block.outputs) add_dates(*output.value, dates);
  return dates;
}

}  // namespace

Clocks find_clocks(const BlockMaker& base, const BlockMaker& head, const Alike& alike_base, const Alike& alike_head) {
  Clocks clocks{alike_base, alike_head, {}, {}, false, false};
  const Literals all_base = constants(base);
  const Literals all_head = constants(head);
  constexpr std::uint64_t kind = 1'000'000;
  const bool run_time =
      pair(all_base, all_head, fraction_of_second, true, kind, clocks.base.literals, clocks.head.literals);
  const bool series =
      pair(series_ends(base), series_ends(head), series_end, true, 2 * kind, clocks.base.bounds, clocks.head.bounds);
  clocks.any = run_time || series;
  clocks.base_values = clocks.base;
  clocks.head_values = clocks.head;
  const bool dates = pair(value_dates(base), value_dates(head), plain_date, true, 3 * kind, clocks.base_values.literals,
                          clocks.head_values.literals);
  const bool hashes = run_time && pair(all_base, all_head, hash, false, 4 * kind, clocks.base_values.literals,
                                       clocks.head_values.literals);
  clocks.any_values = clocks.any || dates || hashes;
  return clocks;
}

}  // namespace tollgate::sql
