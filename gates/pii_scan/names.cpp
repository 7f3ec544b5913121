#include "gates/pii_scan/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gates/pii_scan/names_rules.hpp"
#include "gates/pii_scan/names_tokens.hpp"
#include "gates/pii_scan/names_types.hpp"

namespace tollgate::pii_scan {

namespace {

using enum Concept;

template <std::size_t size>
bool any_of(const std::array<Concept, size>& meanings, Concept meaning) {
  return std::find(meanings.begin(), meanings.end(), meaning) != meanings.end();
}

/// Says whose or which one, wherever it stands behind the noun: `phone_home`, `correo_cliente`.
bool neutral_behind(const Token& token, Entity entity) {
  constexpr std::array<Concept, 8> neutral{modifier, party, person, private_, user, contact, filler, holder};
  return any_of(neutral, token.meaning) || (token.meaning == line && entity == Entity::address);
}

/// In front of the noun, it makes the column one about it: `type_adresse`, `is_email_set`, `nb_appels`.
bool negates_in_front(const Phrase& phrase, const NounPhrase& found) {
  const std::size_t noun = found.begin;
  if (noun == 0) return false;
  const auto end = phrase.begin() + static_cast<std::ptrdiff_t>(noun);
  const bool stands_for = std::any_of(phrase.begin(), end, [](const Token& word) { return word.meaning == sanitised; });
  if (stands_for && found.entity != Entity::secret) return true;
  const Token& first = phrase.front();
  constexpr std::array<Concept, 5> strict{predicate, count, kind_of, id, date};
  if (any_of(strict, first.meaning)) return true;
  // A date in Italian, Portuguese and Polish: `data_wysylki_email`.
  if (noun > 1 && first.text == "data" && found.entity != Entity::date_of_birth) return true;
  return noun == 1 && first.meaning == number && phrase.back().plural;
}

struct Reading {
  std::optional<Entity> entity;
  Strength strength = Strength::none;
  bool negated = false;
  bool house = false;
  std::string_view token;  ///< that decided
  std::string_view rule;
};

Reading negated(std::string_view rule, std::string_view token) {
  return {{}, Strength::none, true, false, token, rule};
}

/// What stands behind the noun decides: nothing or a neutral word, a head of its own, or a word that nobody knows.
Reading with_tail(const Phrase& phrase, const NounPhrase& noun) {
  const std::string_view token = phrase[noun.begin].text;
  std::size_t end = phrase.size();
  while (end > noun.end && neutral_behind(phrase[end - 1], noun.entity)) --end;
  for (std::size_t index = end; index-- > noun.end;) {
    if (phrase[index].meaning != unknown && !neutral_behind(phrase[index], noun.entity))
      return negated("head", phrase[index].text);
  }
  Reading reading{noun.entity, noun.strength, false, false, token, "noun"};
  reading.house = noun.entity == Entity::address &&
                  std::any_of(phrase.begin() + static_cast<std::ptrdiff_t>(noun.begin),
                              phrase.begin() + static_cast<std::ptrdiff_t>(noun.end), [](const Token& word) {
                                return word.meaning == Concept::house || word.meaning == number;
                              });
  if (end > noun.end) {
    reading.strength = Strength::weak;
    reading.rule = "noun before a word that is not known";
  }
  return reading;
}

/// The last noun phrase of the name decides: `billing_address_phone` is a telephone.
Reading read(const Phrase& phrase) {
  std::optional<NounPhrase> last;
  for (std::size_t anchor = 0; anchor < phrase.size(); ++anchor) {
    const std::optional<NounPhrase> found = noun_phrase_at(phrase, anchor);
    if (!found) continue;
    if (!last || found->end > last->end || (found->end == last->end && found->begin < last->begin)) last = found;
  }
  if (!last) return {};
  if (negates_in_front(phrase, *last)) return negated("front", phrase.front().text);
  return with_tail(phrase, *last);
}

// --- The table ------------------------------------------------------------------------------------------------------

/// A column that says nothing without its table: `number`, `name`, `hash` of `credit_cards`.
bool says_nothing_alone(const Phrase& phrase) {
  constexpr std::array<Concept, 8> general{name, number, code, modifier, id, line, private_, token};
  return !phrase.empty() &&
         std::all_of(phrase.begin(), phrase.end(), [&](const Token& word) { return any_of(general, word.meaning); });
}

bool about_people(const Phrase& table) {
  return !table.empty() && (table.back().meaning == person || table.back().meaning == user ||
                            table.back().meaning == contact || table.back().meaning == holder);
}

bool about_things(const Phrase& table) {
  return !table.empty() && (table.back().meaning == thing || table.back().meaning == negating);
}

bool about_access(const Phrase& table) {
  return std::any_of(table.begin(), table.end(),
                     [](const Token& word) { return word.meaning == access || word.meaning == token; });
}

Reading read_in_table(const Phrase& phrase, const Phrase& table) {
  Reading alone = read(phrase);
  if (table.empty()) return alone;
  if (alone.entity == Entity::secret && alone.strength == Strength::weak && about_access(table)) {
    alone.strength = Strength::strong;
    alone.rule = "table";
  }
  if (alone.entity == Entity::person_name && about_things(table) && phrase.front().meaning == name_form) return {};
  if (alone.entity || alone.negated || !says_nothing_alone(phrase)) return alone;
  if (phrase.back().meaning == name) {
    if (!about_people(table)) return alone;
    return {Entity::person_name, Strength::weak, false, false, phrase.back().text, "table"};
  }
  Phrase both = table;
  both.insert(both.end(), phrase.begin(), phrase.end());
  Reading together = read(both);
  if (!together.entity) return alone;
  together.strength = Strength::weak;
  together.rule = "table";
  return together;
}

std::string_view relation_of(std::string_view table) {
  const std::size_t dot = table.rfind('.');
  return dot == std::string_view::npos ? table : table.substr(dot + 1);
}

// --- The type -------------------------------------------------------------------------------------------------------

bool of_a_network(const Phrase& phrase) {
  return std::any_of(phrase.begin(), phrase.end(), [](const Token& word) {
    return word.meaning == infrastructure || word.meaning == thing || word.text == "range" || word.text == "internal";
  });
}

Reading with_type(Reading reading, TypeClass type, const Phrase& phrase) {
  if (reading.entity && !can_hold(type, *reading.entity, reading.house)) {
    return negated("type", reading.token);
  }
  if (type == TypeClass::network && !reading.negated && !of_a_network(phrase)) {
    return {Entity::ip_address, Strength::strong, false, false, "inet", "type"};
  }
  if (type == TypeClass::mac && !reading.negated) {
    return {Entity::mac_address, Strength::strong, false, false, "macaddr", "type"};
  }
  return reading;
}

/// `manager`, `author`: text under the name of a role is the name of who fills it; surely so where nobody keeps a code
/// for the role.
Reading named_by_role(const Phrase& phrase, std::string_view type) {
  if (phrase.empty() || phrase.back().meaning != person || phrase.back().plural) return {};
  constexpr std::array<std::string_view, 8> surely{"attorney", "author",    "doctor",     "instructor",
                                                   "manager",  "physician", "supervisor", "teacher"};
  const bool text = type.find("text") != std::string_view::npos || type.find("varying") != std::string_view::npos;
  const bool told = text && std::binary_search(surely.begin(), surely.end(), phrase.back().text);
  return {Entity::person_name, told ? Strength::strong : Strength::weak, false, false, phrase.back().text, "role"};
}

}  // namespace

NameVerdict judge_name(const ColumnFacts& column) {
  const Tokens tokens(column.column);
  const Tokens table(relation_of(column.table));
  const Phrase phrase = tokens.content();
  const TypeClass type = class_of_type(column.sql_type);
  Reading read = read_in_table(phrase, table.content());
  if (!read.entity && !read.negated && type == TypeClass::any) read = named_by_role(phrase, column.sql_type);
  const Reading reading = with_type(read, type, phrase);
  NameVerdict verdict;
  verdict.entity = reading.entity;
  verdict.strength = reading.entity ? reading.strength : Strength::none;
  verdict.negated = reading.negated;
  verdict.type_veto = type == TypeClass::never || (type == TypeClass::date && !reading.entity);
  if (!reading.rule.empty()) verdict.why = fmt::format("{} \"{}\"", reading.rule, reading.token);
  return verdict;
}

}  // namespace tollgate::pii_scan
