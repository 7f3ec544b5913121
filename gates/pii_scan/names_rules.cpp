#include "gates/pii_scan/names_rules.hpp"

#include <array>

#include "gates/pii_scan/names_around.hpp"

namespace tollgate::pii_scan {

namespace {

using Finder = FoundPhrase (*)(const Around&);

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
