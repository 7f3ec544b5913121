// Which database each side is: policy URL, dbt profile, PG* variables; told without a password.
#include "warehouse/conninfo.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
namespace fs = std::filesystem;

namespace {

using Given = std::map<std::string, std::string>;

// The variables that these tests depend on, as given; put back at the end.
class Variables {
 public:
  explicit Variables(const Given& given) {
    for (const std::string name : {"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGSERVICE",
                                   "HOME", "DBT_PROFILES_DIR", "TOLLGATE_BASE_URL", "TOLLGATE_HEAD_URL"}) {
      const char* before = std::getenv(name.c_str());
      x_before.emplace(name, before == nullptr ? std::nullopt : std::optional<std::string>(before));
      const auto now = given.find(name);
      put(name, now == given.end() ? std::nullopt : std::optional(now->second));
    }
  }
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;
  Variables(Variables&&) = delete;
  Variables& operator=(Variables&&) = delete;
  ~Variables() {
    for (const auto& [name, value] : x_before) {
      put(name, value);
    }
  }

 private:
  static void put(const std::string& name, const std::optional<std::string>& value) {
    value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
  }
  std::map<std::string, std::optional<std::string>> x_before;
};

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "tollgate-target.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    x_path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder() { fs::remove_all(x_path); }

  std::string path() const { return x_path.string(); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((x_path / name).parent_path());
    std::ofstream(x_path / name) << text;
  }

 private:
  fs::path x_path;
};

std::string profiles(const std::string& host) {
  return "shop: {target: dev, outputs: {dev: {type: postgres, host: " + host +
         ", user: u, dbname: dev, password: secret-4711, role: r}, "
         "prod: {type: postgres, host: " +
         host + ", user: u, dbname: prod}}}";
}

std::string error_of(const WarehouseSettings& settings, Side side, ErrorKind kind,
                     const std::string& project = "/nowhere") {
  try {
    resolve_target(settings, side, project);
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    return error.what();
  }
  return "resolved";
}

}  // namespace

TEST_CASE("a URL of the policy comes first, and is told without its password") {
  const Variables variables(Given{{"PGHOST", "elsewhere"}});
  WarehouseSettings settings;
  settings.use_dbt_profile = true;
  settings.base_url = "postgresql://ci:secret-4711@db.example.com:5433/shop?sslmode=require";
  settings.head_url = "host=/run/pg dbname=shop_ci user=ci password='secret 4711'";
  const auto base = resolve_target(settings, Side::base, "/nowhere");
  CHECK(base.conninfo == settings.base_url);
  CHECK(base.description == R"(database "shop" on db.example.com:5433 as user "ci")");
  const auto head = resolve_target(settings, Side::head, "/nowhere");
  CHECK(head.conninfo == settings.head_url);
  CHECK(head.description == R"(database "shop_ci" on the local socket as user "ci")");
}

TEST_CASE("one URL stands for both sides") {
  const Variables variables(Given{{"PGHOST", "elsewhere"}});
  WarehouseSettings settings;
  settings.head_url = "postgresql://ci@db/shop";
  CHECK(resolve_target(settings, Side::base, "/nowhere").conninfo == settings.head_url);
}

TEST_CASE("a URL that is none, without quoting it") {
  const Variables variables(Given{});
  WarehouseSettings settings;
  settings.base_url = GENERATE("mysql://ci:secret-4711@db/shop", "postgresql+psycopg2://ci:secret-4711@db/shop",
                               "host=db pass=secret-4711", "postgresql://ci:secret-4711%zz@db/shop", "shop");
  const auto text = error_of(settings, Side::base, ErrorKind::usage);
  CHECK_THAT(text, ContainsSubstring("warehouse.base_url is not a PostgreSQL connection string") &&
                       ContainsSubstring("hint: write postgresql://user@host:5432/database"));
  CHECK_THAT(text, !ContainsSubstring("4711"));
}

TEST_CASE("a password with an unencoded / or @ is refused, not told as host, port or database") {
  const Variables variables(Given{});
  WarehouseSettings settings;
  settings.base_url = GENERATE("postgresql://ci:secret/4711@db/shop", "postgresql://ci:12/4711@db/shop",
                               "postgresql://ci:secret@4711@db/shop", "postgres://ci@corp:secret-4711@db/shop");
  const auto text = error_of(settings, Side::base, ErrorKind::usage);
  CHECK_THAT(text, ContainsSubstring("%-encode special characters in a password"));
  CHECK_THAT(text, !ContainsSubstring("4711") && !ContainsSubstring("secret"));
}

TEST_CASE("an encoded password and several hosts are a URL like any other") {
  const Variables variables(Given{});
  WarehouseSettings settings;
  settings.base_url = "postgresql://ci:secret%2F%404711@db1:5432,db2:5433/shop?connect_timeout=3";
  CHECK(resolve_target(settings, Side::base, "/nowhere").conninfo == settings.base_url);
}

TEST_CASE("a variable that the policy's URL needs and that is not set") {
  const Variables variables(Given{{"PGHOST", "elsewhere"}});
  WarehouseSettings settings;
  settings.base_url_unset = "TOLLGATE_BASE_URL";
  const std::string text = "the environment variable TOLLGATE_BASE_URL, which warehouse.base_url needs, is not set";
  CHECK_THAT(error_of(settings, Side::base, ErrorKind::unjudged),
             ContainsSubstring(text) && ContainsSubstring("hint: set TOLLGATE_BASE_URL"));
  CHECK_THAT(error_of(settings, Side::head, ErrorKind::unjudged), ContainsSubstring(text));
}

