#include "sql/scale.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sql/builtins.hpp"

namespace tollgate::sql {

namespace {

constexpr std::size_t most_operands = 64;
constexpr int deepest = 500;

std::string_view without_modifier(std::string_view type) {
  const std::size_t modifier = type.find('(');
  return modifier == std::string_view::npos ? type : type.substr(0, modifier);
}

bool is_numeric(std::string_view type) {
  const TypeFact* const fact = find_type(without_modifier(type));
  return fact != nullptr && fact->category == 'N';
}

bool may_be_numeric(std::string_view type) { return type.empty() || is_numeric(type); }

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::ranges::find(names, name) != names.end();
}

/// `'0.01'` in a cast.
std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() > 2 && text.front() == '\'' && text.back() == '\'';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

Hasher hasher_of(std::string_view what) { return Hasher{}.add(what); }

Digest in_order(std::string_view what, std::vector<Digest> digests, bool sorted) {
  if (sorted) std::ranges::sort(digests);
  Hasher hasher = hasher_of(what);
  for (const Digest& digest : digests) hasher.add(digest);
  return hasher.digest();
}

void add_number(Hasher& hasher, const Fraction& number) {
  hasher.add(static_cast<std::uint64_t>(number.above())).add(static_cast<std::uint64_t>(number.below()));
}

Digest digest_of(const Scale& scale) {
  Hasher hasher = hasher_of("scale");
  hasher.add(scale.rest);
  add_number(hasher, scale.factor);
  add_number(hasher, scale.offset);
  return hasher.digest();
}

Scale divided(const Scale& scale, const Fraction& by) { return {scale.rest, scale.factor / by, scale.offset / by}; }

bool is_told(const Scale& scale) {
  return scale.factor.is_number() && !scale.factor.is_zero() && scale.offset.is_number();
}

}  // namespace

std::vector<Scale> Scales::of(const Term& term) {
  std::vector<Scale> scales;
  if (term.is(Tag::special) && term.text == "branches") {
    for (const Term* branch : term.kids) {
      const std::vector<Scale> within = of(*branch);
      scales.insert(scales.end(), within.begin(), within.end());
    }
    return scales;
  }
  const Form found = form(term);
  return {found.kind == Kind::value ? found.scale : Scale{term.raw}};
}

Scales::Form Scales::as_written(const Term& term) {
  return {Kind::value, {hasher_of("as written").add(term.raw).digest()}};
}

Scales::Form Scales::constant(const Fraction& number, const Term& term) {
  if (!number.is_number()) return as_written(term);
  return {Kind::constant, {{}, 0, number}};
}

Scales::Form Scales::form(const Term& term) {
  if (const auto known = x_known.find(&term); known != x_known.end()) return known->second;
  if (x_depth >= deepest) return as_written(term);
  ++x_depth;
  Form found = computed(term);
  --x_depth;
  if (found.kind == Kind::value && !is_told(found.scale)) found = as_written(term);
  return x_known.emplace(&term, found).first->second;
}

Scales::Form Scales::computed(const Term& term) {
  switch (term.tag) {
    case Tag::constant:
      if (term.text == "null") return {Kind::null, {}};
      return constant(Fraction::parse(term.text), term);
    case Tag::operation:
      return arithmetic(term);
    case Tag::cast:
      return cast(term);
    case Tag::call:
      return call(term);
    case Tag::aggregate:
      return aggregate(term);
    case Tag::window:
      return window(term);
    case Tag::choice:
      return alternatives(term, true);
    case Tag::special:
      if (term.text == "coalesce") return alternatives(term, false);
      if (term.text == "greatest" || term.text == "least") return extreme(term);
      return as_written(term);
    default:
      return as_written(term);
  }
}

// --- arithmetic ---

Scales::Form Scales::arithmetic(const Term& term) {
  if (!may_be_numeric(term.type) || term.kids.empty()) return as_written(term);
  for (const Term* kid : term.kids)
    if (!may_be_numeric(kid->type)) return as_written(term);
  if (term.text == "+" || term.text == "-") return sum(term);
  if ((term.text == "*" || term.text == "/") && term.kids.size() == 2) return product(term);
  return as_written(term);
}

