#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/national_ids.hpp"
#include "gates/pii_scan/values/numbers.hpp"
#include "tests/gates/pii_families.hpp"

namespace tollgate::test_gates {
namespace {

using pii_scan::Entity;
using pii_scan::Id;

/// Random cells of the pattern until the check passes: numbers of a state are what its check says they are.
Family checked(std::string_view name, Entity entity, std::string pattern, bool (*valid)(std::string_view)) {
  return {name, entity, [pattern = std::move(pattern), valid](Dice& dice) {
            for (;;) {
              std::string cell = dice.fill(dice.one_of(pattern));
              if (valid(pii_scan::Compact(cell).text())) {
                return cell;
              }
            }
          }};
}

Family id(std::string_view name, Id which, std::string pattern) {
  return checked(name, Entity::national_id, std::move(pattern), pii_scan::national_id(which).valid);
}

std::string two(std::size_t value) {
  return std::string(1, static_cast<char>('0' + value / 10)) + static_cast<char>('0' + value % 10);
}

/// yymmdd or ddmmyy in front of what the pattern says, until the check passes.
Family dated(std::string_view name, Id which, bool day_first, std::string pattern, std::string_view front = "") {
  return {name, Entity::national_id, [=](Dice& dice) {
            for (;;) {
              const std::string year = two(30 + dice.below(70));
              const std::string month = two(1 + dice.below(12));
              const std::string day = two(1 + dice.below(28));
              std::string cell =
                  dice.fill(front) + (day_first ? day + month + year : year + month + day) + dice.fill(pattern);
              if (pii_scan::national_id(which).valid(pii_scan::Compact(cell).text())) {
                return cell;
              }
            }
          }};
}

Family card(std::string_view name, std::string pattern) {
  return checked(name, Entity::credit_card, std::move(pattern), pii_scan::is_card);
}

std::string iban(Dice& dice, std::string_view country, std::string_view body, bool spaced) {
  const std::string rest = dice.fill(body);
  const int left = 98 - pii_scan::mod97(rest + std::string(country) + "00");
  const std::string plain = std::string(country) + two(static_cast<std::size_t>(left)) + rest;
  std::string out;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    out += spaced && at > 0 && at % 4 == 0 ? " " : "";
    out += plain[at];
  }
  return out;
}

Family phone(std::string_view name, std::string patterns) {
  return {name, Entity::phone,
          [patterns = std::move(patterns)](Dice& dice) { return dice.fill(dice.one_of(patterns)); }};
}

Family nanp(std::string_view name, std::string_view layout) {
  return {name, Entity::phone, [layout](Dice& dice) {
            std::string cell;
            for (const char letter : dice.fill(layout)) {
              cell += letter == 'N' ? static_cast<char>('2' + dice.below(8)) : letter;
            }
            return cell;
          }};
}

}  // namespace

