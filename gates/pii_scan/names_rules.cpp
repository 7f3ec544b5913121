#include "gates/pii_scan/names_rules.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace tollgate::pii_scan {

namespace {

/// A phrase seen from one of its words.
class Around {
 public:
  Around(const Phrase& phrase, std::size_t anchor) : x_phrase(phrase), x_anchor(anchor) {}

  Concept here() const { return x_phrase[x_anchor].meaning; }
  const Token& token() const { return x_phrase[x_anchor]; }
  bool is(std::string_view text) const { return token().text == text; }
  bool last() const { return x_anchor + 1 == x_phrase.size(); }

  Concept at(std::ptrdiff_t offset) const {
    const Token* token = find(offset);
    return token == nullptr ? Concept::filler : token->meaning;
  }
  bool at(std::ptrdiff_t offset, std::initializer_list<Concept> any) const {
    return find(offset) != nullptr && std::find(any.begin(), any.end(), at(offset)) != any.end();
  }
  bool text_at(std::ptrdiff_t offset, std::string_view text) const {
    const Token* token = find(offset);
    return token != nullptr && token->text == text;
  }
  bool next(std::initializer_list<Concept> any) const { return at(1, any); }
  bool before(std::initializer_list<Concept> any) const { return at(-1, any); }
  /// The word stands anywhere in the phrase.
  bool has(std::initializer_list<Concept> any) const {
    return std::any_of(x_phrase.begin(), x_phrase.end(), [&](const Token& token) {
      return std::find(any.begin(), any.end(), token.meaning) != any.end();
    });
  }
  bool has_text(std::string_view text) const {
    return std::any_of(x_phrase.begin(), x_phrase.end(), [&](const Token& token) { return token.text == text; });
  }

  /// How many words from `offset` on, away from the anchor, are of these.
  std::ptrdiff_t run_after(std::initializer_list<Concept> any) const {
    std::ptrdiff_t length = 0;
    while (at(length + 1, any)) ++length;
    return length;
  }
  std::ptrdiff_t run_before(std::initializer_list<Concept> any) const {
    std::ptrdiff_t length = 0;
    while (at(-length - 1, any)) ++length;
    return length;
  }

  NounPhrase means(Entity entity, std::ptrdiff_t before, std::ptrdiff_t after, Strength strength) const {
    return {entity, strength, static_cast<std::size_t>(static_cast<std::ptrdiff_t>(x_anchor) - before),
            static_cast<std::size_t>(static_cast<std::ptrdiff_t>(x_anchor) + after + 1)};
  }
  NounPhrase strong(Entity entity, std::ptrdiff_t before = 0, std::ptrdiff_t after = 0) const {
    return means(entity, before, after, Strength::strong);
  }
  NounPhrase weak(Entity entity, std::ptrdiff_t before = 0, std::ptrdiff_t after = 0) const {
    return means(entity, before, after, Strength::weak);
  }

 private:
  const Token* find(std::ptrdiff_t offset) const {
    const std::ptrdiff_t index = static_cast<std::ptrdiff_t>(x_anchor) + offset;
    if (index < 0 || index >= static_cast<std::ptrdiff_t>(x_phrase.size())) return nullptr;
    return &x_phrase[static_cast<std::size_t>(index)];
  }

