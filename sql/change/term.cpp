#include "sql/change/term.hpp"

#include <algorithm>
#include <array>

#include "sql/builtins.hpp"

namespace tollgate::sql {
namespace {

constexpr std::array<std::string_view, 16> types_without_modifier{"integer",
                                                                  "bigint",
                                                                  "smallint",
                                                                  "numeric",
                                                                  "text",
                                                                  "boolean",
                                                                  "date",
                                                                  "timestamp without time zone",
                                                                  "timestamp with time zone",
                                                                  "double precision",
                                                                  "real",
                                                                  "uuid",
                                                                  "jsonb",
                                                                  "json",
                                                                  "character varying",
                                                                  "bytea"};

bool changes_nothing(const Term& value, std::string_view type) {
  if (value.type != type || type.empty()) return false;
  if (std::find(types_without_modifier.begin(), types_without_modifier.end(), type) != types_without_modifier.end())
    return true;
  return value.is(Tag::column) || value.is(Tag::cast);
}

}  // namespace

bool is_scalar_type(std::string_view type) {
  if (type.size() > 2 && type.substr(type.size() - 2) == "[]") return true;
  if (const std::size_t modifier = type.find('('); modifier != std::string_view::npos) type = type.substr(0, modifier);
  const TypeFact* const fact = find_type(type);
  return fact != nullptr && fact->category != 'P' && fact->category != 'C';
}

std::string_view Terms::keep(std::string text) { return x_texts.emplace_back(std::move(text)); }

Term& Terms::make(Tag tag, std::string_view text, const TermList& kids, std::string_view type, bool unordered) {
  Term& term = x_terms.emplace_back();
  term.tag = tag;
  term.text = text;
  term.type = type;
  term.unordered = unordered;
  if (!kids.empty()) term.kids = x_kids.emplace_back(kids);
  for (const Term* kid : kids) term.traits |= kid->traits;
  return term;
}

const Term* Terms::finish(Term& term) {
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(term.tag)).add(term.text).add(term.kids.size());
  if (term.input >= 0) hasher.add(static_cast<std::uint64_t>(term.input));
  std::vector<Digest> kids;
  kids.reserve(term.kids.size());
  for (const Term* kid : term.kids) kids.push_back(kid->raw);
  if (term.unordered) std::sort(kids.begin(), kids.end());
  for (const Digest& kid : kids) hasher.add(kid);
  term.raw = hasher.digest();
  return &term;
}

const Term* Terms::column(int input, int index, std::string_view name, std::string_view type, const Digest& raw,
                          std::uint16_t traits) {
  Term& term = make(Tag::column, name, {}, type);
  term.input = input;
  term.index = index;
  term.traits = static_cast<std::uint16_t>(trait::column | traits);
  term.raw = raw;
  return &term;
}

const Term* Terms::constant(std::string_view text, std::string_view type) {
  return finish(make(Tag::constant, text, {}, type));
}

const Term* Terms::opaque() {
  Term& term = make(Tag::opaque, keep(std::to_string(++x_opaque)), {}, {});
  term.traits = trait::opaque;
  return finish(term);
}

const Term* Terms::special(std::string_view text, const TermList& kids, std::string_view type, bool unordered,
                           std::uint16_t traits) {
  Term& term = make(Tag::special, text, kids, type, unordered);
  term.traits |= traits;
  return finish(term);
}

const Term* Terms::list(const TermList& kids, bool unordered) {
  if (!unordered) return finish(make(Tag::list, {}, kids, {}));
  TermList distinct = kids;
  const auto before = [](const Term* a, const Term* b) { return a->raw < b->raw; };
  const auto same = [](const Term* a, const Term* b) { return a->raw == b->raw; };
  std::sort(distinct.begin(), distinct.end(), before);
  distinct.erase(std::unique(distinct.begin(), distinct.end(), same), distinct.end());
  return finish(make(Tag::list, "set", distinct, {}, true));
}

// A literal in quotes that is compared with a value of type T is taken for a T (manual, 10.2): '2024-01-01' and
// date '2024-01-01' are the same beside a date.
const Term* Terms::untyped(const Term* literal, const Term& beside) {
  const bool typed = literal->is(Tag::cast) && literal->kids[0]->is(Tag::constant) &&
                     literal->kids[0]->text.starts_with('\'') && changes_nothing(beside, literal->text);
  return typed && !beside.is(Tag::constant) ? literal->kids[0] : literal;
}

const Term* Terms::choice(const TermList& kids, std::string_view type) {
  TermList flat;
  for (std::size_t i = 0; i + 1 < kids.size(); i += 2) {
    flat.push_back(as_filter(kids[i]));
    flat.push_back(kids[i + 1]);
  }
  if (kids.size() % 2 == 1) {
    const Term* const otherwise = kids.back();
    if (otherwise->is(Tag::choice)) {
      flat.insert(flat.end(), otherwise->kids.begin(), otherwise->kids.end());
    } else if (!otherwise->is_constant("null")) {
      flat.push_back(otherwise);
    }
  }
  if (const Term* const value = first_present(flat, type)) return value;
  return finish(make(Tag::choice, {}, flat, type));
}

// CASE WHEN a IS NULL THEN b ELSE a END, and its mirror, are COALESCE(a, b) (manual, 9.18.2).
const Term* Terms::first_present(const TermList& kids, std::string_view type) {
  if (kids.size() < 2 || kids.size() > 3 || !kids[0]->is(Tag::special) || kids[0]->kids.size() != 1) return nullptr;
  const Term* const tested = kids[0]->kids[0];
  if (!is_scalar_type(tested->type) || tested->has(trait::fickle | trait::opaque)) return nullptr;
  const bool null_first = kids[0]->text == "is null";
  if (!null_first && kids[0]->text != "is not null") return nullptr;
  const Term* const otherwise = kids.size() == 3 ? kids[2] : nullptr;
  const Term* const present = null_first ? otherwise : kids[1];
  const Term* const absent = null_first ? kids[1] : otherwise;
  if (present == nullptr || present->raw != tested->raw) return nullptr;
  if (absent == nullptr || absent->is_constant("null")) return present;
  return coalesce({present, absent}, type);
}

const Term* Terms::coalesce(const TermList& kids, std::string_view type) {
  TermList flat;
  for (const Term* kid : kids) {
    const bool nested = kid->is(Tag::special) && kid->text == "coalesce";
    if (nested) {
      flat.insert(flat.end(), kid->kids.begin(), kid->kids.end());
    } else {
      flat.push_back(kid);
    }
  }
  if (flat.size() == 1) return flat.front();
  return special("coalesce", flat, type);
}

const Term* Terms::cast(const Term* value, std::string_view type) {
  if (changes_nothing(*value, type)) return value;
  return finish(make(Tag::cast, type, {value}, type));
}

const Term* Terms::nullable(int input, const Term* value) {
  Term& term = make(Tag::nullable, {}, {value}, value->type);
  term.input = input;
  return finish(term);
}

const Term* Terms::bound(const Term* constant) { return finish(make(Tag::bound, {}, {constant}, constant->type)); }

const Term* Terms::subquery(std::string_view form, const TermList& kids, const Block* block, const Digest& raw,
                            std::string_view type, std::uint16_t traits) {
  Term& term = make(Tag::subquery, form, kids, type);
  term.block = block;
  term.traits |= static_cast<std::uint16_t>(traits | trait::subquery);
  finish(term);
  term.raw = Hasher{}.add(term.raw).add(raw).digest();
  return &term;
}

}  // namespace tollgate::sql