const std::vector<Family> number_families() {
  std::vector<Family> all = {card("visa 16", "4###############"),
                             card("visa dashed", "4###-####-####-####"),
                             card("visa 13", "4############"),
                             card("mastercard", "51##############|55##############|2223############"),
                             card("mastercard spaced", "53## #### #### ####"),
                             card("amex", "34#############|37#############"),
                             card("amex grouped", "37## ###### #####|34## ###### #####"),
                             card("discover", "6011############|65##############"),
                             card("jcb", "3530############|3589############"),
                             card("diners", "36############|38############"),
                             card("diners grouped", "36## ###### ####"),
                             card("unionpay 19", "62#################"),
                             card("maestro 12 to 19", "5018########|6304###########|6761##############"),
                             card("mir", "2200############|2204############"),
                             checked("ssn", Entity::us_ssn, "###-##-####", pii_scan::is_ssn),
                             checked("ssn with blanks", Entity::us_ssn, "### ## ####", pii_scan::is_ssn),
                             checked("imei", Entity::device_id, "35#############|86#############", pii_scan::is_imei),
                             id("uk nino", Id::uk_nino, "^^######A|^^ ## ## ## B|^^######C"),
                             id("uk nhs", Id::uk_nhs, "%## ### ####"),
                             id("uk nhs bare", Id::uk_nhs, "%#########"),
                             id("es dni", Id::es_dni, "########^|########-^"),
                             id("es nie", Id::es_nie, "X#######^|Y#######^|Z#######^"),
                             id("pl pesel", Id::pl_pesel, "##0%0%#####|##1%2######|###%1######"),
                             id("fr nir", Id::fr_nir, "1##0%##########|2##0%2A########|1 ## 0% ## ### ### ##"),
                             id("nl bsn", Id::nl_bsn, "%########"),
                             id("br cpf", Id::br_cpf, "###.###.###-##"),
                             id("br cpf bare", Id::br_cpf, "###########"),
                             id("in aadhaar", Id::in_aadhaar, "%### #### ####"),
                             id("in aadhaar bare", Id::in_aadhaar, "%###########"),
                             id("in pan", Id::in_pan, "^^^P^####^"),
                             id("ca sin", Id::ca_sin, "%##-###-###|%## ### ###"),
                             id("ca sin bare", Id::ca_sin, "%########"),
                             id("au tfn", Id::au_tfn, "### ### ###"),
                             id("de steuer-id", Id::de_steuer_id, "%##########"),
                             id("de steuer-id spaced", Id::de_steuer_id, "%# ### ### ###"),
                             id("tr tckn", Id::tr_tckn, "%##########"),
                             id("ch ahv", Id::ch_ahv, "756.####.####.##|756##########"),
                             id("pt nif", Id::pt_nif, "1########|2########"),
                             id("hr oib", Id::hr_oib, "###########"),
                             id("ie pps", Id::ie_pps, "#######^|#######^A"),
                             id("cl rut", Id::cl_rut, "1#.###.###-#|%.###.###-#|1#.###.###-K"),
                             id("ar cuil", Id::ar_cuil, "20-########-#|27-########-#"),
                             id("sg nric", Id::sg_nric, "S#######^|T#######^"),
                             id("tw id", Id::tw_id, "^1########|^2########"),
                             id("th id", Id::th_id, "%-####-#####-##-#"),
                             id("jp my number", Id::jp_my_number, "#### #### ####"),
                             id("us itin", Id::us_itin, "9##-##-####"),
                             dated("se personnummer", Id::se_personnummer, false, "-####"),
                             dated("se personnummer 12", Id::se_personnummer, false, "-####", "19"),
                             dated("no fødselsnummer", Id::no_fnr, true, "#####"),
                             dated("dk cpr", Id::dk_cpr, true, "-####"),
                             dated("ee code", Id::ee_lt_code, false, "####", "3"),
                             dated("cz birth number", Id::cz_sk_number, false, "/####"),
                             dated("ro cnp", Id::ro_cnp, false, "######", "1"),
                             dated("bg egn", Id::bg_egn, false, "####"),
                             dated("gr amka", Id::gr_amka, true, "#####"),
                             dated("za id", Id::za_id, false, "####08#"),
                             dated("kr rrn", Id::kr_rrn, false, "-1######"),
                             dated("be national number", Id::be_rrn, false, "#####"),
                             dated("fi hetu", Id::fi_hetu, true, "-###^"),
                             dated("my nric", Id::my_nric, false, "-1#-####"),
                             dated("cn id", Id::cn_id, false, "####", "11010519"),
                             nanp("us plain separators", "N##-N##-####"),
                             nanp("us parentheses", "(N##) N##-####"),
                             nanp("us dots", "N##.N##.####"),
                             nanp("us one in front", "1-N##-N##-####"),
                             nanp("us e.164", "+1N##N######"),
                             nanp("us extension", "N##-N##-#### x###"),
                             phone("uk", "07### ######|020 #### ####|0161 ### ####|+44 7### ######"),
                             phone("uk e.164", "+447#########"),
                             phone("fr pairs", "01 ## ## ## ##|06 ## ## ## ##|07.##.##.##.##|+33 6 ## ## ## ##"),
                             phone("de", "030 ########|0171 #######|+49 171 #######|089/#######"),
                             phone("es", "+34 6## ### ###|+34 9## ## ## ##"),
                             phone("it", "+39 3## #######|02 #######|06 ########"),
                             phone("nl", "06-########|020-#######|+31 6 ########"),
                             phone("be", "0470 ## ## ##|+32 470 ## ## ##|02 ### ## ##"),
                             phone("ch", "079 ### ## ##|+41 79 ### ## ##|044 ### ## ##"),
                             phone("at", "0664 #######|+43 664 #######|01 #######|0664/#######"),
                             phone("se", "070-### ## ##|+46 70 ### ## ##|08-### ## ##"),
                             phone("nordic", "+47 ## ## ## ##|+45 ########|+358 40 #######"),
                             phone("pl", "+48 ### ### ###|+48#########"),
                             phone("pt", "+351 9## ### ###|00351 2## ### ###"),
                             phone("br", "(11) 9####-####|(21) 3###-####|+55 11 9####-####"),
                             phone("mx", "+52 55 #### ####|+52 1 33 #### ####"),
                             phone("ar", "+54 9 11 ####-####|(011) 4###-####"),
                             phone("jp", "090-%###-####|03-%###-####|+81 90-####-####"),
                             phone("kr", "010-%###-####|02-%##-####|+82 10-####-####"),
                             phone("cn", "138 #### ####|159-####-####|+86 13#########"),
                             phone("in", "+91 9#########|+91-98###-#####|09#########|98### #####"),
                             phone("au", "04## ### ###|(02) 9### ####|+61 4## ### ###"),
                             phone("nz and za", "021 ### ####|+64 21 ### ####|082 ### ####|+27 82 ### ####"),
                             phone("africa", "+234 80# ### ####|+254 7## ### ###|+20 10 #### ####"),
                             phone("gulf", "+971 50 ### ####|+966 5# ### ####|00971 4 ### ####"),
                             phone("il", "050-###-####|+972 50 ### ####|03-###-####"),
                             phone("tr", "0532 ### ## ##|+90 532 ### ## ##|(0212) ### ## ##"),
                             phone("ru", "+7 (9##) ###-##-##|8 (9##) ###-##-##"),
                             phone("uri", "tel:+4930########|tel:+1415555####")};
  for (const bool spaced : {false, true}) {
    all.push_back({spaced ? "iban spaced" : "iban", Entity::iban, [spaced](Dice& dice) {
                     return dice.in(50) ? iban(dice, "DE", "##################", spaced)
                                        : iban(dice, "PL", "########################", spaced);
                   }});
  }
  all.push_back({"iban west", Entity::iban, [](Dice& dice) {
                   return dice.in(50) ? iban(dice, "GB", "^^^^##############", false)
                                      : iban(dice, "FR", "####################?##", false);
                 }});
  all.push_back({"iban small countries", Entity::iban, [](Dice& dice) {
                   return dice.in(50) ? iban(dice, "NO", "###########", false)
                                      : iban(dice, "MT", "^^^^#####??????????????????", false);
                 }});
  return all;
}

}  // namespace tollgate::test_gates
