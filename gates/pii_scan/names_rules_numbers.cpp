// Rules about names: cards, accounts, numbers of states, documents, health.
#include "gates/pii_scan/names_around.hpp"

namespace tollgate::pii_scan {

using enum Concept;

FoundPhrase card_at(const Around& word) {
  switch (word.here()) {
    case cvv:
      return word.strong(Entity::credit_card, word.run_before({card, credit}), word.run_after({number, code}));
    case pan: {
      // India's permanent account number comes on a card of its name.
      if (word.next({card})) return word.strong(Entity::national_id, 0, word.run_after({card, number}));
      const bool told =
          word.has({card, credit}) || word.text_at(-1, "full") || word.before({holder}) || word.next({number});
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
      return word.last() ? FoundPhrase(word.weak(Entity::credit_card)) : std::nullopt;
    }
    case credit:
      // Card by its initials, English and French.
      if (!word.is("cc") && !word.is("cb")) return std::nullopt;
      if (word.next({number})) return word.strong(Entity::credit_card, 0, 1);
      return word.before({number}) ? FoundPhrase(word.strong(Entity::credit_card, 1, 0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

FoundPhrase account_at(const Around& word) {
  switch (word.here()) {
    case iban:
      return word.strong(Entity::iban, word.run_before({bank, account, number}), word.run_after({number, code}));
    case bank_account:
      return word.strong(Entity::bank_account, 0, word.run_after({number}));
    case account: {
      if (word.before({ledger, tax, thing, infrastructure}) || word.has({ledger})) return std::nullopt;
      if (word.before({card}) && word.next({number})) return word.strong(Entity::credit_card, 1, 1);
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

namespace {

/// `social security number`, `securite sociale`, `social insurance number`.
FoundPhrase social_at(const Around& word) {
  const bool after = word.next({security, insurance});
  const bool before = word.before({security, insurance});
  if (!after && !before) return std::nullopt;
  const std::ptrdiff_t numbers = before ? word.at(-2, {number}) ? 2 : 1 : 0;
  std::ptrdiff_t end = after ? 1 : 0;
  while (word.at(end + 1, {number, id})) ++end;
  return word.strong(Entity::national_id, numbers, end);
}

FoundPhrase tax_at(const Around& word) {
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

FoundPhrase national_at(const Around& word) {
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
    return whole ? FoundPhrase(word.strong(Entity::national_id)) : std::nullopt;
  }
  const bool general = word.is("identification") && !word.has({person, national_id}) && !word.has_text("personal");
  return word.means(Entity::national_id, begin, end, general ? Strength::weak : Strength::strong);
}

}  // namespace

FoundPhrase state_number_at(const Around& word) {
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

FoundPhrase document_at(const Around& word) {
  switch (word.here()) {
    case thing:
      if (!word.is("document") || !word.text_at(-1, "travel")) return std::nullopt;
      return word.strong(Entity::passport, 1, word.run_after({number, id}));
    case passport: {
      const std::ptrdiff_t before = word.run_before({number});
      const std::ptrdiff_t paper = word.text_at(1, "document") || word.text_at(1, "doc") ? 1 : 0;
      std::ptrdiff_t end = paper;
      while (word.at(end + 1, {number, id, code})) ++end;
      return word.strong(Entity::passport, before, end);
    }
    case driver_license:
    case dl:
      if (word.here() == dl && !word.next({number}) && !word.before({number})) return std::nullopt;
      return word.strong(Entity::driver_license, word.run_before({number}), word.run_after({number, id, code, driver}));
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

FoundPhrase health_at(const Around& word) {
  switch (word.here()) {
    case health_id:
      return word.strong(Entity::health_bio, 0, word.run_after({number, id}));
    case biometric:
      return word.strong(Entity::health_bio, 0, word.run_after({template_, id, modifier}));
    case body_part:
    case fingerprint:
      if (word.next({modifier}) && word.at(2, {template_})) return word.strong(Entity::health_bio, 0, 2);
      return word.next({template_}) ? FoundPhrase(word.strong(Entity::health_bio, 0, 1)) : std::nullopt;
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

}  // namespace tollgate::pii_scan
