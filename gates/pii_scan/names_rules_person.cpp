// Rules about names: how to reach a person, what they are called, where they live, when they were born.
#include "gates/pii_scan/names_around.hpp"

namespace tollgate::pii_scan {

using enum Concept;

FoundPhrase email_at(const Around& word) {
  if (word.here() != email && word.here() != mail) return std::nullopt;
  const std::ptrdiff_t after = word.run_after({address, email, mail, number});
  return word.strong(Entity::email, word.run_before({address}), after);
}

namespace {

/// `mobile user`: the one who uses a telephone, in English.
bool adjective(const Around& word) {
  return (word.is("mobile") && word.next({user, person})) || (word.is("cell") && word.text_at(1, "value"));
}

}  // namespace

FoundPhrase phone_at(const Around& word) {
  switch (word.here()) {
    case phone:
    case fax:
      // `ph` alone is as often the acidity of something.
      if (word.is("ph") && !word.has({number}) && !word.has({person})) return word.weak(Entity::phone);
      return word.strong(Entity::phone, word.run_before({number, mobile, fax}),
                         word.run_after({number, mobile, fax, portable, line, address}));
    case mobile:
      if (adjective(word)) return std::nullopt;
      return word.strong(Entity::phone, word.run_before({number}), word.run_after({number, phone, fax}));
    case portable:
      return word.has({phone, number, person})
                 ? word.strong(Entity::phone, word.run_before({number, phone}), word.run_after({number, phone}))
                 : word.weak(Entity::phone);
    case dial:
    case contact:
      if (word.next({id}) && word.at(2, {number})) return word.strong(Entity::phone, 0, 2);
      if (word.next({number})) return word.strong(Entity::phone, 0, 1);
      if (word.before({number})) return word.strong(Entity::phone, 1, 0);
      return word.here() == dial ? FoundPhrase(word.weak(Entity::phone)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

namespace {

bool of_person(const Around& word, std::ptrdiff_t offset) {
  return word.at(offset, {person, holder, contact, party, driver, name_part}) || word.text_at(offset, "insured") ||
         word.text_at(offset, "emergency");
}

/// `full name`, `customer display name`: of a person unless something else is named.
FoundPhrase named_by_form(const Around& word, std::ptrdiff_t form) {
  const std::ptrdiff_t before = form < 0 ? 1 : 0;
  const std::ptrdiff_t after = form < 0 ? 0 : 1;
  const std::ptrdiff_t owner = form < 0 ? form - 1 : -1;
  if (word.at(owner) == filler || of_person(word, owner) || word.at(owner, {user, modifier, private_, account})) {
    return word.strong(Entity::person_name, before, after);
  }
  return std::nullopt;
}

}  // namespace

FoundPhrase name_at(const Around& word) {
  if (word.here() == own_name)
    return word.strong(Entity::person_name, word.run_before({name, own_name, name_part}),
                       word.run_after({name, own_name, name_part}));
  if (word.here() == initial && word.before({name_part, person})) return word.strong(Entity::person_name, 1, 0);
  if (word.is("voorletters")) return word.strong(Entity::person_name);
  if (word.here() == birth && word.next({name})) return word.strong(Entity::person_name, 0, 1);
  if (word.here() != name) return std::nullopt;
  if (word.next({birth})) return word.strong(Entity::person_name, 0, 1);
  // `name on card`; `card name` is the card's.
  if (word.next({card}) && (word.last() || word.at(-1) == filler)) return word.strong(Entity::person_name, 0, 1);
  if (word.before({name_form})) return named_by_form(word, -1);
  if (word.before({name_part})) {
    const bool of_thing = word.text_at(-1, "family") && word.at(-2, {thing, negating, unknown, kind_of});
    if (of_thing) return std::nullopt;
    return word.strong(Entity::person_name, 1, 0);
  }
  if (of_person(word, -1)) return word.strong(Entity::person_name, 1, 0);
  if (word.before({modifier, private_}) && of_person(word, -2)) return word.strong(Entity::person_name, 2, 0);
  // `billing address name`, `billing details name`: the party's.
  if (word.before({address, modifier}) && word.at(-2, {party})) return word.strong(Entity::person_name, 2, 0);
  if (word.before({credit, card, account, bank}) && word.has({holder})) return word.strong(Entity::person_name, 1, 0);
  const bool alone_before = word.at(-1) == filler || word.before({modifier, party});
  if (!alone_before) return std::nullopt;
  if (word.next({name_form})) return named_by_form(word, 1);
  if (word.next({name_part}) || of_person(word, 1) || word.next({own_name})) {
    return word.strong(Entity::person_name, 0,
                       word.run_after({name_part, name_form, own_name, person, contact, driver, party}));
  }
  return std::nullopt;
}

/// A role that is filled with a name: cardholder, contact person.
FoundPhrase holder_at(const Around& word) {
  if (word.here() == holder) {
    return word.strong(Entity::person_name, word.run_before({card, credit, account, bank}), 0);
  }
  if (word.here() == contact && (word.text_at(1, "person") || word.text_at(-1, "person"))) {
    return word.strong(Entity::person_name, word.text_at(-1, "person") ? 1 : 0, word.text_at(1, "person") ? 1 : 0);
  }
  if (word.here() == contact && word.text_at(-1, "emergency")) return word.strong(Entity::person_name, 1, 0);
  return std::nullopt;
}

FoundPhrase address_at(const Around& word) {
  switch (word.here()) {
    case street:
      return word.strong(Entity::address, word.run_before({address, number}),
                         word.run_after({address, name, number, line, modifier}));
    case house:
      if (word.next({number, line})) return word.strong(Entity::address, 0, 1);
      if (word.before({number, address})) return word.strong(Entity::address, 1, 0);
      return std::nullopt;
    case box:
      return word.text_at(-1, "po") ? FoundPhrase(word.strong(Entity::address, 1, word.run_after({number})))
                                    : std::nullopt;
    case address: {
      const bool other = word.before({email, mail, ip, mac, radio, wallet, coin, technical, remote, infrastructure}) ||
                         word.next({email, mail, ip, mac, wallet, coin});
      // `wallet public address`, `email id address`: theirs as well.
      const bool far = word.before({modifier, id, unknown}) && word.at(-2, {email, mail, ip, mac, wallet, coin});
      const bool electronic = word.text_at(1, "electronique") || word.text_at(1, "electronica") ||
                              word.text_at(1, "elettronico") || word.text_at(1, "elektronisch");
      if (electronic) return word.strong(Entity::email, 0, 1);
      if (other || far) return std::nullopt;
      return word.strong(Entity::address, 0, word.run_after({line, number, address}));
    }
    default:
      return std::nullopt;
  }
}

FoundPhrase birth_at(const Around& word) {
  if (word.here() == birthday) return word.strong(Entity::date_of_birth, word.run_before({date, modifier}), 0);
  if (word.here() != birth || word.before({name})) return std::nullopt;
  // `day` is a modifier: `birth day`; `data` is a date in Italian, Portuguese and Polish.
  if (word.next({date}) || word.text_at(1, "at") || word.text_at(1, "day") || word.text_at(1, "time") ||
      word.text_at(1, "timestamp") || word.text_at(1, "ts")) {
    return word.strong(Entity::date_of_birth, word.run_before({date}),
                       std::max<std::ptrdiff_t>(1, word.run_after({date})));
  }
  const bool date_before = word.before({date}) || word.text_at(-1, "data") || word.text_at(-1, "day");
  return word.means(Entity::date_of_birth, date_before ? 1 : 0, 0, Strength::strong);
}

}  // namespace tollgate::pii_scan
