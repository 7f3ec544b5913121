#include "gates/pii_scan/values/national_ids.hpp"

#include <array>
#include <cstddef>

#include "gates/pii_scan/values/national_checks.hpp"

namespace tollgate::pii_scan {
namespace {

// Chances: measured on random strings of each shape (reference: docs/gates/pii-scan.md) or computed from the check and
// the share of possible dates (0.0097 of six random digits are a date with a month as it stands).
constexpr std::array<NationalId, static_cast<std::size_t>(Id::count)> table = {{
    {Id::uk_nino, "UK national insurance number", 0.09, uk_nino},
    {Id::uk_nhs, "UK NHS number", 0.092, uk_nhs},
    {Id::es_dni, "ES DNI", 0.044, es_dni},
    {Id::es_nie, "ES NIE", 0.044, es_nie},
    {Id::pl_pesel, "PL PESEL", 0.019, pl_pesel},
    {Id::it_cf, "IT codice fiscale", 0.039, it_cf},
    {Id::fr_nir, "FR NIR", 0.01, fr_nir},
    {Id::nl_bsn, "NL BSN", 0.091, nl_bsn},
    {Id::br_cpf, "BR CPF", 0.01, br_cpf},
    {Id::in_aadhaar, "IN Aadhaar", 0.101, in_aadhaar},
    {Id::in_pan, "IN PAN", 0.039, in_pan},
    {Id::ca_sin, "CA SIN", 0.099, ca_sin},
    {Id::au_tfn, "AU TFN", 0.091, au_tfn},
    {Id::de_steuer_id, "DE Steuer-ID", 0.0034, de_steuer_id},
    {Id::se_personnummer, "SE personnummer", 0.0039, se_personnummer},
    {Id::fi_hetu, "FI HETU", 0.0012, fi_hetu},
    {Id::tr_tckn, "TR TCKN", 0.0092, tr_tckn},
    {Id::za_id, "ZA id number", 0.0008, za_id},
    {Id::ch_ahv, "CH AHV number", 0.1, ch_ahv},
    {Id::be_rrn, "BE national number", 0.0008, be_rrn},
    {Id::cn_id, "CN resident id", 0.0004, cn_id},
    {Id::kr_rrn, "KR RRN", 0.0029, kr_rrn},
    {Id::pt_nif, "PT NIF", 0.091, pt_nif},
    {Id::us_itin, "US ITIN", 0.44, us_itin},
    {Id::no_fnr, "NO fødselsnummer", 0.0003, no_fnr},
    {Id::dk_cpr, "DK CPR number", 0.0033, dk_cpr},
    {Id::hr_oib, "HR OIB", 0.1, hr_oib},
    {Id::ro_cnp, "RO CNP", 0.0033, ro_cnp},
    {Id::bg_egn, "BG EGN", 0.0093, bg_egn},
    {Id::ee_lt_code, "EE/LT personal code", 0.0022, ee_lt_code},
    {Id::cz_sk_number, "CZ/SK birth number", 0.013, cz_sk_number},
    {Id::gr_amka, "GR AMKA", 0.0037, gr_amka},
    {Id::ie_pps, "IE PPS number", 0.044, ie_pps},
    {Id::cl_rut, "CL RUT", 0.05, cl_rut},
    {Id::ar_cuil, "AR CUIL", 0.0036, ar_cuil},
    {Id::sg_nric, "SG NRIC", 0.039, sg_nric},
    {Id::tw_id, "TW id", 0.1, tw_id},
    {Id::th_id, "TH id", 0.08, th_id},
    {Id::mx_curp, "MX CURP", 0.0037, mx_curp},
    {Id::jp_my_number, "JP My Number", 0.099, jp_my_number},
    {Id::my_nric, "MY NRIC", 0.0216, my_nric},
    {Id::yu_jmbg, "JMBG", 0.0033, yu_jmbg},
}};

constexpr bool in_order() {
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (static_cast<std::size_t>(table[at].id) != at) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "one row per Id, in its order");

}  // namespace

const NationalId& national_id(Id id) { return table.at(static_cast<std::size_t>(id)); }
std::span<const NationalId> national_ids() { return table; }

}  // namespace tollgate::pii_scan
