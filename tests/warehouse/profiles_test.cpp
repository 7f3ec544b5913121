// dbt's profiles.yml: the fields, env_var(), and every way in which the file can be wrong.
#include "warehouse/profiles.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;

namespace {

std::optional<std::string> environment(const std::string& name) {
  if (name == "PASSWORD") {
    return "it's {{ not }} read again";
  }
  return name == "PORT" ? std::optional<std::string>("5433") : std::nullopt;
}

ProfileTarget read(const std::string& yaml, const std::string& target = "") {
  return read_profile(yaml, "profiles.yml", "shop", target, environment);
}

std::string error_of(const std::string& yaml, const std::string& target = "") {
  try {
    read(yaml, target);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

std::string with(const std::string& lines) {
  return "shop:\n  outputs:\n    default:\n      type: postgres\n      host: h\n      user: u\n      dbname: d\n" +
         lines;
}

constexpr const char* full = R"(
config: {send_anonymous_usage_stats: false}
other: {outputs: {}}
shop:
  target: ci
  outputs:
    ci:
      type: postgres
      host: db.example.com
      port: "{{ env_var('PORT') | int }}"
      user: ci_{{ env_var("USER_SUFFIX", 'x') }}
      password: "{{env_var('PASSWORD')}}"
      dbname: shop
      schema: dbt_ci
      threads: 8
      sslmode: verify-full
      sslrootcert: /certs/root.crt
      sslcert: /certs/c.crt
      sslkey: /certs/c.key
      keepalives_idle: 5
      connect_timeout: 7
      search_path: "a, b"
      role: reader
    prod: {type: postgres, host: p, port: 1, user: u, pass: old-style, database: d}
)";

}  // namespace

TEST_CASE("a target's fields become libpq's parameters") {
  const auto found = read(full);
  CHECK(found.parameters == ConnectionParameters{{"host", "db.example.com"},
                                                 {"port", "5433"},
                                                 {"user", "ci_x"},
                                                 {"password", "it's {{ not }} read again"},
                                                 {"dbname", "shop"},
                                                 {"sslmode", "verify-full"},
                                                 {"sslrootcert", "/certs/root.crt"},
                                                 {"sslcert", "/certs/c.crt"},
                                                 {"sslkey", "/certs/c.key"},
                                                 {"keepalives_idle", "5"},
                                                 {"connect_timeout", "7"}});
  CHECK(found.role == "reader");
  CHECK(found.search_path == "a, b");
  const auto prod = read(full, "prod");
  CHECK(prod.parameters.at("password") == "old-style");
  CHECK(prod.parameters.at("dbname") == "d");
}

TEST_CASE("without a target it is the one named default") {
  CHECK(read(with("")).parameters.at("host") == "h");
  CHECK(read(with("      password:\n")).parameters.count("password") == 0);
}

TEST_CASE("what is missing is named, with what there is") {
  CHECK_THAT(error_of("other: {}"),
             ContainsSubstring("profiles.yml:1:1: there is no profile \"shop\"; there are: other") &&
                 ContainsSubstring("hint: check warehouse.dbt_profile"));
  CHECK_THAT(error_of(full, "staging"), ContainsSubstring("there is no target \"staging\"; there are: ci, prod"));
  CHECK_THAT(error_of("shop: {target: x}"), ContainsSubstring("there is no entry \"outputs\"; there are: target"));
  CHECK_THAT(error_of("shop: {outputs: {default: {type: postgres, user: u, dbname: d}}}"),
             ContainsSubstring("the target has no `host`"));
  CHECK_THAT(error_of("shop: {outputs: {default: {host: h}}}"), ContainsSubstring("the target has no `type`"));
}

TEST_CASE("another adapter than PostgreSQL's is refused") {
  CHECK_THAT(error_of("shop: {outputs: {default: {type: snowflake}}}"),
             ContainsSubstring("profiles.yml:1:27: the target is of type \"snowflake\"") &&
                 ContainsSubstring("choose a target of `type: postgres`"));
}

TEST_CASE("an unset variable is named, other Jinja is refused with its line") {
  CHECK_THAT(error_of(with("      password: \"{{ env_var('NOT_SET') }}\"\n")),
             ContainsSubstring("profiles.yml:8:17: `password`: the environment variable NOT_SET is not set") &&
                 ContainsSubstring("hint: set NOT_SET"));
  for (const std::string jinja : {"{{ var('x') }}", "{{ env_var(NAME) }}", "{{ env_var('PORT') + 1 }}",
                                  "{{ env_var('PORT') | upper }}", "{{ env_var('PORT' }}", "{{ env_var('PORT', 1) }}",
                                  "{{ env_var('') }}", "{{ env_var('PORT')", "{% if a %}b{% endif %}", "{# a #}",
                                  "{{ }}", "{{ env_var('PORT') }} {{ target.name }}", "{{ env_var('A\\'B') }}"}) {
    INFO(jinja);
    CHECK_THAT(error_of(with("      role: " + std::string("|-\n        ") + jinja + "\n")),
               ContainsSubstring("profiles.yml:8:13: `role`: only {{ env_var('NAME') }} and") &&
                   ContainsSubstring("are understood here, no other Jinja"));
  }
}

TEST_CASE("a broken file is told with its line, never with its values") {
  CHECK_THAT(error_of("shop:\n\ttarget: secret-4711"), ContainsSubstring("profiles.yml:2:") &&
                                                           ContainsSubstring(": the file is not valid YAML") &&
                                                           !ContainsSubstring("secret-4711"));
  CHECK_THAT(error_of("shop: [secret-4711"),
             ContainsSubstring("is not valid YAML") && !ContainsSubstring("secret-4711"));
  CHECK_THAT(error_of("shop: *nowhere"), ContainsSubstring("is not valid YAML"));
  CHECK_THAT(error_of("- shop"), ContainsSubstring("expected a map that holds the profile \"shop\""));
  CHECK_THAT(error_of(""), ContainsSubstring("expected a map"));
  CHECK_THAT(error_of("shop: text"), ContainsSubstring("profiles.yml:1:7: the profile \"shop\" must be a map"));
  CHECK_THAT(error_of("shop: {outputs: {default: [secret-4711]}}"),
             ContainsSubstring("the target \"default\" must be a map"));
  CHECK_THAT(
      error_of(with("      password: [secret-4711]\n")),
      ContainsSubstring("profiles.yml:8:17: `password` must be a single value") && !ContainsSubstring("secret-4711"));
  CHECK_THAT(error_of(with("      password: \"a\\0b\"\n")), ContainsSubstring("`password` holds a NUL character"));
  CHECK_THAT(error_of(with("#" + std::string(largest_profiles_file, 'x'))),
             ContainsSubstring("profiles.yml: the file is larger than 1 MB"));
  CHECK_THAT(error_of(std::string(200'000, '[')), ContainsSubstring("profiles.yml"));
  CHECK_THAT(error_of("\xff\xfe\x00"), ContainsSubstring("profiles.yml"));
}

TEST_CASE("aliases that multiply cost nothing") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before + "," + before + "," +
            before + "," + before + "," + before + "," + before + "]\n";
  }
  CHECK(read(bomb + with("")).parameters.at("host") == "h");
}

TEST_CASE("merge keys and repeated keys mean what they mean to dbt") {
  const auto found = read(
      "common: &common {type: postgres, host: h, user: u}\n"
      "more: &more {user: nobody, dbname: d}\n"
      "shop: {outputs: {default: {<<: [*common, *more], host: first, host: own}}}\n");
  CHECK(found.parameters == ConnectionParameters{{"host", "own"}, {"user", "u"}, {"dbname", "d"}});
  CHECK(read("c: &c {type: postgres, host: h, user: u, dbname: d}\nshop: {outputs: {default: {<<: *c, user: v}}}")
            .parameters.at("user") == "v");
  CHECK_THAT(error_of("shop: {outputs: {default: &a {<<: *a, type: postgres}}}"), ContainsSubstring("profiles.yml"));
}

TEST_CASE("the profile of a dbt project") {
  CHECK(read_profile_name("name: x\nprofile: '{{ env_var(\"P\", \"shop\") }}'", "dbt_project.yml", environment) ==
        "shop");
  CHECK_THROWS_AS(read_profile_name("name: x", "dbt_project.yml", environment), Error);
  CHECK_THROWS_AS(read_profile_name("[]", "dbt_project.yml", environment), Error);
}
