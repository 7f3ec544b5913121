// Marked values in a real database are led through every reporter and every way in which reading them can fail: nothing
// that tollgate says or writes holds one, or any six characters of one, and its memory keeps none.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/canary/own_memory.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::tests;

namespace {

// Written backwards: the values are made in the server, so that this process has them only from there.
constexpr std::string_view canary = "zpjqwxvk7hzq";
const std::string made = "reverse('zpjqwxvk7hzq')";
constexpr std::size_t longest_part = 5;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The parts of the canary that a text holds.
std::vector<std::string> parts_in(const std::string& text) {
  const std::string forwards(canary.rbegin(), canary.rend());
  const std::string searched = lower(text);
  std::vector<std::string> parts;
  for (std::size_t at = 0; at + longest_part < forwards.size(); ++at) {
    const std::string part = forwards.substr(at, longest_part + 1);
    if (searched.find(part) != std::string::npos) parts.push_back(part);
  }
  return parts;
}

/// One relation of the head and what its model is called.
struct Trap {
  std::string name;
  std::string sql;  ///< creates it, with `$` for the schema's relations
};

const std::vector<Trap>& traps() {
  static const std::vector<Trap> all{
      {"mails", "create table $mails as select g id, " + made + " || g || '@' || " + made +
                    " || '.org' attr_7 from generate_series(1, 5000) g"},
      {"notes", "create table $notes as select 'call ' || " + made + " || ' at ' || " + made + " || g || '@' || " +
                    made + " || '.org' attr_7, jsonb_build_object(" + made + ", " + made +
                    " || g || '@x.org') attr_8, array[" + made + "] attr_9 from generate_series(1, 300) g"},
      {"sparse", "create table $sparse as select case when g % 900 = 0 then " + made + " || g || '@' || " + made +
                     " || '.org' end attr_7 from generate_series(1, 90000) g"},
      {"bad_cast", "create view $bad_cast as select " + made + "::text::int attr_7 from $mails"},
      {"division", "create view $division as select 1 / (id - id) attr_7, attr_7 attr_8 from $mails"},
      {"raised", "create function $raise_it() returns text language plpgsql as $f$ begin raise warning '%', " + made +
                     "; raise exception 'Key (attr_7)=(%) already exists', " + made +
                     " using errcode = '23505', detail = " + made + ", hint = " + made +
                     "; end $f$; create view $raised as select $raise_it() attr_7"},
      {"written", "create function $write_it() returns text language sql as $f$ insert into $mails(attr_7) values (" +
                      made + ") returning attr_7 $f$; create view $written as select $write_it() attr_7"},
      {"slow", "create view $slow as select attr_7, pg_sleep(0.5)::text attr_8 from $mails"},
      {"killed",
       "create view $killed as select attr_7, pg_terminate_backend(pg_backend_pid())::text attr_8 from $mails"},
      {"gone", "create view $away as select 1"},
      {"odd_json", "create view $odd_json as select (" + made + " || g)::text attr_7, ('{' || " + made +
                       ")::jsonb attr_8 from generate_series(1, 100) g"},
  };
  return all;
}

std::string in_schema(std::string sql, const std::string& schema) {
  for (auto at = sql.find('$'); at != std::string::npos; at = sql.find('$', at + 1)) {
    const bool quote = sql.compare(at, 3, "$f$") == 0;
    if (quote) {
      at += 2;
    } else {
      sql.replace(at, 1, schema + ".");
    }
  }
  return sql;
}

std::vector<Model> models(bool head) {
  std::vector<Model> all;
  for (const Trap& trap : traps()) {
    all.push_back({.name = trap.name,
                   .sql = head ? "select r.attr_7, r.attr_8, 2 as v from raw.things r"
                               : "select r.attr_7, 1 as v from raw.things r",
                   .materialized = "table"});
  }
  return all;
}

void in_database(const ShopFolder& shop, const std::string& manifest, const std::string& database) {
  std::string text = shop.read(manifest);
  const std::string written = R"(\"shop\".)";
  const std::string wanted = R"(\")" + database + R"(\".)";
  for (auto at = text.find(written); at != std::string::npos; at = text.find(written, at + wanted.size())) {
    text.replace(at, written.size(), wanted);
  }
  shop.write(manifest, text);
}

void prepare(const ShopFolder& shop, const std::string& policy) {
  const char* const database = std::getenv("PGDATABASE");
  in_database(shop, "target/manifest.json", database == nullptr ? "postgres" : database);
  in_database(shop, "target-base/manifest.json", database == nullptr ? "postgres" : database);
  shop.write(
      "tollgate.yml",
      "version: 1\nwarehouse: {statement_timeout: 1s}\nlayers:\n  marts:\n    select: {path: models}\n    gates:\n" +
          policy);
}

}  // namespace

