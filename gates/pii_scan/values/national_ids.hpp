// Personal numbers of states: tax, insurance, health, identity. One row per number: what it is called, how often a
// random string of its shape passes, and the check. Numbers of companies are not here. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tollgate::pii_scan {

/// The order of national_ids(); shapes.cpp says which shapes may hold which.
enum class Id : std::uint8_t {
  uk_nino,
  uk_nhs,
  es_dni,
  es_nie,
  pl_pesel,
  it_cf,
  fr_nir,
  nl_bsn,
  br_cpf,
  in_aadhaar,
  in_pan,
  ca_sin,
  au_tfn,
  de_steuer_id,
  se_personnummer,
  fi_hetu,
  tr_tckn,
  za_id,
  ch_ahv,
  be_rrn,
  cn_id,
  kr_rrn,
  pt_nif,
  us_itin,
  no_fnr,
  dk_cpr,
  hr_oib,
  ro_cnp,
  bg_egn,
  ee_lt_code,
  cz_sk_number,
  gr_amka,
  ie_pps,
  cl_rut,
  ar_cuil,
  sg_nric,
  tw_id,
  th_id,
  mx_curp,
  jp_my_number,
  my_nric,
  yu_jmbg,
  count,
};

struct NationalId {
  Id id;
  std::string_view rule;                    ///< for evidence: `UK NHS number`
  double chance;                            ///< share of random strings of its shape that pass, 0 to 1
  bool (*valid)(std::string_view compact);  ///< of capital letters and digits only; safe for any length
};

const NationalId& national_id(Id id);
std::span<const NationalId> national_ids();

}  // namespace tollgate::pii_scan