/// The operands of a chain, left to right, as far as a sum or product may be told as one.
Scales::Weighted Scales::flattened(const Term& term, std::string_view plus, std::string_view minus) {
  Weighted operands;
  Weighted open{{&term, true}};
  while (!open.empty()) {
    const auto [part, positive] = open.back();
    open.pop_back();
    const bool chain = part->is(Tag::operation) && (part->text == plus || part->text == minus) &&
                       may_be_numeric(part->type) && operands.size() + open.size() < most_operands;
    if (!chain) {
      operands.emplace_back(part, positive);
      continue;
    }
    const bool last = part->text == minus ? !positive : positive;
    open.emplace_back(part->kids.back(), last);
    if (part->kids.size() == 2) open.emplace_back(part->kids.front(), positive);
  }
  return operands;
}

Scales::Form Scales::sum(const Term& term) {
  std::vector<std::pair<Form, bool>> parts;
  for (const auto& [part, positive] : flattened(term, "+", "-")) {
    if (!may_be_numeric(part->type)) return as_written(term);
    parts.emplace_back(form(*part), positive);
  }
  return added(parts, term);
}

/// Like terms are joined, and the factor of the first of them, in the order of their digests, is that of all.
Scales::Form Scales::added(const std::vector<std::pair<Form, bool>>& parts, const Term& term) const {
  std::map<Digest, Fraction> terms;
  Fraction offset(0);
  for (const auto& [part, positive] : parts) {
    if (part.kind == Kind::null) return {Kind::null, {}};
    const Fraction sign(positive ? 1 : -1);
    offset = offset + part.scale.offset * sign;
    if (part.kind == Kind::constant) continue;
    Fraction& factor = terms.try_emplace(part.scale.rest, 0).first->second;
    factor = factor + part.scale.factor * sign;
  }
  std::erase_if(terms, [](const auto& each) { return each.second.is_zero(); });
  if (terms.empty()) return constant(offset, term);
  const Fraction first = terms.begin()->second;
  if (terms.size() == 1) return {Kind::value, {terms.begin()->first, first, offset}};
  Hasher rest = hasher_of("sum");
  for (const auto& [digest, factor] : terms) {
    rest.add(digest);
    add_number(rest, factor / first);
  }
  return {Kind::value, {rest.digest(), first, offset}};
}

Scales::Form Scales::product(const Term& term) {
  Fraction factor(1);
  Fraction offset(0);
  std::map<Digest, std::int64_t> powers;
  const Weighted operands = flattened(term, "*", "/");
  const auto is_value = [&](const auto& each) { return form(*each.first).kind == Kind::value; };
  const auto values = std::ranges::count_if(operands, is_value);
  for (const auto& [part, multiplies] : operands) {
    const Form inner = form(*part);
    if (!may_be_numeric(part->type)) return as_written(term);
    if (inner.kind == Kind::null) return inner;
    if (inner.kind == Kind::constant) {
      factor = multiplies ? factor * inner.scale.offset : factor / inner.scale.offset;
      continue;
    }
    factor = multiplies ? factor * inner.scale.factor : factor / inner.scale.factor;
    Digest rest = inner.scale.rest;
    if (values == 1 && multiplies) {
      offset = inner.scale.offset / inner.scale.factor;
    } else if (!inner.scale.offset.is_zero()) {
      rest = digest_of(divided(inner.scale, inner.scale.factor));
    }
    powers[rest] += multiplies ? 1 : -1;
  }
  std::erase_if(powers, [](const auto& each) { return each.second == 0; });
  if (powers.empty()) return constant(factor, term);
  if (powers.size() == 1 && powers.begin()->second == 1)
    return {Kind::value, {powers.begin()->first, factor, offset * factor}};
  Hasher rest = hasher_of("product");
  for (const auto& [digest, power] : powers) rest.add(digest).add(static_cast<std::uint64_t>(power));
  return {Kind::value, {rest.digest(), factor, 0}};
}

// --- what hands a factor on ---

Scales::Form Scales::through(Passes passes, const Form& inner, Hasher around) const {
  if (inner.kind == Kind::null) return inner;
  Scale scale = inner.scale;
  if (inner.kind == Kind::constant) scale = {hasher_of("one").digest(), inner.scale.offset, 0};
  const bool moved = !scale.offset.is_zero();
  const bool keeps_offset = passes == Passes::both || passes == Passes::ordered;
  if (moved && !keeps_offset) scale = {digest_of(divided(scale, scale.factor)), scale.factor, 0};
  const bool turned = scale.factor.is_negative();
  if (turned && passes != Passes::both && passes != Passes::factor) {
    scale.factor = scale.factor.magnitude();
    if (passes == Passes::ordered || moved) around.add("of the opposite");
  }
  scale.rest = around.add(scale.rest).digest();
  return {Kind::value, scale};
}

