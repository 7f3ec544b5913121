// What a server does to a run of the tollgate binary with all gates that ask it: nothing passes by accident, nothing
// hangs, and what was not judged is named with its reason.
#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/catch.hpp"
#include "tests/faults/faulty_project.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using Outcomes = std::map<std::string, int>;

namespace {

const std::string waits_for_lock =
    "count(*) > 0 from pg_stat_activity where application_name = 'tollgate' and wait_event_type = 'Lock'";
// A row in so many milliseconds, of a relation that is counted and sampled.
std::string slow_view(const std::string& name, int milliseconds) {
  return "drop table if exists " + name + "; create view " + name +
         " as select id, part, note from raw.events where pg_sleep(" + std::to_string(milliseconds) +
         " / 1000.0) is not null";
}

Outcomes all_passed(int models) {
  return {{"explain passed", models},
          {"pii-scan passed", models},
          {"row-count-diff passed", models},
          {"sample passed", models}};
}

void check_nothing_is_left(const Cluster& cluster) {
  CHECK(test::Admin(cluster.conninfo())
            .wait_until("count(*) = 0 from pg_stat_activity where application_name = 'tollgate'"));
}

}  // namespace

TEST_CASE("a healthy server: all is judged, alike with any number of jobs, and nothing of ours stays") {
  NEEDS_POSTGRES();
  const Cluster cluster;
  const FaultyProject project(cluster, 6);
  std::string first;
  for (const std::string jobs : {"1", "2", "5", "16"}) {
    const Ran ran = project.run(cluster.conninfo("dbname=shop"), {"--jobs", jobs});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(project.outcomes() == all_passed(6));
    if (first.empty()) first = project.report();
    CHECK(project.report() == first);
  }
  check_nothing_is_left(cluster);
}

