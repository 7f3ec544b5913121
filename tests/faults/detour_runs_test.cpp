// Runs of the tollgate binary by way of PgBouncer, and on a replica.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/catch.hpp"
#include "tests/faults/faulty_project.hpp"
#include "tests/faults/pooler.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::tests;

TEST_CASE("a whole run behind a pooler says what it says without one") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const Cluster cluster;
  const FaultyProject project(cluster, 6);
  CHECK(project.run(cluster.conninfo("dbname=shop")).code == 0);
  const std::string direct = project.report();
  for (const std::string mode : {"transaction", "session"}) {
    const Cluster pooler = Cluster::pooler_before(cluster, mode);
    const Ran ran = project.run(pooler.conninfo("dbname=shop"), {"--jobs", mode == "session" ? "2" : "16"});
    INFO(mode << ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(project.report() == direct);
  }
  const Cluster pooler = Cluster::pooler_before(cluster, "statement");
  CHECK(project.run(pooler.conninfo("dbname=shop")).code == 3);
  CHECK(project.outcomes()["row-count-diff errored"] == 6);
  CHECK(project.outcomes()["row-count-diff passed"] == 0);
  CHECK_THAT(project.report(), ContainsSubstring("use pool_mode = transaction or session"));
}

TEST_CASE("a replica is as good as its primary, until changes from there end its queries") {
  NEEDS_POSTGRES();
  const Cluster primary;
  const FaultyProject project(primary, 3, "  statement_timeout: 20s\n");
  test::Admin admin(primary.conninfo("dbname=shop"));
  admin.run(
      "create table raw.churn as select g as id from generate_series(1, 1000) g; drop table pr.m0; create view pr.m0 "
      "as select e.id, e.part, e.note from raw.events e where e.part <> 0 and (select count(*) from raw.churn) + "
      "e.id > 0 and pg_sleep(case when e.id < 3 then 4 else 0 end) is not null");
  const Cluster replica = Cluster::replica_of(primary, {"max_standby_streaming_delay=0"});

  const Ran calm = project.run(replica.conninfo("dbname=shop"), {"--gate", "explain", "--gate", "sample"});
  INFO(calm.out << calm.err);
  CHECK(calm.code == 0);

  std::atomic<bool> over = false;
  std::thread churn([&] {
    while (!over) {
      admin.run(
          "delete from raw.churn where id % 10 = 0; insert into raw.churn select g from generate_series(1, 200) g");
      admin.run("vacuum raw.churn");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  const Ran ran = project.run(replica.conninfo("dbname=shop"), {"--gate", "row-count-diff"});
  over = true;
  churn.join();
  INFO(ran.out << ran.err);
  CHECK(ran.code == 3);
  CHECK(project.outcomes()["row-count-diff errored"] >= 1);
  CHECK_THAT(project.report(), ContainsSubstring("40001") && ContainsSubstring("max_standby_streaming_delay"));
}
