#include "budget/audit/export.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "budget/audit/log.hpp"
#include "change/process.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "tests/budget/audit_remote.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::budget;
using tollgate::tests::log_file;
using tollgate::tests::merged_draft;

namespace {

/// n events; the reason of the first would break out of any text that is quoted carelessly.
std::vector<StoredEvent> events(int n) {
  std::vector<LogFile> files;
  std::vector<std::string> heads;
  for (int i = 1; i <= n; ++i) {
    std::string draft = merged_draft(i);
    if (i == 1) draft.insert(draft.size() - 1, R"(,"reason":"it's \"so\", '; drop table x; -- \\ $$ é :x")");
    files.push_back(log_file(draft_from(draft), heads, i));
    heads = {stored_event(files.back().path, files.back().bytes).id};
  }
  return read_events({.tip = "t", .files = files}).events;
}

bool postgres_is_there() {
  if (std::getenv("PGHOST") != nullptr) return true;
  const char* without = std::getenv("TOLLGATE_NO_POSTGRES");
  INFO("no PGHOST: run the tests inside `scripts/postgres run`, or set TOLLGATE_NO_POSTGRES=1 to leave these out");
  REQUIRE((without != nullptr && std::string(without) == "1"));
  return false;
}

change::ProcessResult psql(const std::string& script) {
  return change::run_process({"psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=|"},
                             {.text = script, .environment = {"PGOPTIONS=-c client_min_messages=warning"}});
}

std::string answer(const std::string& sql) {
  const change::ProcessResult result = psql(sql);
  INFO(result.errors);
  CHECK(result.errors.empty());
  return result.output;
}

/// A schema of its own, dropped at the end.
class Schema {
 public:
  Schema() { answer("drop schema if exists tollgate_audit_test cascade; create schema tollgate_audit_test;"); }
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;
  Schema(Schema&&) = delete;
  Schema& operator=(Schema&&) = delete;
  ~Schema() { psql("drop schema tollgate_audit_test cascade;"); }
};

}  // namespace

TEST_CASE("a line of JSONL is an event, and its digest the id") {
  const std::vector<StoredEvent> all = events(3);
  std::string text = audit_jsonl(all);
  for (const StoredEvent& event : all) {
    const std::string line = text.substr(0, text.find('\n'));
    text.erase(0, line.size() + 1);
    CHECK("sha256:" + sha256_hex(line) == event.id);
  }
  CHECK(text.empty());
}

TEST_CASE("CSV has a row per event, quoted as RFC 4180 wants") {
  const std::vector<StoredEvent> all = events(2);
  const std::string text = audit_csv(all);
  CHECK(text.starts_with("id,lamport,ts,type,repo,pr,"));
  CHECK(text.find("\r\n" + all[1].id + ",2,2026-04-01T09:15:02.000Z,pr_merged,acme/dbt,2,,,aaaa") != std::string::npos);
  std::size_t rows = 0;
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at + 2)) ++rows;
  CHECK(rows == 3);
  CHECK(text.find(R"(""reason"":""it's \""so\"", '; drop)") != std::string::npos);
}

TEST_CASE("the table's name is a plain one") {
  for (const char* name : {"", "a.b.c", "a b", "x\"; drop table y; --", "1a", ".a", "a.", "Audit"}) {
    INFO(name);
    CHECK_THROWS_AS(audit_sql({}, name), Error);
  }
  CHECK(audit_sql({}, "audit.events").find("\"audit\".\"events\"") != std::string::npos);
}

TEST_CASE("the script makes an append-only table, and may be run again") {
  if (!postgres_is_there()) return;
  const Schema schema;
  const std::string table = "tollgate_audit_test.events";
  const std::vector<StoredEvent> all = events(3);
  CHECK(answer(audit_sql({all[0], all[1]}, table)).empty());
  CHECK(answer("select count(*) from " + table) == "2\n");
  CHECK(answer(audit_sql(all, table)).empty());
  CHECK(answer(audit_sql(all, table)).empty());
  CHECK(
      answer("select id, lamport, ts at time zone 'UTC', type, repo, pr, event from " + table + " order by lamport") ==
      all[0].id + "|1|2026-04-01 09:15:01|pr_merged|acme/dbt|1|" + all[0].bytes + "\n" +  //
          all[1].id + "|2|2026-04-01 09:15:02|pr_merged|acme/dbt|2|" + all[1].bytes + "\n" + all[2].id +
          "|3|2026-04-01 09:15:03|pr_merged|acme/dbt|3|" + all[2].bytes + "\n");
  for (const char* change : {"update @ set ts = now()", "delete from @", "truncate @", "delete from @ where false"}) {
    std::string sql = change;
    sql.replace(sql.find('@'), 1, table);
    INFO(sql);
    CHECK(psql(sql).errors.find("append-only") != std::string::npos);
  }
  CHECK(psql("insert into " + table + " (id, ts, event) values ('" + all[0].id + "x', now(), '" + all[1].bytes + "')")
            .errors.find("violates check constraint") != std::string::npos);
  CHECK(answer("select count(*) from " + table) == "3\n");
}

TEST_CASE("who may only insert can run the script, too") {
  if (!postgres_is_there()) return;
  const Schema schema;
  const std::string table = "tollgate_audit_test.events";
  const std::vector<StoredEvent> all = events(2);
  answer(audit_sql({all[0]}, table));
  answer(
      "drop role if exists tollgate_audit_writer; create role tollgate_audit_writer;"
      "grant usage on schema tollgate_audit_test to tollgate_audit_writer;"
      "grant select, insert on " +
      table + " to tollgate_audit_writer;");
  CHECK(answer("set role tollgate_audit_writer;\n" + audit_sql(all, table)).empty());
  CHECK(answer("select count(*) from " + table) == "2\n");
  CHECK(psql("set role tollgate_audit_writer; update " + table + " set ts = now()").errors.find("permission denied") !=
        std::string::npos);
  answer("drop owned by tollgate_audit_writer; drop role tollgate_audit_writer;");
}