TEST_CASE("a server that restarts in the middle of the run is waited for") {
  NEEDS_POSTGRES();
  const Cluster cluster;
  const FaultyProject project(cluster, 4, "  lock_timeout: 30s\n");
  test::Admin(cluster.conninfo()).run("checkpoint");
  for (const std::string mode : {"fast", "immediate"}) {
    Ran ran;
    {
      test::Admin holder(cluster.conninfo("dbname=shop"));
      holder.run("begin; lock table pr.m0, pr.m1 in access exclusive mode");
      std::thread run([&] { ran = project.run(cluster.conninfo("dbname=shop"), {"--jobs", "4"}); });
      CHECK(test::Admin(cluster.conninfo()).wait_until(waits_for_lock));
      cluster.restart(mode);
      run.join();
    }
    INFO(mode << "\n" << ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(project.outcomes() == all_passed(4));
  }
  check_nothing_is_left(cluster);
}

TEST_CASE("a statement timeout leaves unjudged what it ended, and nothing else") {
  NEEDS_POSTGRES();
  const Cluster cluster;
  const FaultyProject project(cluster, 3, "  statement_timeout: 400ms\n");
  test::Admin(cluster.conninfo("dbname=shop")).run(slow_view("pr.m1", 10));
  const Ran ran = project.run(cluster.conninfo("dbname=shop"));
  CHECK(ran.code == 3);
  CHECK(project.outcomes() == Outcomes{{"explain passed", 3},
                                       {"pii-scan errored", 1},
                                       {"pii-scan passed", 2},
                                       {"row-count-diff errored", 1},
                                       {"row-count-diff passed", 2},
                                       {"sample passed", 3}});
  CHECK_THAT(project.report(),
             ContainsSubstring("took longer than warehouse.statement_timeout") && ContainsSubstring("57014"));
  check_nothing_is_left(cluster);
}

TEST_CASE("a lock that is held leaves unjudged what it covers, alike with any number of jobs") {
  NEEDS_POSTGRES();
  const Cluster cluster;
  const FaultyProject project(cluster, 3, "  lock_timeout: 200ms\n");
  test::Admin holder(cluster.conninfo("dbname=shop"));
  holder.run("begin; lock table pr.m2 in access exclusive mode");
  std::string first;
  for (const std::string jobs : {"1", "8"}) {
    CHECK(project.run(cluster.conninfo("dbname=shop"), {"--jobs", jobs}).code == 3);
    CHECK(project.outcomes()["row-count-diff errored"] == 1);
    CHECK(project.outcomes()["row-count-diff passed"] == 2);
    CHECK(project.outcomes()["pii-scan errored"] == 1);
    CHECK(project.outcomes()["sample passed"] == 3);
    CHECK_THAT(project.report(), ContainsSubstring("gave up waiting for a lock") && ContainsSubstring("55P03"));
    if (first.empty()) first = project.report();
    CHECK(project.report() == first);
  }
}

TEST_CASE("temporary files beyond the server's limit") {
  NEEDS_POSTGRES();
  const Cluster cluster({"temp_file_limit=1MB", "work_mem=64kB"});
  const FaultyProject project(cluster, 2);
  test::Admin(cluster.conninfo("dbname=shop"))
      .run(
          "drop table pr.m0; create view pr.m0 as select e.id, e.part, e.note from raw.events e, generate_series(1, "
          "20) "
          "g order by md5((e.id * g)::text)");
  CHECK(project.run(cluster.conninfo("dbname=shop")).code == 3);
  CHECK(project.outcomes()["row-count-diff errored"] == 1);
  CHECK_THAT(project.report(), ContainsSubstring("usually temp_file_limit") && ContainsSubstring("53400"));
}

TEST_CASE("a full disk under the server's temporary files") {
  NEEDS_POSTGRES();
  const Cluster cluster({"work_mem=64kB"});
  const std::string disk = cluster.folder() + "/tiny";
  const std::string mount = "mkdir " + disk + " && mount -t tmpfs -o size=2m tmpfs " + disk +
                            " 2>/dev/null && chown --reference=" + cluster.folder() + "/data " + disk;
  if (std::system(mount.c_str()) != 0) {
    WARN("skipped: only root may mount a small disk, so nothing was tested here");
    SUCCEED();
    return;
  }
  {
    const FaultyProject project(cluster, 2);
    test::Admin admin(cluster.conninfo("dbname=shop"));
    admin.run("create tablespace tiny location '" + disk + "'");
    admin.run("alter database shop set temp_tablespaces = tiny");
    admin.run(
        "drop table pr.m0; create view pr.m0 as select e.id, e.part, e.note from raw.events e, "
        "generate_series(1, 40) g order by md5((e.id * g)::text)");
    CHECK(project.run(cluster.conninfo("dbname=shop")).code == 3);
    CHECK(project.outcomes()["row-count-diff errored"] == 1);
    CHECK(project.outcomes()["row-count-diff passed"] == 1);
    CHECK_THAT(project.report(), ContainsSubstring("filled the server's disk") && ContainsSubstring("53100"));
  }
  cluster.restart("immediate");  // lets go of the disk
  CHECK(std::system(("umount " + disk).c_str()) == 0);
}

TEST_CASE("fewer connections than --jobs are enough, none is told") {
  NEEDS_POSTGRES();
  const Cluster cluster({"max_connections=10"});
  const FaultyProject project(cluster, 3);
  test::Admin admin(cluster.conninfo("dbname=shop"));
  admin.run(
      "create role ci login; grant usage on schema raw, prod, pr to ci; grant select on all tables in schema raw, "
      "prod, pr to ci");
  const std::string ci = cluster.conninfo("dbname=shop user=ci");
  std::vector<std::unique_ptr<test::Admin>> others;
  for (int i = 0; i < 4; ++i) others.push_back(std::make_unique<test::Admin>(ci));
  const Ran slower = project.run(ci, {"--jobs", "16"});
  INFO(slower.out << slower.err);
  CHECK(slower.code == 0);
  CHECK(project.outcomes() == all_passed(3));
  CHECK(admin.wait_until("count(*) = 0 from pg_stat_activity where application_name = 'tollgate'"));

  admin.run("alter role ci connection limit 0");
  CHECK(project.run(ci).code == 3);
  CHECK(
      project.outcomes() ==
      Outcomes{{"explain errored", 3}, {"pii-scan errored", 3}, {"row-count-diff errored", 3}, {"sample errored", 3}});
  CHECK_THAT(project.report(), ContainsSubstring("no connection slot left") && ContainsSubstring("53300"));
}

TEST_CASE("logins that fail say why, and what to do") {
  NEEDS_POSTGRES();
  const int port = free_port();
  const Cluster cluster({"listen_addresses=127.0.0.1", "port=" + std::to_string(port),
                         "hba=hostssl all all 127.0.0.1/32 trust", "hba=local all tollgate_password scram-sha-256"});
  const std::string here = "host=" + cluster.folder() + " port=" + std::to_string(port) + " user=tollgate dbname=shop";
  const FaultyProject project(here, 2);
  test::Admin admin(here);
  admin.run(
      "create role tollgate_password login password 'secret-4711'; create role stranger login; revoke connect on "
      "database shop from public");
  const auto check = [&](const std::string& more, const std::string& text) {
    const Ran ran = project.run(here + " " + more);
    INFO(more << "\n" << ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK(project.outcomes() ==
          Outcomes{
              {"explain errored", 2}, {"pii-scan errored", 2}, {"row-count-diff errored", 2}, {"sample errored", 2}});
    CHECK_THAT(project.report(), ContainsSubstring(text));
  };
  check("user=tollgate_password password=secret-4712", "it refused the login: check user, password");
  check("user=tollgate_password passfile=/dev/null", "it asks for a password, and none was given");
  check("user=nobody", "it refused the login");
  check("user=stranger", "grant connect on the database");
  check("dbname=nowhere", "there is no such database");
  check("host=127.0.0.1 sslmode=require", "no encrypted connection came about");
  check("host=127.0.0.1 sslmode=disable", "check user, password, sslmode and pg_hba.conf");
  check("host=127.0.0.1 port=" + std::to_string(free_port()), "the server is not reachable");
}

TEST_CASE("500 slow models and a time limit: the run ends in order, and names what it did not judge") {
  NEEDS_POSTGRES();
  constexpr int models = 500;
  const Cluster cluster;
  const FaultyProject project(cluster, models, {}, 200);
  test::Admin admin(cluster.conninfo("dbname=shop"));
  admin.run("create view raw.slow as select e.* from raw.events e, (select 1 where pg_sleep(0.1) is not null) s");
  std::string views;
  for (int i = 0; i < models; ++i) {
    const std::string name = "pr.m" + std::to_string(i);
    views += "drop table " + name + "; create view " + name + " as select id, part, note from raw.slow;";
  }
  admin.run(views);
  const auto begin = std::chrono::steady_clock::now();
  const Ran ran = project.run(cluster.conninfo("dbname=shop"),
                              {"--gate", "row-count-diff", "--gate", "pii-scan", "--time-limit", "4s", "--jobs", "8"});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(40));
  CHECK(admin.wait_until("count(*) = 0 from pg_stat_activity where application_name = 'tollgate'"));
  CHECK(ran.code == 3);
  const Outcomes found = project.outcomes();
  const auto count = [&](const std::string& outcome) { return found.count(outcome) > 0 ? found.at(outcome) : 0; };
  INFO(ran.err);
  CHECK(count("row-count-diff errored") > 0);
  CHECK(count("row-count-diff errored") + count("row-count-diff passed") + count("row-count-diff failed") == models);
  CHECK(count("pii-scan errored") + count("pii-scan passed") == models);
  const std::string report = project.report();
  for (int i = 0; i < models; ++i) {
    CHECK(report.find("model.shop.m" + std::to_string(i) + "\"") != std::string::npos);
  }
  CHECK_THAT(report, ContainsSubstring("the time limit of the run was over (--time-limit 4s)"));
}