TEST_CASE("where the policy says nothing, the variables that the documentation names count before libpq's") {
  const WarehouseSettings nothing;
  {
    const Variables variables(Given{{"PGHOST", "elsewhere"},
                                    {"TOLLGATE_BASE_URL", "postgresql://ci@db/base"},
                                    {"TOLLGATE_HEAD_URL", "postgresql://ci@db/head"}});
    CHECK(resolve_target(nothing, Side::base, "/nowhere").conninfo == "postgresql://ci@db/base");
    CHECK(resolve_target(nothing, Side::head, "/nowhere").conninfo == "postgresql://ci@db/head");
    WarehouseSettings told;
    told.head_url = "postgresql://ci@db/told";
    CHECK(resolve_target(told, Side::base, "/nowhere").conninfo == told.head_url);
  }
  {
    const Variables variables(Given{{"PGHOST", "elsewhere"}, {"TOLLGATE_HEAD_URL", "postgresql://ci@db/head"}});
    CHECK(resolve_target(nothing, Side::base, "/nowhere").conninfo == "postgresql://ci@db/head");
  }
  const Variables variables(Given{{"TOLLGATE_BASE_URL", "mysql://ci:secret-4711@db/shop"}});
  const auto text = error_of(nothing, Side::base, ErrorKind::usage);
  CHECK_THAT(text, ContainsSubstring("TOLLGATE_BASE_URL is not a PostgreSQL connection string"));
  CHECK_THAT(text, !ContainsSubstring("4711"));
}

TEST_CASE("libpq's own variables") {
  WarehouseSettings settings;
  {
    const Variables variables(
        {{"PGHOST", "db.example.com"}, {"PGDATABASE", "shop"}, {"PGUSER", "ci"}, {"PGPASSWORD", "secret-4711"}});
    const auto target = resolve_target(settings, Side::head, "/nowhere");
    CHECK(target.conninfo.empty());
    CHECK(target.description == R"(database "shop" on db.example.com:5432 as user "ci")");
  }
  const Variables variables(Given{{"PGUSER", "ci"}});
  CHECK_THAT(error_of(settings, Side::base, ErrorKind::unjudged),
             ContainsSubstring("nothing names the base database") &&
                 ContainsSubstring("hint: set TOLLGATE_BASE_URL and TOLLGATE_HEAD_URL"));
}

TEST_CASE("dbt's profile, where dbt looks for it") {
  const Folder project;
  project.write("dbt_project.yml", "name: shop\nprofile: shop\n");
  project.write("home/.dbt/profiles.yml", profiles("in-home"));
  WarehouseSettings settings;
  settings.use_dbt_profile = true;
  const auto host = [&](const Given& given) {
    const Variables variables(given);
    return read_conninfo(resolve_target(settings, Side::head, project.path()).conninfo).value().at("host");
  };
  const std::string home = project.path() + "/home";
  CHECK(host(Given{{"HOME", home}}) == "in-home");
  project.write("profiles.yml", profiles("in-project"));
  CHECK(host(Given{{"HOME", home}}) == "in-project");
  project.write("other/profiles.yml", profiles("in-variable"));
  CHECK(host(Given{{"HOME", home}, {"DBT_PROFILES_DIR", project.path() + "/other"}}) == "in-variable");

  const Variables variables(Given{});
  const auto target = resolve_target(settings, Side::head, project.path());
  CHECK(target.description == R"(database "dev" on in-project:5432 as user "u")");
  CHECK(target.role == "r");
  settings.dbt_base_target = "prod";
  CHECK(read_conninfo(resolve_target(settings, Side::base, project.path()).conninfo).value().at("dbname") == "prod");
  CHECK(read_conninfo(resolve_target(settings, Side::head, project.path()).conninfo).value().at("dbname") == "dev");
  settings.dbt_profile = "other";
  CHECK_THAT(error_of(settings, Side::head, ErrorKind::usage, project.path()),
             ContainsSubstring("profiles.yml:1:1: there is no profile \"other\"; there are: shop"));
}

TEST_CASE("no profiles.yml anywhere") {
  const Folder project;
  WarehouseSettings settings;
  settings.use_dbt_profile = true;
  settings.dbt_profile = "shop";
  const Variables variables(Given{{"HOME", project.path()}});
  CHECK_THAT(error_of(settings, Side::head, ErrorKind::usage, project.path()),
             ContainsSubstring("no profiles.yml found") && ContainsSubstring("hint: set DBT_PROFILES_DIR"));
  project.write("profiles.yml", profiles("h"));
  settings.dbt_profile.clear();
  CHECK_THAT(error_of(settings, Side::head, ErrorKind::usage, project.path()),
             ContainsSubstring("dbt_project.yml: the file cannot be read"));
}

TEST_CASE("connection strings are read and written by libpq's rules") {
  const ConnectionParameters hostile{{"user", "it's \\ me"}, {"password", "a b='c'"}, {"dbname", ""}, {"host", "h"}};
  const auto written = write_conninfo(hostile);
  auto expected = hostile;
  expected.erase("dbname");
  CHECK(read_conninfo(written) == expected);
  CHECK(read_conninfo("") == ConnectionParameters{});
  CHECK(!read_conninfo("no_such_key=1"));
  CHECK(!read_conninfo(std::string("host=a\0b", 8)));
}

TEST_CASE("the variables that scripts/postgres sets lead to its server") {
  NEEDS_POSTGRES();
  const auto target = resolve_target({}, Side::head, "/nowhere");
  CHECK(target.description == R"(database "postgres" on the local socket as user "tollgate")");
  const auto warehouse = connect(target, target, {}, {});
  CHECK(test::cell(test::ask(*warehouse, "select current_user")) == "tollgate");
}
