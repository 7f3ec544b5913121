// What calls leave of a column, by the built-in table and by what a team declares. The expressions go through the
// analyser: what is compared are resolved calls.
#include <string>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "gates/pii_scan/sanitizers.hpp"
#include "sql/lineage.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::pii_scan;

namespace {

/// What is left of people.email, else of the first column, in the one output.
sql::Passage left(const std::string& expression, const std::vector<std::string>& declared = {}) {
  sql::Schema schema;
  const std::vector<std::string> name{"people"};
  schema.add(name, {"",
                    "people",
                    {{"email", "text"},
                     {"phone", "text"},
                     {"born", "date"},
                     {"pregnant", "boolean"},
                     {"doc", "jsonb"},
                     {"id", "integer"}},
                    false,
                    {},
                    {}});
  std::vector<DeclaredSanitizer> team;
  for (const std::string& text : declared) team.push_back(parse_sanitizer(text));
  const Sanitizers sanitizers(team);
  auto analysed = sql::analyse("select " + expression + " as x from people", schema);
  const auto lineage = sql::lineage_of(std::get<sql::Analysis>(analysed), [&](const sql::Expr& through, std::size_t i) {
    return sanitizers.of(through, i);
  });
  sql::Passage most = passage::clear;
  for (const sql::Source& source : lineage.columns.at(0).sources) most = std::max(most, source.passage);
  return most;
}

Level level(const std::string& expression, const std::vector<std::string>& declared = {}) {
  return level_of(left(expression, declared));
}

}  // namespace

TEST_CASE("sanitizers: what hands a value on, hands it on") {
  for (const char* text : {"email",
                           "lower(trim(email))",
                           "email::varchar(50)",
                           "coalesce(email, 'none')",
                           "nullif(email, '')",
                           "email || phone",
                           "concat(email, 'x')",
                           "format('%s', email)",
                           "to_jsonb(people)",
                           "people",
                           "row(email, id)",
                           "json_build_object('e', email)",
                           "min(email)",
                           "max(email)",
                           "string_agg(email, ',')",
                           "array_agg(email)",
                           "first_value(email) over (order by id)",
                           "lag(email) over (order by id)",
                           "mode() within group (order by email)",
                           "percentile_disc(0.5) within group (order by born)",
                           "case when id = 1 then email end",
                           "greatest(email, phone)",
                           "doc->>'email'",
                           "doc",
                           "not pregnant",
                           "pregnant is true",
                           "pregnant = true",
                           "team_function(email)",
                           "replace(email, '@', ' at ')",
                           "(array_agg(email))[1]",
                           "unnest(array[email])",
                           "reverse(email)",
                           "array(select email from people)",
                           "(select email from people limit 1)",
                           "upper(email collate \"C\")",
                           "born + 1"}) {
    INFO(text);
    CHECK(level(text) == Level::raw);
  }
}

TEST_CASE("sanitizers: counts, measures and questions say nothing of the value") {
  for (const char* text : {"count(email)",
                           "count(distinct email)",
                           "avg(id)",
                           "sum(id) over (partition by email)",
                           "email is null",
                           "email = 'x'",
                           "email like '%@x'",
                           "email in ('a', 'b')",
                           "born between '2000-01-01' and '2001-01-01'",
                           "email is distinct from phone",
                           "length(email)",
                           "position('@' in email)",
                           "bool_or(pregnant)",
                           "email in (select email from people)",
                           "email ~ 'x'",
                           "doc @> '{}'",
                           "starts_with(email, 'a')",
                           "case when email is null then 0 else 1 end",
                           "percentile_cont(0.5) within group (order by id)",
                           "nullif('x', email)",
                           "'constant'",
                           "exists (select email from people)",
                           "anon.fake_email()",
                           "row_number() over (order by email)",
                           "num_nulls(email, phone)",
                           "email = any(array['a'])"}) {
    INFO(text);
    CHECK(level(text) == Level::clear);
  }
}

TEST_CASE("sanitizers: hashes pseudonymise, and a salt is seen") {
  CHECK(left("md5(email)") == passage::hash);
  CHECK(left("encode(sha256(convert_to(email, 'UTF8')), 'hex')") == passage::hash);
  CHECK(left("encode(digest(email, 'sha256'), 'hex')") == passage::hash);
  CHECK(left("extensions.digest(email, 'sha256')") == passage::hash);
  CHECK(left("md5(cast(coalesce(cast(email as text), '_dbt_utils_surrogate_key_null_') as text))") == passage::hash);
  CHECK(left("md5(phone || '-' || 'x')") == passage::hash);
  CHECK(left("md5(phone || 'a long pepper')") == passage::salted_hash);
  CHECK(left("encode(digest('a long pepper' || phone, 'sha256'), 'hex')") == passage::salted_hash);
  CHECK(left("md5(concat(phone, current_setting('app.salt')))") == passage::salted_hash);
  CHECK(left("hmac(phone, 'key', 'sha256')") == passage::salted_hash);
  CHECK(left("anon.hash(phone)") == passage::salted_hash);
  CHECK(level("other_schema.md5(email)") == Level::raw);
  CHECK(level("case when id = 1 then md5(email) else email end") == Level::raw);
  CHECK(level("md5(email) || phone") == Level::raw);
}

