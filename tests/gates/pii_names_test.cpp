#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gates/pii_scan/names.hpp"
#include "gates/pii_scan/names_tokens.hpp"
#include "gates/pii_scan/names_words.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_names_table.hpp"

using namespace tollgate;
using namespace tollgate::pii_scan;
using namespace tollgate::tests;

namespace {

using Words = std::vector<std::string>;

/// The entity that a name alone is enough for; empty: none.
std::string said(const std::string& column, const std::string& type = "text", const std::string& table = {}) {
  const NameVerdict verdict = judge_name({column, table, type});
  CHECK(verdict.entity.has_value() == (verdict.strength != Strength::none));
  return verdict.strength == Strength::strong ? std::string(to_string(*verdict.entity)) : std::string();
}

Strength strength_of(const std::string& column, const std::string& table = {}) {
  return judge_name({column, table, "text"}).strength;
}

template <class Use>
void each(std::string_view words, const Use& use) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) use(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

struct Score {
  double right = 0;
  double wrong = 0;  ///< claimed what is no personal data, or another kind
  double missed = 0;
  Words told{};
};

void judge_one(const LabelledNames& group, std::string_view word, Score& score) {
  const std::size_t colon = word.find(':');
  std::string type = colon == std::string_view::npos ? "text" : std::string(word.substr(colon + 1));
  std::replace(type.begin(), type.end(), '_', ' ');
  const std::string column(word.substr(0, colon));
  const std::string answer = said(column, type, std::string(group.table));
  const std::string wanted = "|" + std::string(group.entity) + "|";
  const bool right = !answer.empty() && wanted.find("|" + answer + "|") != std::string::npos;
  if (right) score.right += 1;
  if (!right && !answer.empty()) score.wrong += 1;
  if (!right && !group.entity.empty()) score.missed += 1;
  if (!right && (!answer.empty() || !group.entity.empty())) {
    score.told.push_back(std::string(group.origin) + " " + column + ": " + answer + ", not " +
                         std::string(group.entity));
  }
}

Words tokens_of(std::string_view name) {
  Words words;
  const Tokens tokens(name);
  for (const Token& token : tokens.all()) words.emplace_back(token.text);
  return words;
}

}  // namespace

TEST_CASE("names are cut at punctuation, changes of case and digits") {
  CHECK(tokens_of("emailAddress") == Words{"email", "address"});
  CHECK(tokens_of("NationalIDNumber") == Words{"national", "id", "number"});
  CHECK(tokens_of("customer-phone.number 2") == Words{"customer", "phone", "number", "2"});
  CHECK(tokens_of("IDs") == Words{"ids"});
  CHECK(tokens_of("EMAIL") == Words{"email"});
  CHECK(tokens_of("HTTPServerIP") == Words{"http", "server", "ip"});
  CHECK(tokens_of("address2line") == Words{"address", "2", "line"});
  CHECK(tokens_of("").empty());
  CHECK(tokens_of("__").empty());
}

TEST_CASE("names are folded to lower case without accents") {
  CHECK(tokens_of("PRÉNOM") == Words{"prenom"});
  CHECK(tokens_of("Straße") == Words{"strasse"});
  CHECK(tokens_of("contraseña") == Words{"contrasena"});
  CHECK(tokens_of("imię_łódź") == Words{"imie", "lodz"});
  CHECK(tokens_of("pre\xCC\x81nom") == Words{"prenom"});  // the accent as a letter of its own
  CHECK(tokens_of("почта_x") == Words{"почта", "x"});
  CHECK(tokens_of("a\xFF"
                  "b") == Words{"a", "b"});
  CHECK(tokens_of("cut\xC3") == Words{"cut"});
}

