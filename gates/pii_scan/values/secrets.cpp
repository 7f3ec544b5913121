#include "gates/pii_scan/values/secrets.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/secret_prefixes.hpp"
#include "gates/pii_scan/values/wallets.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr auto none = std::string_view::npos;

int base64_value(char letter) {
  if (is_upper(letter)) return letter - 'A';
  if (is_lower(letter)) return letter - 'a' + 26;
  if (is_digit(letter)) return digit(letter) + 52;
  if (letter == '-' || letter == '+') return 62;
  return letter == '_' || letter == '/' ? 63 : -1;
}

/// RFC 7515: three parts, of which the first is base64url of a JSON object that names its algorithm.
bool is_jwt(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == none ? none : text.find('.', first + 1);
  if (second == none || first < 12 || second == first + 1 || text.find_first_of(" \t\n") != none) {
    return false;
  }
  std::array<char, 512> header{};
  std::size_t size = 0;
  unsigned bits = 0;
  int held = 0;
  bool right = true;
  for (const char letter : text.substr(0, first)) {
    const int value = base64_value(letter);
    right = right && value >= 0;
    if (!right || size == header.size()) {
      break;
    }
    bits = (bits << 6U) | static_cast<unsigned>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      header[size++] = static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
  }
  const std::string_view json(header.data(), size);
  right = right && json.starts_with('{') && json.find("\"alg\"") != none;
  explicit_bzero(header.data(), header.size());
  return right;
}

constexpr std::array<std::string_view, 30> hash_prefixes = {
    "$2a$",    "$2b$",          "$2x$",       "$2y$",           "$argon2",        "$scrypt$", "$7$",      "$5$",
    "$6$",     "$1$",           "$y$",        "$gy$",           "$apr1$",         "$pbkdf2",  "$P$",      "$H$",
    "$S$",     "$sha1$",        "{SSHA",      "{SHA",           "{SMD5}",         "{CRYPT}",  "{bcrypt}", "{PBKDF2",
    "{ARGON2", "pbkdf2_sha256", "pbkdf2:sha", "SCRAM-SHA-256$", "bcrypt_sha256$", "scrypt:"};

/// A prefix, and as many characters of salt and hash as the weakest of these has.
bool is_password_hash(std::string_view text) {
  constexpr std::string_view letters = "./+=$,:-_{}@";
  if (text.size() < 20 || text.size() > 512) {
    return false;
  }
  bool known = false;
  for (const auto prefix : hash_prefixes) {
    known = known || text.starts_with(prefix);
  }
  for (const char letter : text) {
    known = known && (is_alnum(letter) || letters.find(letter) != none);
  }
  return known;
}

bool scheme_letter(char letter) { return is_alnum(letter) || letter == '+' || letter == '.' || letter == '-'; }

/// `scheme://user:password@`; the password is neither empty nor a placeholder for one.
bool has_url_password(std::string_view text) {
  for (std::size_t at = text.find("://"); at != none; at = text.find("://", at + 3)) {
    const bool scheme = at > 0 && scheme_letter(text[at - 1]);
    const std::string_view rest = text.substr(at + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?# \t\n\"'<>"));
    const std::size_t host = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (!scheme || host == none || colon == none || colon + 1 >= host) {
      continue;
    }
    const std::string_view password = authority.substr(colon + 1, host - colon - 1);
    if (password.find_first_not_of("*xX") != none && password.find_first_of("<>{}$") == none) {
      return true;
    }
  }
  return false;
}

bool contains_without_case(std::string_view text, std::string_view low) {
  for (std::size_t at = 0; at + low.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < low.size() && lower(text[at + same]) == low[same]) {
      ++same;
    }
    if (same == low.size()) {
      return true;
    }
  }
  return false;
}

/// `Server=…;User Id=…;Password=…` (ADO, ODBC), `host=… password=…` (libpq), `…&password=…` (JDBC), account keys.
bool has_keyed_password(std::string_view text) {
  static constexpr std::array<std::string_view, 4> keys = {"password=", "pwd=", "accountkey=", "sharedaccesskey="};
  static constexpr std::array<std::string_view, 8> places = {
      "server=", "host=", "data source=", "jdbc:", "dbname=", "database=", "endpoint", "dsn="};
  bool key = false;
  for (const auto word : keys) {
    key = key || contains_without_case(text, word);
  }
  bool place = false;
  for (const auto word : places) {
    place = place || (key && contains_without_case(text, word));
  }
  return place;
}

bool has_private_key(std::string_view text) {
  const std::size_t begin = text.find("-----BEGIN ");
  if (begin == none) {
    return text.find("PuTTY-User-Key-File-") != none;
  }
  const std::string_view header = text.substr(begin, 64);
  return header.find("PRIVATE KEY") != none && header.find("ENCRYPTED") == none;
}

/// `Authorization: Bearer …`, `Basic …`.
bool is_header(std::string_view text) {
  for (const std::string_view scheme : {"Bearer ", "Basic "}) {
    const std::size_t at = text.find(scheme);
    if (at == none || (at != 0 && text.substr(0, at).find("uthorization") == none)) {
      continue;
    }
    const std::string_view rest = text.substr(at + scheme.size());
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,;\"'"));
    bool digits = false;
    bool letters = true;
    for (const char letter : word) {
      digits = digits || is_digit(letter) || letter == '=';
      letters = letters && (base64_value(letter) >= 0 || letter == '=' || letter == '.' || letter == '~');
    }
    if (word.size() >= 16 && digits && letters) {
      return true;
    }
  }
  return false;
}

}  // namespace

SecretShape secret(std::string_view text) {
  if (text.size() < 16) {
    return SecretShape::none;
  }
  if (const auto prefixed = prefixed_token(text); prefixed != SecretShape::none) {
    return prefixed;
  }
  if (text.starts_with("ey") && is_jwt(text)) {
    return SecretShape::jwt;
  }
  if (is_password_hash(text)) {
    return SecretShape::password_hash;
  }
  return wallet(text) == Wallet::private_key ? SecretShape::private_key : SecretShape::none;
}

SecretShape secret_within(std::string_view text) {
  if (text.find("-----") != none || text.starts_with("PuTTY")) {
    if (has_private_key(text)) {
      return SecretShape::private_key;
    }
  }
  if ((text.find("://") != none && has_url_password(text)) || (text.find('=') != none && has_keyed_password(text))) {
    return SecretShape::connection;
  }
  return is_header(text) ? SecretShape::token : SecretShape::none;
}

}  // namespace tollgate::pii_scan