TEST_CASE("sanitizers: parts and rounded values are reduced where it is known how much stays") {
  CHECK(level("split_part(email, '@', 2)") == Level::reduced);
  CHECK(level("split_part(lower(email), '@', -1)") == Level::reduced);
  CHECK(level("split_part(email, '@', 1)") == Level::raw);
  CHECK(level("split_part(email, '.', 2)") == Level::raw);
  CHECK(level("left(email, 1)") == Level::raw);
  CHECK(level("substring(email, 1, 2)") == Level::raw);
  CHECK(level("regexp_replace(email, '.', '*')") == Level::raw);
  CHECK(level("date_trunc('year', born)") == Level::reduced);
  CHECK(level("date_trunc('month', born)") == Level::raw);
  CHECK(level("extract(year from born)") == Level::reduced);
  CHECK(level("extract(epoch from born)") == Level::raw);
  CHECK(level("to_char(born, 'YYYY')") == Level::reduced);
  CHECK(level("to_char(born, 'YYYY-MM-DD')") == Level::raw);
  CHECK(level("width_bucket(id, 0, 100, 10)") == Level::reduced);
  CHECK(level("anon.partial(email, 1, 'xxx', 2)") == Level::reduced);
  CHECK(level("anon.partial(email, 8, 'xxx', 2)") == Level::raw);
  CHECK(level("anon.partial(email, id, 'xxx', 2)") == Level::raw);
  CHECK(level("anon.noise(id, 0.5)") == Level::reduced);
  CHECK(level("anon.generalize_daterange(born, 'decade')") == Level::reduced);
  CHECK(level("anon.random_in(array[email])") == Level::raw);
}

TEST_CASE("sanitizers: a team declares its own, by argument and by limit") {
  CHECK(level("mask(email)", {"mask(1)"}) == Level::reduced);
  CHECK(level("public.mask(email)", {"mask(1)"}) == Level::reduced);
  CHECK(level("other.mask(email)", {"mask(1)"}) == Level::raw);
  CHECK(level("mask(email)", {"anon.mask(1)"}) == Level::raw);
  CHECK(level("anon.mask(email)", {"anon.mask(1)"}) == Level::reduced);
  CHECK(level("safe_mask(email, 4)", {"safe_mask(1, keep<=4)"}) == Level::reduced);
  CHECK(level("safe_mask(email, 5)", {"safe_mask(1, keep<=4)"}) == Level::raw);
  CHECK(level("safe_mask(email, id)", {"safe_mask(1, keep<=4)"}) == Level::raw);
  CHECK(level("safe_mask(email)", {"safe_mask(1, keep<=4)"}) == Level::raw);
  CHECK(level("mask(1, email)", {"mask(1)"}) == Level::raw);
  CHECK(level("mask(1, email)", {"mask(_, 2)"}) == Level::reduced);
  CHECK(level("mask(email, phone)", {"mask(*)"}) == Level::reduced);
  CHECK(level("team_hash(email)", {"Team_Hash(1) as hash"}) == Level::pseudonymised);
  CHECK(level("blank(email)", {"blank(1) as destroy"}) == Level::clear);
  CHECK(level("left(email, 1)", {"left(1, n = 1)"}) == Level::reduced);
  CHECK(level("left(email, -1)", {"left(1, n >= 0)"}) == Level::raw);
}

TEST_CASE("sanitizers: what cannot be read is refused with the text and what to write") {
  for (const char* text : {"", "mask", "mask()", "mask(", "mask(0)", "mask(1, 2)", "mask(keep<=4)", "mask(1, keep)",
                           "mask(1, keep<>4)", "mask(1, keep<=x)", "mask(1) hash", "mask(1) as magic", "a b(1)"}) {
    INFO(text);
    CHECK_THROWS_WITH(parse_sanitizer(text),
                      ContainsSubstring("cannot read the sanitizer") && ContainsSubstring("safe_mask(1, keep<=4)"));
  }
}

TEST_CASE("sanitizers: levels and passages fit together") {
  CHECK(level_of(passage::clear) == Level::clear);
  CHECK(level_of(passage::salted_hash) == Level::pseudonymised);
  CHECK(level_of(passage::hash) == Level::pseudonymised);
  CHECK(level_of(passage::reduced) == Level::reduced);
  CHECK(level_of(passage::raw) == Level::raw);
  for (const Level one : {Level::clear, Level::pseudonymised, Level::reduced, Level::raw}) {
    CHECK(level_of(passage_of(one)) == one);
  }
}

TEST_CASE("sanitizers: decrypting undoes encrypting, in one expression and beside others") {
  CHECK(level("pgp_sym_decrypt(pgp_sym_encrypt(email, 'k'), 'k')") == Level::raw);
  CHECK(level("convert_from(decrypt(encrypt(email::bytea, 'k', 'aes'), 'k', 'aes'), 'utf8')") == Level::raw);
  CHECK(level("md5(pgp_sym_decrypt(email, 'k'))") == Level::pseudonymised);
  CHECK(level("length(pgp_sym_decrypt(email, 'k'))") == Level::clear);
  CHECK(level("team.decrypt_mail(email)") == Level::raw);
}

TEST_CASE("sanitizers: limits may be strict") {
  CHECK(level("safe_mask(email, 3)", {"safe_mask(1, keep<4)"}) == Level::reduced);
  CHECK(level("safe_mask(email, 4)", {"safe_mask(1, keep<4)"}) == Level::raw);
  CHECK(level("salted(email, 9)", {"salted(1, length>8)"}) == Level::reduced);
  CHECK(level("salted(email, 8)", {"salted(1, length>8)"}) == Level::raw);
}