TEST_CASE("shorthand and compounds are spelled out") {
  CHECK(tokens_of("cust_addr") == Words{"cust", "address"});
  CHECK(tokens_of("dob") == Words{"birth", "date"});
  CHECK(tokens_of("phonenumber") == Words{"phonenumber"});
  CHECK(tokens_of("billingaddress") == Words{"billing", "address"});
  CHECK(tokens_of("mitarbeiterstrasse") == Words{"mitarbeiter", "strasse"});
  CHECK(tokens_of("vollstaendiger_name") == Words{"vollstandiger", "name"});
  CHECK(tokens_of("card_last4") == Words{"card", "last4"});
}

TEST_CASE("a word inside another word is not found") {
  CHECK(tokens_of("capacity") == Words{"capacity"});
  CHECK(tokens_of("assn_id") == Words{"assn", "id"});
  for (const char* name : {"capacity", "assn", "republic", "shipment", "recipe", "hotel", "telemetry", "ssnapshot"}) {
    INFO(name);
    CHECK(said(name).empty());
  }
}

TEST_CASE("every word of the vocabulary has one meaning") {
  std::set<std::string_view> seen;
  for (const Word& word : vocabulary()) {
    INFO(word.text);
    CHECK(seen.insert(word.text).second);
    CHECK(word.size > 0);
    CHECK(std::all_of(word.text.begin(), word.text.end(),
                      [](unsigned char c) { return c < 0x80 && (c < 'A' || c > 'Z'); }));
    CHECK(find_word(word.text) == &word);
  }
  CHECK(find_word("") == nullptr);
  CHECK(find_word("nosuchword") == nullptr);
}

TEST_CASE("the words of real schemas are told apart") {
  Score score;
  for (const LabelledNames& group : labelled_names) {
    each(group.columns, [&](std::string_view word) { judge_one(group, word, score); });
  }
  for (const std::string& line : score.told) UNSCOPED_INFO(line);
  CHECK(score.right + score.missed > 1000);
  CHECK(score.right / (score.right + score.wrong) >= 0.99);
  CHECK(score.right / (score.right + score.missed) >= 0.98);
}

TEST_CASE("the head of a name decides") {
  CHECK(said("email") == "EMAIL");
  CHECK(said("billing_address_phone") == "PHONE");
  for (const char* name : {"email_sent_at", "is_email_verified", "phone_type", "address_id", "card_brand", "ip_country",
                           "token_count", "primary_key", "product_name", "name", "email_count", "nb_telephones",
                           "tipo_direccion", "fecha_envio_correo"}) {
    INFO(name);
    CHECK(said(name).empty());
  }
  CHECK(judge_name({"email_sent_at", "", "text"}).negated);
  CHECK(judge_name({"is_email_verified", "", "text"}).negated);
  CHECK_FALSE(judge_name({"product_name", "", "text"}).negated);
}

TEST_CASE("what stands for a value is not the value, but for secrets") {
  CHECK(said("email_sha256").empty());
  CHECK(judge_name({"email_sha256", "", "text"}).negated);
  CHECK(said("masked_card_number").empty());
  CHECK(said("card_last4").empty());
  CHECK(said("ssn_last_4").empty());
  CHECK(said("password_hash") == "SECRET");
  CHECK(said("encrypted_password") == "SECRET");
  CHECK(said("reset_password_token") == "SECRET");
}

TEST_CASE("an unknown head leaves a weak hint") {
  const NameVerdict verdict = judge_name({"email_zzyzx", "", "text"});
  CHECK(verdict.entity == Entity::email);
  CHECK(verdict.strength == Strength::weak);
  CHECK_FALSE(verdict.negated);
}

TEST_CASE("a name says why in its own words") {
  CHECK(judge_name({"customer_email", "", "text"}).why == "noun \"email\"");
  CHECK(judge_name({"email_sent_at", "", "text"}).why == "head \"at\"");
  CHECK(judge_name({"quantity", "", "text"}).why.empty());
}

