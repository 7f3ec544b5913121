// Ctrl-C, time limits and progress, as the program itself shows them.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>
#include <tuple>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/cli/support.hpp"
#include "tests/warehouse/fake_server.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate::tests;
using nlohmann::json;
using std::chrono::seconds;
using std::chrono::steady_clock;
using tollgate::test::FakeServer;

namespace {

const std::vector<Model> base{{.name = "orders", .sql = "select 1 as id", .materialized = "view"}};
const std::vector<Model> head{{.name = "orders", .sql = "select 2 as id", .materialized = "view"}};

/// A shop whose counts are asked of `url`, and never end where the model sleeps.
class Shop : public ShopFolder {
 public:
  explicit Shop(const std::string& url) : ShopFolder(base, head) {
    write("tollgate.yml",
          "version: 1\nwarehouse: {base_url: \"" + url + "\", head_url: \"" + url +
              "\"}\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: , row-count-diff: }\n");
  }

  std::vector<std::string> check(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{"check", "--project-dir", path(), "--format", "json:" + path("out.json")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

/// In the test's database: prod.orders and pr.orders, of which the second sleeps when it is counted.
class Sleeping {
 public:
  Sleeping() {
    x_admin.run(
        "drop schema if exists prod cascade; create schema prod; drop schema if exists pr cascade; "
        "create schema pr; create view prod.orders as select 1 as id;"
        "create view pr.orders as select 1 as id from generate_series(1, 2) s where pg_sleep(600 + s) is null");
    x_database = x_admin.cell("select current_database()");
  }
  Sleeping(const Sleeping&) = delete;
  Sleeping& operator=(const Sleeping&) = delete;
  Sleeping(Sleeping&&) = delete;
  Sleeping& operator=(Sleeping&&) = delete;
  ~Sleeping() { x_admin.run("drop schema prod cascade; drop schema pr cascade"); }

  /// The manifests say "shop"; PostgreSQL must be asked about the database that there is.
  void name_database(const ShopFolder& shop) const {
    for (const char* file : {"target-base/manifest.json", "target/manifest.json"}) {
      json manifest = json::parse(shop.read(file));
      for (json& node : manifest["nodes"]) {
        node["database"] = x_database;
        node["relation_name"] = "\"" + x_database + "\".\"" + node["schema"].get<std::string>() + "\".\"orders\"";
      }
      shop.write(file, manifest.dump());
    }
  }
  /// In this database: other tests may use the server as well. The count that sleeps, not the questions before it.
  bool runs(bool yes) {
    return x_admin.wait_until(std::string("count(*) ") + (yes ? "> 0" : "= 0") +
                              " from pg_stat_activity where application_name = 'tollgate' and datname = "
                              "current_database()" +
                              (yes ? R"( and state = 'active' and query like '%count(%"pr"."orders"%')" : ""));
  }
  const std::string& database() const { return x_database; }

 private:
  tollgate::test::Admin x_admin;
  std::string x_database;
};

}  // namespace

TEST_CASE("Ctrl-C cancels the query on the server, leaves no file, and says in a line what was stopped") {
  NEEDS_POSTGRES();
  Sleeping sleeping;
  const Shop shop("dbname=" + sleeping.database());
  sleeping.name_database(shop);
  const std::vector<std::string> before = shop.list();
  const auto [number, code, name] =
      GENERATE(std::make_tuple(SIGINT, 130, "SIGINT"), std::make_tuple(SIGTERM, 143, "SIGTERM"),
               std::make_tuple(SIGHUP, 129, "SIGHUP"));
  Program program(shop.check({"--format", "terminal"}));
  REQUIRE(sleeping.runs(true));
  program.signal(number);
  CHECK(program.wait() == code);
  CHECK(sleeping.runs(false));
  INFO(program.err());
  CHECK(program.err().starts_with(std::string("tollgate: stopped by ") + name + " at row-count-diff (gate 2 of 2): "));
  CHECK_THAT(program.err(), ContainsSubstring(" questions; 1 query cancelled; no verdict\n") ||
                                ContainsSubstring(" questions; 2 queries cancelled; no verdict\n"));  // base's, too
  CHECK(std::count(program.err().begin(), program.err().end(), '\n') == 1);
  CHECK(program.out().empty());
  CHECK(shop.list() == before);
}

TEST_CASE("a report of an earlier run stays as it was when a run is stopped") {
  const FakeServer server(FakeServer::Illness::falls_silent);
  const Shop shop(server.conninfo());
  shop.write("out.json", "earlier");
  Program program(shop.check(), {}, Program::Stderr::terminal);
  REQUIRE(program.says("row-count-diff"));
  program.signal(SIGINT);
  CHECK(program.wait() == 130);
  CHECK(shop.read("out.json") == "earlier");
}

TEST_CASE("a server that answers no cancel request keeps nobody waiting, and a second Ctrl-C ends at once") {
  const FakeServer server(FakeServer::Illness::falls_silent);
  const Shop shop(server.conninfo());
  Program program(shop.check(), {}, Program::Stderr::terminal);
  REQUIRE(program.says("row-count-diff"));
  const auto begin = steady_clock::now();
  program.signal(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(1000));
  program.signal(SIGINT);
  const int code = program.wait();
  CHECK((code == 130 || code == -SIGINT));
  CHECK(steady_clock::now() - begin < seconds(4));
}

TEST_CASE("a signal that was ignored before stays ignored") {
  signal(SIGHUP, SIG_IGN);  // as nohup does; the program inherits it
  const FakeServer server(FakeServer::Illness::falls_silent);
  const Shop hanging(server.conninfo());
  Program program(hanging.check({"--time-limit", "4s"}), {}, Program::Stderr::terminal);
  signal(SIGHUP, SIG_DFL);
  REQUIRE(program.says("row-count-diff"));
  program.signal(SIGHUP);
  CHECK(program.wait() == 3);
}

TEST_CASE("long work is told on a terminal, in a line that is taken away again, and never on stdout") {
  const FakeServer server(FakeServer::Illness::falls_silent);
  const Shop shop(server.conninfo());
  const auto begin = steady_clock::now();
  Program program(shop.check({"--time-limit", "4s", "--format", "terminal"}), {}, Program::Stderr::terminal);
  CHECK(program.wait() == 3);
  CHECK(steady_clock::now() - begin < seconds(10));  // although the server hangs, and would be waited for longer
  INFO(program.err());
  CHECK_THAT(program.err(), ContainsSubstring("tollgate: row-count-diff (gate 2 of 2): 0 of 2 questions"));
  const std::size_t last = program.err().rfind("tollgate: row-count-diff");
  CHECK(program.err().substr(last).find('\r') != std::string::npos);
  CHECK(program.err().find('\n') == std::string::npos);
  CHECK_THAT(program.out(), !ContainsSubstring("gate 2 of 2"));
}

TEST_CASE("where stderr is no terminal nothing is told of progress, nor of work that is done at once") {
  const FakeServer server(FakeServer::Illness::falls_silent);
  const Shop shop(server.conninfo());
  Program long_work(shop.check({"--time-limit", "4s"}));
  CHECK(long_work.wait() == 3);
  CHECK(long_work.err().empty());
  Program short_work(shop.check({"--gate", "parse"}), {}, Program::Stderr::terminal);
  CHECK(short_work.wait() == 0);
  CHECK(short_work.err().empty());
}

TEST_CASE("the time limit ends a run in order: what was not judged is named, in every report, and the exit code is 3") {
  NEEDS_POSTGRES();
  Sleeping sleeping;
  const Shop shop("dbname=" + sleeping.database());
  sleeping.name_database(shop);
  const auto begin = steady_clock::now();
  Program program(shop.check({"--time-limit", "3s", "--format", "junit:" + shop.path("out.xml")}));
  CHECK(program.wait() == 3);
  CHECK(steady_clock::now() - begin < seconds(15));
  CHECK(sleeping.runs(false));
  const json report = json::parse(shop.read("out.json"));
  CHECK(report["verdict"] == "unjudged");
  REQUIRE(report["outcomes"].size() == 2);
  for (const json& outcome : report["outcomes"]) {
    if (outcome["gate"] == "parse") CHECK(outcome["status"] == "passed");
    if (outcome["gate"] != "row-count-diff") continue;
    CHECK(outcome["subject"] == "model.shop.orders");
    CHECK(outcome["status"] == "errored");
    CHECK_THAT(outcome["reason"].get<std::string>(),
               ContainsSubstring("the time limit of the run was over (--time-limit 3s)"));
  }
  CHECK_THAT(shop.read("out.xml"), ContainsSubstring("<error"));
}
