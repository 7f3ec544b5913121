#include "gates/pii_scan/entity.hpp"

namespace tollgate::pii_scan {

std::string_view to_string(Entity entity) {
  switch (entity) {
    case Entity::email:
      return "EMAIL";
    case Entity::phone:
      return "PHONE";
    case Entity::person_name:
      return "PERSON_NAME";
    case Entity::address:
      return "ADDRESS";
    case Entity::date_of_birth:
      return "DATE_OF_BIRTH";
    case Entity::credit_card:
      return "CREDIT_CARD";
    case Entity::iban:
      return "IBAN";
    case Entity::bank_account:
      return "BANK_ACCOUNT";
    case Entity::us_ssn:
      return "US_SSN";
    case Entity::national_id:
      return "NATIONAL_ID";
    case Entity::passport:
      return "PASSPORT";
    case Entity::driver_license:
      return "DRIVER_LICENSE";
    case Entity::health_bio:
      return "HEALTH_BIO";
    case Entity::ip_address:
      return "IP_ADDRESS";
    case Entity::mac_address:
      return "MAC_ADDRESS";
    case Entity::device_id:
      return "DEVICE_ID";
    case Entity::crypto:
      return "CRYPTO";
    case Entity::secret:
      return "SECRET";
  }
  return "";
}

std::string_view to_string(By by) {
  switch (by) {
    case By::none:
      return "";
    case By::name:
      return "name";
    case By::values:
      return "values";
    case By::both:
      return "both";
  }
  return "";
}

}  // namespace tollgate::pii_scan
