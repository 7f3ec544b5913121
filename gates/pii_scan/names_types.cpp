#include "gates/pii_scan/names_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace tollgate::pii_scan {

namespace {

struct ParsedType {
  std::string base;  ///< lower case, without length, schema and array marks
  int length = -1;   ///< of `varchar(3)`, `numeric(12,2)`
  int scale = 0;
};

int number_at(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

ParsedType parsed(std::string_view type) {
  ParsedType result;
  for (const char letter : type)
    result.base += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  while (result.base.size() >= 2 && result.base.substr(result.base.size() - 2) == "[]")
    result.base.resize(result.base.size() - 2);
  if (result.base.rfind("pg_catalog.", 0) == 0) result.base.erase(0, 11);
  const std::size_t open = result.base.find('(');
  if (open == std::string::npos) return result;
  const std::size_t close = std::min(result.base.find(')', open), result.base.size());
  const std::string inside = result.base.substr(open + 1, close - open - 1);
  result.length = number_at(inside);
  const std::size_t comma = inside.find(',');
  if (comma != std::string::npos) {
    const std::size_t digit = std::min(inside.find_first_not_of(' ', comma + 1), inside.size());
    result.scale = std::max(0, number_at(std::string_view(inside).substr(digit)));
  }
  // `timestamp(3) with time zone` goes on after the parenthesis.
  result.base.erase(open, close + 1 - open);
  while (!result.base.empty() && result.base.back() == ' ') result.base.pop_back();
  return result;
}

template <std::size_t size>
bool one_of(const std::array<std::string_view, size>& sorted, std::string_view text) {
  return std::binary_search(sorted.begin(), sorted.end(), text);
}

constexpr std::array<std::string_view, 29> never_types{"bit",
                                                       "bit varying",
                                                       "bool",
                                                       "boolean",
                                                       "box",
                                                       "circle",
                                                       "double",
                                                       "double precision",
                                                       "float",
                                                       "float4",
                                                       "float8",
                                                       "geography",
                                                       "geometry",
                                                       "interval",
                                                       "line",
                                                       "lseg",
                                                       "money",
                                                       "oid",
                                                       "path",
                                                       "point",
                                                       "polygon",
                                                       "real",
                                                       "time",
                                                       "time with time zone",
                                                       "time without time zone",
                                                       "timetz",
                                                       "tsquery",
                                                       "tsvector",
                                                       "uuid"};
constexpr std::array<std::string_view, 10> whole_types{"bigint", "bigserial", "decimal", "int",     "int4",
                                                       "int8",   "integer",   "number",  "numeric", "serial"};
constexpr std::array<std::string_view, 8> text_types{"bpchar",   "char", "character", "character varying",
                                                     "nvarchar", "text", "varchar",   "varchar2"};

}  // namespace

TypeClass class_of_type(std::string_view type) {
  const ParsedType is = parsed(type);
  if (one_of(never_types, is.base)) return TypeClass::never;
  if (is.base == "smallint" || is.base == "int2" || is.base == "smallserial") return TypeClass::small;
  if (one_of(whole_types, is.base)) return is.scale > 0 ? TypeClass::never : TypeClass::whole;
  if (is.base == "date" || is.base.rfind("timestamp", 0) == 0 || is.base == "datetime") return TypeClass::date;
  if (is.base == "inet" || is.base == "cidr") return TypeClass::network;
  if (is.base.rfind("macaddr", 0) == 0) return TypeClass::mac;
  if (is.base == "bytea") return TypeClass::bytes;
  const bool one_letter = is.length < 0 && (is.base == "char" || is.base == "character" || is.base == "bpchar");
  if (one_of(text_types, is.base) && (one_letter || (is.length >= 0 && is.length <= 3))) {
    return is.base == "bpchar" && is.length < 0 ? TypeClass::any : TypeClass::short_text;
  }
  return TypeClass::any;
}

bool can_hold(TypeClass type, Entity entity, bool house) {
  switch (type) {
    case TypeClass::any:
      return true;
    case TypeClass::short_text:
    case TypeClass::small:
      return house || entity == Entity::credit_card;  // its security code
    case TypeClass::whole:
      switch (entity) {
        case Entity::phone:
        case Entity::credit_card:
        case Entity::bank_account:
        case Entity::us_ssn:
        case Entity::national_id:
        case Entity::passport:
        case Entity::driver_license:
        case Entity::health_bio:
        case Entity::device_id:
          return true;
        case Entity::address:
          return house;
        default:
          return false;
      }
    case TypeClass::date:
      return entity == Entity::date_of_birth;
    case TypeClass::network:
      return entity == Entity::ip_address;
    case TypeClass::mac:
      return entity == Entity::mac_address;
    case TypeClass::bytes:
      return entity == Entity::secret || entity == Entity::health_bio;
    case TypeClass::never:
      return false;
  }
  return false;
}

}  // namespace tollgate::pii_scan
