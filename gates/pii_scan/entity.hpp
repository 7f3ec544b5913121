// The kinds of personal data that pii-scan tells apart, and how one column was classified: an entity, how sure, and
// why, in counts and rule names. Shared by the gate and `tollgate inspect pii`. Never holds a value or a part of one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::pii_scan {

enum class Entity : std::uint8_t {
  email,
  phone,
  person_name,
  address,
  date_of_birth,
  credit_card,
  iban,
  bank_account,
  us_ssn,
  national_id,
  passport,
  driver_license,
  health_bio,
  ip_address,
  mac_address,
  device_id,
  crypto,
  secret,
};

/// `EMAIL`, `PERSON_NAME`, …
std::string_view to_string(Entity entity);

enum class Strength : std::uint8_t { none, weak, strong };

/// What the values of a column may be told to be beside personal data: something that stands for it.
enum class Sanitised : std::uint8_t { no, pseudonymised, reduced };

enum class By : std::uint8_t { none, name, values, both };
/// `name`, `values`, `both`; empty for none.
std::string_view to_string(By by);

/// What is known of a column beside its values.
struct ColumnFacts {
  std::string column;
  std::string table;     ///< empty: not known
  std::string sql_type;  ///< as format_type() prints it, any case; empty: not known
};

/// What the name of a column (with its table and type) says.
struct NameVerdict {
  std::optional<Entity> entity;  ///< nothing when `strength` is none
  Strength strength = Strength::none;
  bool negated = false;    ///< the name says that it is no such thing: `email_sent_at`, `phone_hash`, a boolean
  bool type_veto = false;  ///< the SQL type cannot hold personal data: do not sample
  std::string why;         ///< rule name and the token(s) of the name that decided, e.g. `head "email"`
};

/// What the sampled cells of a column say. Counts are of distinct, trimmed, non-empty cells unless they say otherwise.
struct ValueVerdict {
  std::optional<Entity> entity;
  Strength strength = Strength::none;
  bool proved = false;    ///< by a checksum, a parse or a fixed shape: error in the gate, else warning
  bool contrary = false;  ///< enough cells were seen and they do not fit the entity that the name says
  Sanitised sanitised = Sanitised::no;
  std::int64_t cells = 0;  ///< non-null and not empty, not distinct
  std::int64_t distinct = 0;
  std::vector<std::string> evidence;  ///< `EMAIL 87/100 non-null cells, 87 distinct`, rule names; no values
};

struct Classification {
  std::optional<Entity> entity;
  By by = By::none;
  double confidence = 0;  ///< 0 to 1; how it is reckoned: judge.hpp
  bool proved = false;
  std::vector<std::string> evidence;
};

}  // namespace tollgate::pii_scan
