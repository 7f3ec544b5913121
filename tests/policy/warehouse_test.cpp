// Warehouse settings: variables, secrets, profiles.
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

std::string with_url(const std::string& url) { return "version: 1\nwarehouse:\n  base_url: " + url + "\n"; }

}  // namespace

TEST_CASE("a URL takes its variables from the environment and keeps its own text") {
  const WarehouseSettings whole = policy_of(with_url("${URL}"), {{"URL", "postgresql://ci:pw@db/shop"}}).warehouse;
  CHECK(whole.base_url == "postgresql://ci:pw@db/shop");
  CHECK(whole.base_url_text == "${URL}");
  CHECK(whole.base_url_unset.empty());
  CHECK(whole.head_url.empty());
  const WarehouseSettings part =
      policy_of(with_url("postgresql://${WHO}:${PW}@db/shop"), {{"WHO", "ci"}, {"PW", "s3cret"}}).warehouse;
  CHECK(part.base_url == "postgresql://ci:s3cret@db/shop");
  CHECK(part.base_url_text == "postgresql://${WHO}:${PW}@db/shop");
}

TEST_CASE("a variable that is not set is no problem yet, but is remembered") {
  for (const Variables& variables : {Variables{}, Variables{{"URL", ""}}}) {
    const WarehouseSettings warehouse = policy_of(with_url("${URL}"), variables).warehouse;
    CHECK(warehouse.base_url.empty());
    CHECK(warehouse.base_url_unset == "URL");
  }
  const WarehouseSettings half = policy_of(with_url("postgresql://${WHO}@${HOST}/x"), {{"WHO", "ci"}}).warehouse;
  CHECK(half.base_url.empty());
  CHECK(half.base_url_unset == "HOST");
}

TEST_CASE("a password in the policy is refused and never repeated") {
  for (const std::string& url : std::vector<std::string>{
           "postgresql://ci:hunter2@db/shop", "postgres://ci:hunter2@db/shop",
           "postgresql://db/shop?user=ci&password=hunter2", "host=db password=hunter2", "host=db PASSWORD = 'hunter2'",
           "postgresql://${WHO}:hunter2@db/shop", "postgresql://ci:hun@ter2@db/shop",
           "postgresql://db/shop?sslpassword=hunter2", "postgresql://ci:hunter2${X}@db/x"}) {
    INFO(url);
    const std::string told = problems_of(with_url("\"" + url + "\""));
    CHECK_THAT(told, ContainsSubstring("tollgate.yml:3:13: warehouse.base_url: a password is written into the policy"));
    CHECK_THAT(told, ContainsSubstring("secrets come from the environment"));
    CHECK(told.find("hun") == std::string::npos);
  }
}

TEST_CASE("a secret in the wrong place is not repeated either") {
  const std::string url = "postgresql://ci:hunter2@db/shop";
  for (const std::string& text : std::vector<std::string>{
           "version: 1\nwarehouse: \"" + url + "\"\n", "version: 1\nwarehouse: {statement_timeout: \"" + url + "\"}\n",
           "version: 1\nwarehouse: {\"" + url + "\": 1}\n", "version: 1\npreset: \"" + url + "\"\n",
           "version: 1\n\"" + url + "\": 1\n\"" + url + "\": 2\n",
           "version: 1\nlayers: {\"" + url + "\": {select: {path: x}}}\n",
           "version: 1\nmodels: {\"" + url + "\": {}}\n",
           with_url("mysql://ci@h") + "  head_url: [\"" + url + "\"]\n"}) {
    INFO(text);
    const std::string told = problems_of(text);
    CHECK_FALSE(told.empty());
    CHECK(told.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("URLs without a password are fine, other texts are not") {
  for (const std::string& url : std::vector<std::string>{
           "postgresql://ci@db:5432/shop", "postgres:///shop", "host=db dbname=shop", "\"postgresql://ci:@db/x\"",
           "\"postgresql://db/shop?password=${PW}\"", "\"host=db password=${PW} user=ci\""}) {
    INFO(url);
    CHECK(problems_of(with_url(url)).empty());
  }
  CHECK_THAT(problems_of(with_url("mysql://db/shop")),
             ContainsSubstring("warehouse.base_url: expected postgresql://USER@HOST:PORT/DATABASE or ${NAME}"));
  CHECK_THAT(problems_of(with_url("shop")), ContainsSubstring("expected postgresql://"));
  CHECK_THAT(problems_of(with_url("")),
             ContainsSubstring("expected a PostgreSQL URL or an environment variable, found nothing"));
  for (const std::string& url : std::vector<std::string>{"${}", "${URL", "${1X}", "${A B}", "postgresql://${A-B}@db"}) {
    INFO(url);
    CHECK_THAT(problems_of(with_url("\"" + url + "\"")),
               ContainsSubstring("after `${` a variable's name and `}` are expected"));
  }
}

TEST_CASE("a dbt profile is named by mapping") {
  const WarehouseSettings warehouse =
      policy_of("version: 1\nwarehouse: {dbt_profile: {profile: shop, target: ci, base_target: prod}}").warehouse;
  CHECK(warehouse.use_dbt_profile);
  CHECK(warehouse.dbt_profile == "shop");
  CHECK(warehouse.dbt_target == "ci");
  CHECK(warehouse.dbt_base_target == "prod");
  CHECK_FALSE(policy_of("version: 1").warehouse.use_dbt_profile);
  CHECK_THAT(problems_of("version: 1\nwarehouse: {dbt_profile: shop}"),
             ContainsSubstring("warehouse.dbt_profile: expected a mapping (`key: value` lines), found \"shop\""));
  CHECK_THAT(problems_of("version: 1\nwarehouse: {dbt_profile: {taget: ci}}"),
             ContainsSubstring("did you mean \"target\"?"));
}
