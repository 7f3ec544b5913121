#include "gates/pii_scan/values/shapes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/lasting.hpp"
#include "gates/pii_scan/values/patterns.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr Id no = Id::count;

constexpr std::array rows = {
    // Self-delimiting
    ShapeRow{Shape::email, R"~((?:[Mm][Aa][Ii][Ll][Tt][Oo]:)?[^\s@:<>,;()"\[\]]+@[^\s@:/<>,;()"\[\]]+)~"},
    ShapeRow{Shape::iban, R"([A-Za-z]{2}\d\d[A-Za-z0-9]+)"},
    ShapeRow{Shape::iban, R"([A-Za-z]{2}\d\d(?:[ -][A-Za-z0-9]{4})+(?:[ -][A-Za-z0-9]{1,3})?)"},
    ShapeRow{Shape::mac, R"((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})"},
    ShapeRow{Shape::ipv6, R"([0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\w+)?(?:/\d{1,3})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?)"},
    ShapeRow{Shape::quad, R"(v?\d+\.\d+\.\d+\.\d+(?::\d{1,5})?(?:/\d{1,2})?)"},
    ShapeRow{Shape::wallet, R"([1-9A-HJ-NP-Za-km-z]+)"},
    ShapeRow{Shape::wallet, R"((?:[bB][cC]|[tT][bB]|[lL][tT][cC]|addr|stake|cosmos|osmo|celestia|bnb)1[A-Za-z0-9]+)"},
    ShapeRow{Shape::wallet, R"(0x[0-9A-Fa-f]+)"},
    ShapeRow{Shape::secret, R"([A-Za-z]+[0-9]{0,2}[_.-][A-Za-z0-9_./+=-]+)"},
    ShapeRow{Shape::secret,
             R"((?:AKIA|ASIA|ABIA|ACCA|AIza|LTAI|SK|EAAC|ATATT3|dapi|patp|ey|nsec1|AGE-)[A-Za-z0-9_.=-]+)"},
    ShapeRow{Shape::secret, R"((?:\$|\{|pbkdf2|SCRAM|bcrypt_|scrypt:).+)"},
    ShapeRow{Shape::secret, R"(\d{8,10}:A[A-Za-z0-9_-]+|https://(?:hooks\.slack\.com|discord(?:app)?\.com)/.+)"},
    // Digits in groups
    ShapeRow{Shape::digits, R"(\d+)", {no, no, no, no}},
    ShapeRow{Shape::card_groups,
             R"(\d{4} \d{4} \d{4} \d{1,7}|\d{4}-\d{4}-\d{4}-\d{1,7}|\d{4} \d{4} \d{4} \d{4} \d{1,3})"},
    ShapeRow{Shape::card_groups, R"(\d{4} \d{6} \d{4,5}|\d{4}-\d{6}-\d{4,5}|\d{4}\.\d{4}\.\d{4}\.\d{4})"},
    ShapeRow{Shape::ssn, R"(\d{3}-\d\d-\d{4}|\d{3} \d\d \d{4})", {Id::us_itin, no, no, no}},
    ShapeRow{Shape::imei, R"(\d\d-\d{6}-\d{6}-\d|\d\d \d{6} \d{6} \d)"},
    ShapeRow{Shape::national, R"(\d{3} \d{3} \d{4}|\d{3}-\d{3}-\d{4})", {Id::uk_nhs, no, no, no}},
    ShapeRow{Shape::national, R"(\d{3}\.\d{3}\.\d{3}-\d\d)", {Id::br_cpf, no, no, no}},
    ShapeRow{Shape::national, R"(\d{4} \d{4} \d{4}|\d{4}-\d{4}-\d{4})", {Id::in_aadhaar, Id::jp_my_number, no, no}},
    ShapeRow{Shape::national,
             R"(\d{3} \d{3} \d{3}|\d{3}-\d{3}-\d{3}|\d{3}\.\d{3}\.\d{3})",
             {Id::ca_sin, Id::au_tfn, Id::pt_nif, Id::nl_bsn}},
    ShapeRow{Shape::national, R"(\d{4}\.\d\d\.\d{3})", {Id::nl_bsn, no, no, no}},
    ShapeRow{Shape::national, R"(\d\d \d{3} \d{3} \d{3})", {Id::de_steuer_id, no, no, no}},
    ShapeRow{Shape::national, R"((?:\d\d)?\d{6}[-+ ]\d{4})", {Id::se_personnummer, Id::dk_cpr, Id::bg_egn, no}},
    ShapeRow{Shape::national, R"(\d{6}[ -]\d{5})", {Id::no_fnr, Id::gr_amka, Id::be_rrn, no}},
    ShapeRow{Shape::national, R"(\d{6} ?/ ?\d{4})", {Id::cz_sk_number, no, no, no}},
    ShapeRow{Shape::national,
             R"(\d\d[. ]?\d\d[. ]?\d\d[- ]\d{3}[. ]?\d\d|\d\d\.\d\d\.\d\d-\d{3}-\d\d)",
             {Id::be_rrn, no, no, no}},
    ShapeRow{Shape::national, R"(756[. ]\d{4}[. ]\d{4}[. ]\d\d)", {Id::ch_ahv, no, no, no}},
    ShapeRow{Shape::national, R"(\d{6}-[1-8]\d{6})", {Id::kr_rrn, no, no, no}},
    ShapeRow{Shape::national, R"(\d{6} \d{4} \d{3}|\d{6} \d{4} \d \d \d)", {Id::za_id, no, no, no}},
    ShapeRow{Shape::national, R"(\d{6}-\d\d-\d{4})", {Id::my_nric, no, no, no}},
    ShapeRow{Shape::national, R"(\d-\d{4}-\d{5}-\d\d-\d|\d \d{4} \d{5} \d\d \d)", {Id::th_id, no, no, no}},
    ShapeRow{Shape::national, R"(\d\d-\d{8}-\d)", {Id::ar_cuil, no, no, no}},
    ShapeRow{Shape::national, R"(\d{1,2}\.?\d{3}\.?\d{3}-[\dKk])", {Id::cl_rut, no, no, no}},
    ShapeRow{
        Shape::national, R"([12] \d\d \d\d (?:\d\d|2[ABab]) \d{3} \d{3}(?: ?[/|-]? ?)\d\d)", {Id::fr_nir, no, no, no}},
    // Letters and digits
    ShapeRow{Shape::national, R"([12]\d{4}(?:\d\d|2[ABab])\d{8})", {Id::fr_nir, no, no, no}},
    ShapeRow{Shape::national, R"([A-Za-z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-Da-d])", {Id::uk_nino, no, no, no}},
    ShapeRow{Shape::national, R"(\d{2}\.?\d{3}\.?\d{3}[ -]?[A-Za-z])", {Id::es_dni, no, no, no}},
    ShapeRow{Shape::national, R"([XYZxyz][ -]?\d{7}[ -]?[A-Za-z])", {Id::es_nie, no, no, no}},
    ShapeRow{Shape::national,
             R"([A-Za-z]{6}[0-9L-NP-Vl-np-v]{2}[A-Za-z][0-9L-NP-Vl-np-v]{2}[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z])",
             {Id::it_cf, no, no, no}},
    ShapeRow{
        Shape::national, R"([A-Za-z]{3} [A-Za-z]{3} \d\d[A-Za-z]\d\d [A-Za-z]\d{3}[A-Za-z])", {Id::it_cf, no, no, no}},
    ShapeRow{Shape::national, R"([A-Za-z]{5}\d{4}[A-Za-z])", {Id::in_pan, no, no, no}},
    ShapeRow{Shape::national, R"(\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z])", {Id::fi_hetu, no, no, no}},
    ShapeRow{Shape::national, R"(\d{17}[\dXx])", {Id::cn_id, no, no, no}},
    ShapeRow{Shape::national, R"(\d{7}[A-Wa-w][A-IWa-iw]?)", {Id::ie_pps, no, no, no}},
    ShapeRow{Shape::national, R"([STFGMstfgm]\d{7}[A-Za-z])", {Id::sg_nric, no, no, no}},
    ShapeRow{Shape::national, R"([A-Za-z][1289]\d{8})", {Id::tw_id, no, no, no}},
    ShapeRow{Shape::national, R"([A-Za-z]{4}\d{6}[HMXhmx][A-Za-z]{5}[0-9A-Za-z]\d)", {Id::mx_curp, no, no, no}},
    // The column decides
    ShapeRow{
        Shape::phone,
        R"((?:[Tt][Ee][Ll]|[Pp]h(?:one)?|[Ff]ax|[Mm]ob(?:ile)?|[Cc]ell)?[.: ]{0,2}[+(0-9][0-9 ().\-/\x96\xA0\xC2]+[0-9](?:[ ,;]*(?:[Ee][Xx][Tt]|x|X|#|[Pp]oste|DW|Dw|[Rr]amal|[Aa]nexo)[a-z]*[.:= ]{0,2}\d{1,6})?)"},
    ShapeRow{Shape::uuid, R"(\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?)"},
};

