// The vocabulary of column names: what a word of one of eight languages means, as far as telling personal data apart
// needs it. Owned by judge_name(); knows single words, never rules about phrases.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tollgate::pii_scan {

/// What a word stands for. Words that rules treat alike share one concept.
enum class Concept : std::uint8_t {
  unknown,
  filler,    ///< articles and prepositions: says nothing
  modifier,  ///< says which one of several, never what: old, primary, home, raw
  party,     ///< shipping, billing, sender's side of a document: a person in front of `name`
  person,    ///< a human in a role: customer, patient, author
  holder,    ///< a role that by itself is filled with a name: cardholder, contact person
  thing,     ///< anything else that has a name: product, file, company
  user,      ///< `user name` is a login, not a name
  login,     ///< username, login, nickname: depends on the policy, never claimed
  // Kinds of personal data.
  email,
  mail,
  phone,
  mobile,
  portable,  ///< French for a mobile telephone, elsewhere an adjective
  fax,
  dial,  ///< what makes a number a telephone number: caller, whatsapp, contact
  contact,
  name,
  own_name,   ///< a whole word for a part of a person's name: surname, prenom
  name_part,  ///< first, last, maiden: with `name`, a person's
  name_form,  ///< full, display, legal: with `name`, a person's or a thing's
  initial,
  address,
  street,
  house,
  birth,
  birthday,
  iban,
  account,
  bank,
  bank_account,  ///< a whole word: rib, clabe
  ledger,        ///< accounts of a book, not of a person
  card,
  credit,
  other_card,  ///< gift, loyalty, sim: cards that pay nothing
  cvv,
  pan,
  ssn,
  social,
  security,
  insurance,
  tax,
  fiscal,       ///< tax, in the languages where a fiscal code is a person's
  company_tax,  ///< VAT, EIN, SIRET: numbers of companies
  national,     ///< national, identity, citizen: with an id or number, a state's number of a person
  national_id,  ///< a whole word: dni, cpf, pesel
  maybe_national_id,
  passport,
  driver,
  license,
  dl,
  driver_license,
  health,
  medical,
  record,
  health_id,
  biometric,
  body_part,  ///< face, iris, voice: biometric with a template, print or scan
  template_,  ///< how a biometric is kept; else it negates
  ip,
  remote,
  infrastructure,  ///< an address of it is nobody's
  mac,
  radio,  ///< wifi, bluetooth: has a MAC
  device,
  device_id,
  fingerprint,
  advertising,
  wallet,
  coin,
  technical,  ///< memory, contract: has addresses that are no home
  password,
  secret,
  secret_word,  ///< a whole word or phrase: jwt, passphrase, connection string
  token,
  key,
  access,  ///< access, auth, refresh, api, session: makes a token or key a secret
  private_,
  harmless_key,    ///< public, primary, sort, cache: makes a key no secret
  harmless_token,  ///< card, page, prompt: makes a token stand for something else
  salt,
  pin,
  recovery,
  answer,
  // Structure.
  number,
  code,
  id,
  date,
  date_part,  ///< year, month: not the whole of a date
  line,
  box,
  predicate,  ///< is, has, show: the column is a yes or no
  count,
  kind_of,    ///< type, status: negates at either end of the name
  negating,   ///< the head says that the column holds something about it
  sanitised,  ///< hash, masked, last4: stands for the value
  locality,   ///< city, postcode, country: depends on the policy, never claimed
};

/// A word and what it stands for; shorthand (`dob`) and compounds (`geburtsdatum`) stand for up to four words.
struct Word {
  std::string_view text;
  std::array<std::string_view, 4> spelled{};  ///< the words that `text` is short for; `text` itself when it is not
  std::array<Concept, 4> concepts{};
  std::uint8_t size = 0;
};

/// Sorted by text, each text once.
std::span<const Word> vocabulary();

/// The word, or nullptr. `text` in lower case without accents.
const Word* find_word(std::string_view text);

}  // namespace tollgate::pii_scan