TEST_CASE("no canary is in anything that is said or written") {
  NEEDS_POSTGRES();
  test::Schema head("pr");
  test::Schema base("prod");
  for (const Trap& trap : traps()) {
    head.admin().run(in_schema(trap.sql, "pr"));
    base.admin().run(in_schema(trap.sql, "prod"));
  }
  const std::string unread = GENERATE("errored", "finding");
  const ShopFolder shop(models(false), models(true));
  prepare(shop,
          "      row-count-diff:\n      pii-scan: {values: true, value_timeout: 1, unread_values: " + unread + "}\n");
  const std::string files = shop.path("out");
  const Ran ran =
      shop.check({"--format", "terminal", "--format", "json:" + files + ".json", "--format", "junit:" + files + ".xml",
                  "--format", "junit:strict:" + files + ".strict.xml", "--format", "github:" + files + ".md"},
                 {{"GITHUB_STEP_SUMMARY", files + ".summary"}, {"GITHUB_OUTPUT", files + ".output"}});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 3);  // the views that row-count-diff and pii-scan cannot read
  const std::string json = shop.read("out.json");
  CHECK_THAT(json, ContainsSubstring("mails.attr_7 has no tag, and its values are EMAIL"));
  CHECK_THAT(json, ContainsSubstring("SQLSTATE 22P02") && ContainsSubstring("SQLSTATE 22012") &&
                       ContainsSubstring("SQLSTATE 23505") && ContainsSubstring("SQLSTATE 25006") &&
                       ContainsSubstring("SQLSTATE 57014") && ContainsSubstring("lost its connection"));
  CHECK(parts_in(ran.out).empty());
  CHECK(parts_in(ran.err).empty());
  for (const std::string& file : shop.list()) {
    if (file.rfind("out", 0) != 0) continue;
    INFO(file);
    CHECK_FALSE(shop.read(file).empty());
    CHECK(parts_in(shop.read(file)).empty());
  }
}

// AddressSanitizer brings an allocator of its own, which keeps what is freed in quarantine and knows no M_PERTURB.
#if !defined(__SANITIZE_ADDRESS__) && defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("memory keeps no canary") {
  NEEDS_POSTGRES();
  test::Schema head("pr");
  test::Schema base("prod");
  for (const Trap& trap : traps()) {
    head.admin().run(in_schema(trap.sql, "pr"));
    base.admin().run(in_schema(trap.sql, "prod"));
  }
  const std::size_t before = test::count_in_own_memory(canary);
  {
    const ShopFolder shop(models(false), models(true));
    prepare(shop, "      pii-scan: {values: true, value_timeout: 1}\n");
    CHECK(shop.check({"--gate", "pii-scan"}).code == 3);
  }
  CHECK(test::count_in_own_memory(canary) <= before);
}

TEST_CASE("the search of memory finds what is there") {
  std::string there(canary.rbegin(), canary.rend());
  CHECK(test::count_in_own_memory(canary) >= 1);
  std::fill(there.begin(), there.end(), ' ');
}
#endif

TEST_CASE("the search of texts finds what is there") { CHECK(parts_in("…XWQJPZ…").size() == 1); }