/// A number is another spelling of what it was before, but for rounding; a text that becomes one is read.
Scales::Form Scales::cast(const Term& term) {
  if (!is_numeric(term.type)) return as_written(term);
  const Term& value = *term.kids[0];
  if (value.is(Tag::constant)) return constant(Fraction::parse(unquoted(value.text)), term);
  if (may_be_numeric(value.type)) return form(value);
  return {Kind::value, {hasher_of("number").add(value.raw).digest()}};
}

Scales::Form Scales::call(const Term& term) {
  constexpr std::array<std::string_view, 5> rounding{"round", "trunc", "ceil", "ceiling", "floor"};
  if (term.kids.empty() || !may_be_numeric(term.type) || !may_be_numeric(term.kids[0]->type)) return as_written(term);
  if (is_one_of(term.text, rounding)) return form(*term.kids[0]);
  if (term.text == "abs" && term.kids.size() == 1)
    return through(Passes::magnitude, form(*term.kids[0]), hasher_of("abs"));
  return as_written(term);
}

Scales::Form Scales::aggregate(const Term& term) {
  constexpr std::array<std::string_view, 2> adds{"sum", "sum distinct"};
  constexpr std::array<std::string_view, 3> means{"avg", "avg distinct", "any_value"};
  constexpr std::array<std::string_view, 2> ends{"min", "max"};
  constexpr std::array<std::string_view, 3> spreads{"stddev", "stddev_pop", "stddev_samp"};
  constexpr std::array<std::string_view, 3> ranks{"percentile_cont within group", "percentile_disc within group",
                                                  "mode within group"};
  const Term& args = *term.kids[0];
  const Term& order = *term.kids[1];
  Hasher around = hasher_of("aggregate").add(term.text).add(condition(*term.kids[2]));
  if (is_one_of(term.text, ranks) && order.kids.size() == 1) {
    around.add(args.raw).add(order.kids[0]->text);
    return through(Passes::ordered, form(*order.kids[0]->kids[0]), around);
  }
  if (args.kids.size() != 1 || !order.kids.empty() || !may_be_numeric(args.kids[0]->type)) return as_written(term);
  const Form inner = form(*args.kids[0]);
  if (is_one_of(term.text, adds)) return through(Passes::factor, inner, around);
  if (is_one_of(term.text, means)) return through(Passes::both, inner, around);
  if (is_one_of(term.text, ends)) return through(Passes::ordered, inner, around);
  if (is_one_of(term.text, spreads)) return through(Passes::magnitude, inner, around);
  return as_written(term);
}

Scales::Form Scales::window(const Term& term) {
  constexpr std::array<std::string_view, 6> chosen{"avg", "first_value", "last_value", "nth_value", "lag", "lead"};
  const TermList& list{term.kids[0]->kids.begin(), term.kids[0]->kids.end()};
  const Term& args = *list[0];
  if (args.kids.empty() || !may_be_numeric(args.kids[0]->type)) return as_written(term);
  Hasher around = hasher_of("window").add(term.kids[0]->text).add(condition(*list[2]));
  for (std::size_t i = 1; i < args.kids.size(); ++i) around.add(args.kids[i]->raw);
  for (std::size_t i = 1; i < term.kids.size(); ++i) around.add(term.kids[i]->raw);
  const Form inner = form(*args.kids[0]);
  if (term.text == "sum") return through(Passes::factor, inner, around);
  if (term.text == "min" || term.text == "max") return through(Passes::ordered, inner, around);
  return is_one_of(term.text, chosen) ? through(Passes::both, inner, around) : as_written(term);
}