TEST_CASE("name needs somebody whose name it is") {
  CHECK(said("customer_name") == "PERSON_NAME");
  CHECK(said("company_contact_name") == "PERSON_NAME");
  CHECK(said("customer_company_name").empty());
  CHECK(said("file_owner_name") == "PERSON_NAME");
  CHECK(said("user_name").empty());
  CHECK(said("display_name") == "PERSON_NAME");
  CHECK(said("display_name", "text", "products").empty());
  CHECK(said("product_display_name").empty());
  CHECK(said("name_on_card") == "PERSON_NAME");
  CHECK(said("card_name").empty());
  CHECK(said("geburtsname") == "PERSON_NAME");
}

TEST_CASE("the table tells what a general word means, weakly") {
  CHECK(strength_of("name", "customers") == Strength::weak);
  CHECK(strength_of("name", "public.users") == Strength::weak);
  CHECK(strength_of("name", "film") == Strength::none);
  CHECK(strength_of("name") == Strength::none);
  CHECK(strength_of("number", "credit_cards") == Strength::weak);
  CHECK(strength_of("number", "orders") == Strength::none);
  CHECK(said("token", "text", "oauth_access_tokens") == "SECRET");
  CHECK(strength_of("token", "words") == Strength::weak);
}

TEST_CASE("a role is filled with a name, surely where nobody keeps a code for it") {
  CHECK(said("cc_manager") == "PERSON_NAME");
  CHECK(strength_of("customer") == Strength::weak);
  CHECK(said("customer").empty());
  CHECK(said("manager", "integer").empty());
  CHECK(said("manager", "jsonb").empty());
  CHECK(said("manager_count").empty());
}

TEST_CASE("the type can rule a name out") {
  for (const char* type : {"boolean", "BOOL", "double precision", "interval", "time without time zone", "uuid",
                           "tsvector", "numeric(12,2)", "real", "uuid[]", "timestamp(3) with time zone"}) {
    INFO(type);
    CHECK(said("email", type).empty());
    CHECK(judge_name({"email", "", type}).type_veto == true);
  }
  CHECK(said("email", "integer").empty());
  CHECK(judge_name({"email", "", "integer"}).negated);
  CHECK_FALSE(judge_name({"email", "", "integer"}).type_veto);
  CHECK(said("email", "character(1)").empty());
  CHECK(said("email", "character varying(255)") == "EMAIL");
  CHECK(said("email", "citext") == "EMAIL");
  CHECK(said("emails", "text[]") == "EMAIL");
  CHECK(said("phone", "bigint") == "PHONE");
  CHECK(said("phone", "numeric(15,0)") == "PHONE");
  CHECK(said("phone", "smallint").empty());
  CHECK(said("house_number", "integer") == "ADDRESS");
  CHECK(said("address", "integer").empty());
  CHECK(said("password", "bytea") == "SECRET");
  CHECK(said("email", "bytea").empty());
}

TEST_CASE("dates are personal when somebody was born on them") {
  CHECK(said("birth_date", "date") == "DATE_OF_BIRTH");
  CHECK(said("birth_date", "timestamp without time zone") == "DATE_OF_BIRTH");
  CHECK_FALSE(judge_name({"birth_date", "", "date"}).type_veto);
  CHECK(judge_name({"order_date", "", "date"}).type_veto);
  CHECK(said("birth_year").empty());
  CHECK(said("birth_date", "integer").empty());
}

TEST_CASE("network types speak for themselves unless the name says infrastructure") {
  CHECK(said("seen_from", "inet") == "IP_ADDRESS");
  CHECK(said("seen_from", "macaddr") == "MAC_ADDRESS");
  CHECK(said("subnet", "cidr").empty());
  CHECK(said("server_ip").empty());
  CHECK(said("client_ip") == "IP_ADDRESS");
}

TEST_CASE("long and hostile names end soon") {
  const std::string letters(100000, 'a');
  CHECK(said(letters).empty());
  std::string compound;
  while (compound.size() < 40) compound += "name";
  CHECK_NOTHROW(said(compound));
  std::string words;
  for (int index = 0; index < 200000; ++index) words += "token_";
  CHECK_NOTHROW(said(words));
  CHECK(said(words + "email") == "EMAIL");
}