  const Phrase& x_phrase;
  std::size_t x_anchor;
};

using Found = std::optional<NounPhrase>;
using enum Concept;

// --- Ways to reach a person -----------------------------------------------------------------------------------------

Found email_at(const Around& word) {
  if (word.here() != email && word.here() != mail) return std::nullopt;
  const std::ptrdiff_t after = word.run_after({address, email, mail, number});
  return word.strong(Entity::email, word.run_before({address}), after);
}

/// `mobile user`: the one who uses a telephone, in English.
bool adjective(const Around& word) {
  return (word.is("mobile") && word.next({user, person})) || (word.is("cell") && word.text_at(1, "value"));
}

Found phone_at(const Around& word) {
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
      if (word.next({number})) return word.strong(Entity::phone, 0, 1);
      if (word.before({number})) return word.strong(Entity::phone, 1, 0);
      return word.here() == dial ? Found(word.weak(Entity::phone)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

// --- Names ----------------------------------------------------------------------------------------------------------

bool of_person(const Around& word, std::ptrdiff_t offset) {
  return word.at(offset, {person, holder, contact, party, driver, name_part}) || word.text_at(offset, "insured") ||
         word.text_at(offset, "emergency");
}

/// `full name`, `customer display name`: of a person unless something else is named.
Found named_by_form(const Around& word, std::ptrdiff_t form) {
  const std::ptrdiff_t before = form < 0 ? 1 : 0;
  const std::ptrdiff_t after = form < 0 ? 0 : 1;
  const std::ptrdiff_t owner = form < 0 ? form - 1 : -1;
  if (word.at(owner) == filler || of_person(word, owner) || word.at(owner, {user, modifier, private_, account})) {
    return word.strong(Entity::person_name, before, after);
  }
  return std::nullopt;
}

Found name_at(const Around& word) {
  if (word.here() == own_name)
    return word.strong(Entity::person_name, word.run_before({name, own_name, name_part}),
                       word.run_after({name, own_name, name_part}));
  if (word.here() == initial && word.before({name_part, person})) return word.strong(Entity::person_name, 1, 0);
  if (word.is("voorletters")) return word.strong(Entity::person_name);
  if (word.here() == birth && word.next({name})) return word.strong(Entity::person_name, 0, 1);
  if (word.here() != name) return std::nullopt;
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
Found holder_at(const Around& word) {
  if (word.here() == holder) {
    return word.strong(Entity::person_name, word.run_before({card, credit, account, bank}), 0);
  }
  if (word.here() == contact && (word.text_at(1, "person") || word.text_at(-1, "person"))) {
    return word.strong(Entity::person_name, word.text_at(-1, "person") ? 1 : 0, word.text_at(1, "person") ? 1 : 0);
  }
  if (word.here() == contact && word.text_at(-1, "emergency")) return word.strong(Entity::person_name, 1, 0);
  return std::nullopt;
}

// --- Where a person lives -------------------------------------------------------------------------------------------

Found address_at(const Around& word) {
  switch (word.here()) {
    case street:
      return word.strong(Entity::address, word.run_before({address, number}),
                         word.run_after({address, name, number, line, modifier}));
    case house:
      if (word.next({number, line})) return word.strong(Entity::address, 0, 1);
      if (word.before({number, address})) return word.strong(Entity::address, 1, 0);
      return std::nullopt;
    case box:
      return word.text_at(-1, "po") ? Found(word.strong(Entity::address, 1, word.run_after({number}))) : std::nullopt;
    case address: {
      const bool other = word.before({email, mail, ip, mac, radio, wallet, coin, technical, remote, infrastructure}) ||
                         word.next({email, mail, ip, mac, wallet, coin});
      if (other) return std::nullopt;
      return word.strong(Entity::address, 0, word.run_after({line, number, address}));
    }
    default:
      return std::nullopt;
  }
}

Found birth_at(const Around& word) {
  if (word.here() == birthday) return word.strong(Entity::date_of_birth, word.run_before({date, modifier}), 0);
  if (word.here() != birth) return std::nullopt;
  // `day` is a modifier: `birth day`; `data` is a date in Italian, Portuguese and Polish.
  if (word.next({date}) || word.text_at(1, "at") || word.text_at(1, "day") || word.text_at(1, "time") ||
      word.text_at(1, "timestamp") || word.text_at(1, "ts")) {
    return word.strong(Entity::date_of_birth, word.run_before({date}),
                       std::max<std::ptrdiff_t>(1, word.run_after({date})));
  }
  const bool date_before = word.before({date}) || word.text_at(-1, "data") || word.text_at(-1, "day");
  return word.means(Entity::date_of_birth, date_before ? 1 : 0, 0, Strength::strong);
}

// --- Money ----------------------------------------------------------------------------------------------------------

Found card_at(const Around& word) {
  switch (word.here()) {
    case cvv:
      return word.strong(Entity::credit_card, word.run_before({card, credit}), word.run_after({number, code}));
    case pan: {
      // India's permanent account number comes on a card of its name.
      if (word.next({card})) return word.strong(Entity::national_id, 0, word.run_after({card, number}));
      const bool told = word.has({card, credit}) || word.text_at(-1, "full") || word.next({number});
      return word.means(Entity::credit_card, word.run_before({card, credit}), word.run_after({number, name_form}),
                        told ? Strength::strong : Strength::weak);
    }
    case card: {
      if (word.before({pan, other_card, health, national, id, company_tax, social, thing, device, insurance, medical,
                       driver}) ||
          word.next({health, national, device, other_card, driver}) || word.has({other_card})) {
        return std::nullopt;
      }
      if (word.next({security}) && word.at(2, {code})) return word.strong(Entity::credit_card, 0, 2);
      if (word.before({code}) && word.at(-2, {security})) return word.strong(Entity::credit_card, 2, 0);
      const std::ptrdiff_t after = word.run_after({number, credit, bank});
      const std::ptrdiff_t before = word.run_before({number, credit, bank});
      if (after + before > 0) return word.strong(Entity::credit_card, before, after);
      return word.last() ? Found(word.weak(Entity::credit_card)) : std::nullopt;
    }
    case credit:
      // Card by its initials, English and French.
      if (!word.is("cc") && !word.is("cb")) return std::nullopt;
      if (word.next({number})) return word.strong(Entity::credit_card, 0, 1);
      return word.before({number}) ? Found(word.strong(Entity::credit_card, 1, 0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

Found account_at(const Around& word) {
  switch (word.here()) {
    case iban:
      return word.strong(Entity::iban, word.run_before({bank, account, number}), word.run_after({number, code}));
    case bank_account:
      return word.strong(Entity::bank_account, 0, word.run_after({number}));
    case account: {
      if (word.before({ledger, tax, thing, infrastructure}) || word.has({ledger})) return std::nullopt;
      if (word.text_at(-1, "primary") && word.next({number})) return word.strong(Entity::credit_card, 1, 1);
      const std::ptrdiff_t after = word.run_after({number, bank});
      const std::ptrdiff_t before = word.run_before({number, bank});
      if (after + before == 0) return std::nullopt;
      return word.strong(Entity::bank_account, before, after);
    }
    default:
      return std::nullopt;
  }
}

// --- Numbers of states ----------------------------------------------------------------------------------------------

/// `social security number`, `securite sociale`, `social insurance number`.
Found social_at(const Around& word) {
  const bool after = word.next({security, insurance});
  const bool before = word.before({security, insurance});
  if (!after && !before) return std::nullopt;
  const std::ptrdiff_t numbers = before ? word.at(-2, {number}) ? 2 : 1 : 0;
  std::ptrdiff_t end = after ? 1 : 0;
  while (word.at(end + 1, {number, id})) ++end;
  return word.strong(Entity::national_id, numbers, end);
}

Found tax_at(const Around& word) {
  const bool of_company = word.before({thing, company_tax}) || word.text_at(-1, "business") ||
                          word.text_at(-1, "corporate") || word.text_at(-1, "employer");
  if (of_company) return std::nullopt;
  if (word.next({number, id}) || (word.next({national}) && word.at(2, {number, id}))) {
    std::ptrdiff_t end = 1;
    while (word.at(end + 1, {number, id})) ++end;
    return word.strong(Entity::national_id, 0, end);
  }
  if (word.text_at(1, "file") && word.at(2, {number})) return word.strong(Entity::national_id, 0, 2);
  if (word.here() == fiscal && word.next({code})) return word.strong(Entity::national_id, 0, 1);
  if (word.before({number, id}) || (word.here() == fiscal && word.before({code}))) {
    return word.strong(Entity::national_id, 1, 0);
  }
  return std::nullopt;
}

Found national_at(const Around& word) {
  // `national id number`, `numero de documento de identidad`, `identity card`, `national insurance number`.
  std::ptrdiff_t end = 0;
  while (word.at(end + 1, {number, id, card, insurance, code, national}) || word.text_at(end + 1, "document") ||
         word.text_at(end + 1, "registration")) {
    ++end;
  }
  if (word.text_at(end + 1, "alternate") && word.at(end + 2, {key})) end += 2;
  std::ptrdiff_t begin = 0;
  while (word.at(-begin - 1, {number, card, id, code}) || word.text_at(-begin - 1, "documento")) ++begin;
  if (end + begin == 0) {
    const bool whole = word.is("dowod") || word.is("dowodu") || word.is("personalausweis") || word.is("ausweis");
    return whole ? Found(word.strong(Entity::national_id)) : std::nullopt;
  }
  const bool general = word.is("identification") && !word.has({person, national_id}) && !word.has_text("personal");
  return word.means(Entity::national_id, begin, end, general ? Strength::weak : Strength::strong);
}

Found state_number_at(const Around& word) {
  switch (word.here()) {
    case ssn:
      return word.strong(Entity::us_ssn, 0, word.run_after({number, id}));
    case national_id:
      return word.strong(Entity::national_id, word.run_before({number}),
                         word.run_after({number, id, code, insurance, national}));
    case maybe_national_id: {
      const std::ptrdiff_t after = word.run_after({number, code});
      const std::ptrdiff_t before = word.run_before({number});
      return word.means(Entity::national_id, before, after, after + before > 0 ? Strength::strong : Strength::weak);
    }
    case social:
      return social_at(word);
    case tax:
    case fiscal:
      return tax_at(word);
    case national:
      return national_at(word);
    case id:
      // `id card number`; `card id` is a key.
      if (word.next({card})) return word.strong(Entity::national_id, 0, 1 + (word.at(2, {number}) ? 1 : 0));
      if (word.text_at(1, "document") && word.at(2, {number})) return word.strong(Entity::national_id, 0, 2);
      if (word.text_at(-1, "personal") || word.text_at(-1, "voter") || word.text_at(-1, "citizen")) {
        return word.strong(Entity::national_id, 1, word.run_after({number}));
      }
      if (word.next({number})) return word.weak(Entity::national_id, 0, 1);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Found document_at(const Around& word) {
  switch (word.here()) {
    case thing:
      if (!word.is("document") || !word.text_at(-1, "travel")) return std::nullopt;
      return word.strong(Entity::passport, 1, word.run_after({number, id}));
    case passport: {
      const std::ptrdiff_t before = word.run_before({number});
      return word.strong(Entity::passport, before, word.run_after({number, id, code}));
    }
    case driver_license:
    case dl:
      if (word.here() == dl && !word.next({number}) && !word.before({number})) return std::nullopt;
      return word.strong(Entity::driver_license, word.run_before({number}), word.run_after({number, id, code}));
    case license:
      if (word.before({driver}) || word.next({driver})) {
        const std::ptrdiff_t end = word.next({driver}) ? 1 : 0;
        std::ptrdiff_t numbers = end;
        while (word.at(numbers + 1, {number, id, code})) ++numbers;
        return word.strong(Entity::driver_license, word.before({driver, number}) ? 1 : 0, numbers);
      }
      if (word.is("permis") && word.has({number})) {
        return word.strong(Entity::driver_license, word.run_before({number}), word.run_after({number}));
      }
      if (word.next({number})) return word.weak(Entity::driver_license, 0, 1);
      return std::nullopt;
    case card:
      if (word.next({driver})) return word.strong(Entity::driver_license, word.run_before({number}), 1);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Found health_at(const Around& word) {
  switch (word.here()) {
    case health_id:
      return word.strong(Entity::health_bio, 0, word.run_after({number, id}));
    case biometric:
      return word.strong(Entity::health_bio, 0, word.run_after({template_, id, modifier}));
    case body_part:
    case fingerprint:
      return word.next({template_}) ? Found(word.strong(Entity::health_bio, 0, 1)) : std::nullopt;
    case medical:
      if (word.next({record})) return word.strong(Entity::health_bio, 0, 1 + (word.at(2, {number, id}) ? 1 : 0));
      if (word.before({record})) return word.strong(Entity::health_bio, word.at(-2, {number, id}) ? 2 : 1, 0);
      return std::nullopt;
    case health:
    case insurance: {
      std::ptrdiff_t end = 0;
      while (word.at(end + 1, {insurance, card, number, id}) || word.text_at(end + 1, "policy") ||
             word.text_at(end + 1, "plan") || word.text_at(end + 1, "member")) {
        ++end;
      }
      if (word.here() == health && end > 0 && word.at(end, {number, id}))
        return word.strong(Entity::health_bio, 0, end);
      if (word.here() == health && word.before({card})) return word.strong(Entity::health_bio, 1, end);
      if (word.here() == insurance && word.has({person}) && word.has({number})) {
        return word.strong(Entity::health_bio, 0, std::max(end, word.run_after({thing, person, number, negating})));
      }
      if (word.here() == insurance && end > 0 && word.at(end, {number})) return word.weak(Entity::health_bio, 0, end);
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

// --- Networks and devices -------------------------------------------------------------------------------------------

Found network_at(const Around& word) {
  switch (word.here()) {
    case ip: {
      const bool nobodys = word.has({infrastructure}) || word.before({private_}) || word.text_at(-1, "internal");
      return word.means(Entity::ip_address, word.run_before({address}), word.run_after({address}),
                        nobodys ? Strength::weak : Strength::strong);
    }
    case remote:
      if (word.next({address})) return word.strong(Entity::ip_address, 0, 1);
      return word.is("forwarded") ? Found(word.strong(Entity::ip_address)) : std::nullopt;
    case mac: {
      const std::ptrdiff_t after = word.run_after({address});
      const std::ptrdiff_t before = word.run_before({address});
      const bool told = after + before > 0 || word.has({radio, device});
      return word.means(Entity::mac_address, before, after, told ? Strength::strong : Strength::weak);
    }
    case radio:
      return word.next({address}) ? Found(word.strong(Entity::mac_address, 0, 1)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

Found device_at(const Around& word) {
  switch (word.here()) {
    case device_id:
      return word.strong(Entity::device_id, 0, word.run_after({number, id, code}));
    case fingerprint:
      return word.before({device}) || word.text_at(-1, "browser") ? Found(word.strong(Entity::device_id, 1, 0))
                                                                  : std::nullopt;
    case id:
      if (word.before({advertising}) || word.text_at(-1, "android")) return word.strong(Entity::device_id, 1, 0);
      return word.before({device}) ? Found(word.weak(Entity::device_id, 1, 0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

Found wallet_at(const Around& word) {
  if (word.here() != wallet && word.here() != coin) return std::nullopt;
  const std::ptrdiff_t after = word.run_after({wallet, coin, address});
  const std::ptrdiff_t before = word.run_before({address});
  const bool address_too = word.at(after, {address}) || before > 0;
  const bool both = after > 0 && word.at(after, {wallet});
  if (address_too || both) return word.strong(Entity::crypto, before, after);
  return word.here() == wallet && word.last() ? Found(word.weak(Entity::crypto)) : std::nullopt;
}

// --- What opens a door ----------------------------------------------------------------------------------------------

Found token_at(const Around& word) {
  const bool plain = word.at(-1) == filler;
  if (word.before({harmless_token, card, credit, count, number, thing, coin, party, kind_of}) ||
      word.has({harmless_token}) || word.next({harmless_token})) {
    return std::nullopt;
  }
  const bool told = word.has({access, secret, password, private_, recovery});
  if (word.token().plural && !told) return std::nullopt;
  if (plain && !told) return word.weak(Entity::secret);
  return word.strong(Entity::secret, word.run_before({access, secret, private_}),
                     word.run_after({secret, key, sanitised, salt, code, modifier}));
}

Found secret_at(const Around& word) {
  switch (word.here()) {
    case password:
      return word.strong(Entity::secret, word.run_before({access, sanitised}),
                         word.run_after({sanitised, salt, secret, code, key, modifier}));
    case secret:
      return word.strong(Entity::secret, word.run_before({access, recovery, sanitised}),
                         word.run_after({key, token, sanitised, answer, code, access, salt, modifier}));
    case secret_word:
      return word.strong(Entity::secret, 0, word.run_after({sanitised, token, modifier}));
    case token:
      return token_at(word);
    case key:
      if (word.has({harmless_key}) || word.text_at(-1, "public") || word.has_text("public")) return std::nullopt;
      if (word.before({account}) && word.text_at(-2, "service")) return word.strong(Entity::secret, 2, 0);
      if (!word.before({access, secret, private_}) && !word.next({private_, secret, access})) return std::nullopt;
      return word.strong(Entity::secret, word.run_before({access, secret, private_}),
                         word.run_after({sanitised, secret, modifier, private_, access}));
    case salt:
      return word.has({password}) ? word.strong(Entity::secret) : word.weak(Entity::secret);
    case recovery:
      if (const std::ptrdiff_t end = word.run_after({code, key, secret, recovery, sanitised, modifier}); end > 0) {
        return word.strong(Entity::secret, 0, end);
      }
      return word.last() ? Found(word.weak(Entity::secret)) : std::nullopt;
    case answer:
      return word.before({security, secret}) ? Found(word.strong(Entity::secret, 1, word.run_after({sanitised})))
                                             : std::nullopt;
    case code:
      return word.text_at(-1, "backup") ? Found(word.strong(Entity::secret, 1, word.run_after({sanitised})))
                                        : std::nullopt;
    case pin:
      if (const std::ptrdiff_t end = word.run_after({code, number, sanitised}); end > 0) {
        return word.strong(Entity::secret, 0, end);
      }
      return word.weak(Entity::secret);
    default:
      return std::nullopt;
  }
}

using Finder = Found (*)(const Around&);

// What needs more words goes first.
constexpr std::array<Finder, 15> finders{wallet_at,   network_at,      device_at, email_at,   health_at,
                                         document_at, state_number_at, card_at,   account_at, secret_at,
                                         birth_at,    phone_at,        holder_at, name_at,    address_at};

}  // namespace

std::optional<NounPhrase> noun_phrase_at(const Phrase& phrase, std::size_t anchor) {
  const Around word(phrase, anchor);
  std::optional<NounPhrase> best;
  for (const Finder find : finders) {
    const std::optional<NounPhrase> found = find(word);
    if (found && (!best || found->end - found->begin > best->end - best->begin)) best = found;
  }
  return best;
}

}  // namespace tollgate::pii_scan