/// CASE and COALESCE: the factor of the first that has one. Zero and null go with any; what stands in for a missing
/// value is no part of the scale, unless all are constants.
Scales::Form Scales::alternatives(const Term& term, bool by_condition) {
  if (!may_be_numeric(term.type)) return as_written(term);
  const auto is_result = [&](std::size_t i) { return !by_condition || i % 2 == 1 || i + 1 == term.kids.size(); };
  std::vector<Form> forms;
  for (std::size_t i = 0; i < term.kids.size(); ++i)
    if (is_result(i)) forms.push_back(form(*term.kids[i]));
  const auto leads = [](Kind kind) {
    return
        [kind](const Form& each) { return each.kind == kind && (kind == Kind::value || !each.scale.offset.is_zero()); };
  };
  const auto value = std::ranges::find_if(forms, leads(Kind::value));
  const auto number = std::ranges::find_if(forms, leads(Kind::constant));
  if (value == forms.end() && number == forms.end()) return as_written(term);
  const bool all_constant = value == forms.end();
  const Fraction lead = all_constant ? number->scale.offset : value->scale.factor;
  Hasher rest = hasher_of(by_condition ? "choice" : "coalesce");
  std::size_t at = 0;
  for (std::size_t i = 0; i < term.kids.size(); ++i) {
    if (!is_result(i)) {
      rest.add(condition(*term.kids[i]));
      continue;
    }
    const Form& each = forms[at++];
    rest.add(static_cast<std::uint64_t>(each.kind));
    if (each.kind == Kind::value) rest.add(digest_of(divided(each.scale, lead)));
    if (each.kind == Kind::constant) add_number(rest, all_constant ? each.scale.offset / lead : each.scale.offset);
  }
  return {Kind::value, {rest.digest(), lead, 0}};
}

/// GREATEST and LEAST, whose order a factor keeps when it is positive.
Scales::Form Scales::extreme(const Term& term) {
  std::vector<Scale> values;
  std::vector<Digest> parts;
  for (const Term* kid : term.kids) {
    if (!may_be_numeric(kid->type)) return as_written(term);
    const Form each = form(*kid);
    if (each.kind == Kind::value) values.push_back(each.scale);
    if (each.kind == Kind::constant) parts.push_back(digest_of(each.scale));
  }
  if (values.empty()) return as_written(term);
  const Fraction lead = std::ranges::min_element(values)->factor.magnitude();
  for (const Scale& value : values) parts.push_back(digest_of(divided(value, lead)));
  return {Kind::value, {in_order(term.text, std::move(parts), true), lead, 0}};
}

// --- conditions: `amount / 100 > 0` is `amount > 0` ---

Digest Scales::condition(const Term& term) {
  if (x_depth >= deepest) return term.raw;
  if (term.is(Tag::both) || term.is(Tag::either) || term.is(Tag::negation)) {
    ++x_depth;
    std::vector<Digest> parts;
    for (const Term* kid : term.kids) parts.push_back(condition(*kid));
    --x_depth;
    constexpr std::array<std::string_view, 3> names{"and", "or", "not"};
    return in_order(names[term.is(Tag::both) ? 0 : term.is(Tag::either) ? 1 : 2], std::move(parts), true);
  }
  if (term.is(Tag::operation) && term.kids.size() == 2) return comparison(term).value_or(term.raw);
  const bool null_test = term.is(Tag::special) && (term.text == "is null" || term.text == "is not null");
  if (!null_test || !is_numeric(term.kids[0]->type)) return term.raw;
  const Form inner = form(*term.kids[0]);
  return inner.kind == Kind::value ? hasher_of(term.text).add(inner.scale.rest).digest() : term.raw;
}

std::optional<Digest> Scales::comparison(const Term& term) {
  constexpr std::array<std::string_view, 4> names{"=", "<>", "<", "<="};
  const Term& left = *term.kids[0];
  const Term& right = *term.kids[1];
  if (!is_one_of(term.text, names) || !is_numeric(left.type) || !is_numeric(right.type)) return std::nullopt;
  std::array<Form, 2> sides{form(left), form(right)};
  // The sides of = and <> have no order of their own.
  if (term.unordered && right.raw < left.raw) std::swap(sides[0], sides[1]);
  const Form difference = added({{sides[0], true}, {sides[1], false}}, term);
  if (difference.kind != Kind::value || !is_told(difference.scale)) return std::nullopt;
  const Fraction& factor = difference.scale.factor;
  return hasher_of(term.text)
      .add(digest_of(divided(difference.scale, term.unordered ? factor : factor.magnitude())))
      .digest();
}

}  // namespace tollgate::sql
