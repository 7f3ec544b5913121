#include "gates/pii_scan/values/keywords.hpp"

#include "gates/pii_scan/values/word_list.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr std::string_view card_text =
    "amex card cards carta cartao carte cc credit debit diners discover kaart karta karte kreditkarte "
    "mastercard pan tarjeta visa";
constexpr std::string_view ssn_text = "itin security social ssn ssns";
constexpr std::string_view phone_text =
    "call callback called calling cell cellphone cellular celular contact dial fax fono gsm handy landline "
    "llamar mob mobil mobile mobilfunk movil ph phone phoned portable ring rueckruf sms tel telefon telefone "
    "telefono telefoon telephone whatsapp";
constexpr std::string_view net_text =
    "addr address client clientip from host ip ipaddress ipv peer remote remoteaddr source src";
constexpr std::string_view mail_text = "bcc cc contact correo email emails from mail mailto reply replyto to";
constexpr std::string_view document_text =
    "account acct article artikel asset batch bestellung booking case claim contract factura facture id invoice isbn "
    "item job lot model no nr number numero order part po policy rechnung ref reference rma serial shipment sku task "
    "ticket tracking";
constexpr auto documents = word_list<count_words(document_text)>(document_text);
constexpr auto cards = word_list<count_words(card_text)>(card_text);
constexpr auto ssns = word_list<count_words(ssn_text)>(ssn_text);
constexpr auto phones = word_list<count_words(phone_text)>(phone_text);
constexpr auto nets = word_list<count_words(net_text)>(net_text);
constexpr auto mails = word_list<count_words(mail_text)>(mail_text);
static_assert(is_sorted(cards) && is_sorted(ssns) && is_sorted(phones) && is_sorted(nets) && is_sorted(mails) &&
              is_sorted(documents));

}  // namespace

Keyword keyword_of(std::string_view folded) {
  if (holds_word(cards, folded)) return Keyword::card;
  if (holds_word(ssns, folded)) return Keyword::ssn;
  if (holds_word(phones, folded)) return Keyword::phone;
  if (holds_word(mails, folded) && !holds_word(nets, folded)) return Keyword::mail;
  if (holds_word(nets, folded)) return Keyword::net_address;
  return holds_word(documents, folded) ? Keyword::document : Keyword::none;
}

}  // namespace tollgate::pii_scan
