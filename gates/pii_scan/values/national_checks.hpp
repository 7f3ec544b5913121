// The checks behind national_ids(), by region; each takes capital letters and digits without separators, of any length.
#pragma once

#include <string_view>

namespace tollgate::pii_scan {

// national_ids_west.cpp: British Isles, France, Iberia, Italy, Benelux, Germany, Switzerland, Greece
bool uk_nino(std::string_view id);
bool uk_nhs(std::string_view id);
bool ie_pps(std::string_view id);
bool fr_nir(std::string_view id);
bool es_dni(std::string_view id);
bool es_nie(std::string_view id);
bool pt_nif(std::string_view id);
bool it_cf(std::string_view id);
bool nl_bsn(std::string_view id);
bool be_rrn(std::string_view id);
bool de_steuer_id(std::string_view id);
bool ch_ahv(std::string_view id);
bool gr_amka(std::string_view id);

// national_ids_north_east.cpp: Scandinavia, the Baltic, central and eastern Europe, Turkey
bool se_personnummer(std::string_view id);
bool no_fnr(std::string_view id);
bool dk_cpr(std::string_view id);
bool fi_hetu(std::string_view id);
bool ee_lt_code(std::string_view id);
bool pl_pesel(std::string_view id);
bool cz_sk_number(std::string_view id);
bool hr_oib(std::string_view id);
bool yu_jmbg(std::string_view id);
bool ro_cnp(std::string_view id);
bool bg_egn(std::string_view id);
bool tr_tckn(std::string_view id);

// national_ids_world.cpp: the Americas, Asia, Africa, Australia
bool us_itin(std::string_view id);
bool ca_sin(std::string_view id);
bool br_cpf(std::string_view id);
bool cl_rut(std::string_view id);
bool ar_cuil(std::string_view id);
bool mx_curp(std::string_view id);
bool in_aadhaar(std::string_view id);
bool in_pan(std::string_view id);
bool cn_id(std::string_view id);
bool tw_id(std::string_view id);
bool kr_rrn(std::string_view id);
bool jp_my_number(std::string_view id);
bool sg_nric(std::string_view id);
bool my_nric(std::string_view id);
bool th_id(std::string_view id);
bool za_id(std::string_view id);
bool au_tfn(std::string_view id);

}  // namespace tollgate::pii_scan