// Bare digits. Company numbers of these lengths (SIREN 9, ABN 11, CNPJ 14, EAN) have other checks, or none tried here.
constexpr std::array nine = {Id::nl_bsn, Id::ca_sin, Id::au_tfn, Id::pt_nif};
constexpr std::array ten = {Id::uk_nhs, Id::se_personnummer, Id::dk_cpr, Id::bg_egn, Id::cz_sk_number};
constexpr std::array eleven = {Id::pl_pesel, Id::br_cpf, Id::de_steuer_id, Id::tr_tckn, Id::be_rrn,
                               Id::no_fnr,   Id::hr_oib, Id::ee_lt_code,   Id::gr_amka, Id::ar_cuil};
// MY NRIC has no check digit: twelve bare digits are as often a point in time.
constexpr std::array twelve = {Id::in_aadhaar, Id::se_personnummer, Id::jp_my_number};
constexpr std::array thirteen = {Id::za_id, Id::ch_ahv, Id::kr_rrn, Id::ro_cnp, Id::th_id, Id::yu_jmbg};

Patterns made() {
  std::array<std::string_view, rows.size()> patterns;
  std::transform(rows.begin(), rows.end(), patterns.begin(), [](const ShapeRow& row) { return row.pattern; });
  return Patterns(patterns);
}

}  // namespace

std::span<const ShapeRow> shape_rows() { return rows; }

std::span<const Id> ids_of_digits(std::size_t length) {
  switch (length) {
    case 9:
      return nine;
    case 10:
      return ten;
    case 11:
      return eleven;
    case 12:
      return twelve;
    case 13:
      return thirteen;
    default:
      return {};
  }
}

void match_shapes(std::string_view cell, std::vector<int>& found) {
  static const Lasting<Patterns> table(made);
  table.get().match(cell, found);
}

}  // namespace tollgate::pii_scan
