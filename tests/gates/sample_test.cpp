// The gate `sample` without a server: what each answer comes to. What the SQL does is sample_postgres_test.cpp's.
#include <fmt/format.h>

#include "gates/all.hpp"
#include "gates/sample/options.hpp"
#include "gates/sample/runs.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;

namespace {

/// What the warehouse says of the one changed model; `both` is asked when either side looks wrong.
struct Replies {
  Answer size = rows({{R"([{"Plan": {"Node Type": "Seq Scan", "Plan Rows": 500, "Plan Width": 0}}])"}});
  Answer head = number(500), base = number(500);
  Answer both = rows({{"t", "t"}});
};

FakeWarehouse::Reply replying(Replies replies) {
  return [replies = std::move(replies)](const Question& question) {
    if (question.about.starts_with("size of")) return replies.size;
    if (question.about.starts_with("run of both")) return replies.both;
    return question.about.starts_with("run of base") ? replies.base : replies.head;
  };
}

Answer failed(const std::string& sqlstate, Problem problem = Problem::other) {
  Answer answer = trouble(problem, "the server said no");
  answer.sqlstate = sqlstate;
  return answer;
}

/// A mart over `orders`, from which head reads otherwise.
Scene mart(Replies replies) {
  Scene scene;
  scene.changed(model("orders", "select 1 as id, 'a' as code"), model("orders", "select 1 as id, 'a' as code"));
  scene.changed(model("mart", R"(select id from "shop"."base"."orders")"),
                model("mart", "select id\nfrom \"shop\".\"head\".\"orders\"\nwhere id / 2 > 3"));
  scene.targets().erase(scene.targets().begin());
  scene.answers(replying(std::move(replies)));
  return scene;
}

GateResult judged(Replies replies) { return mart(std::move(replies)).run(gates::sample); }

Answer counts(const char* rows_of_it, const char* values) { return rows({{rows_of_it, values}}); }

Replies alike() { return {.head = counts("400", "400"), .base = counts("500", "500")}; }

Replies empty() { return {.head = counts("0", "0"), .base = counts("500", "500"), .both = rows({{"t", "f"}})}; }

Replies nulls() {
  return {.head = counts("400", "0"), .base = counts("500", "500"), .both = rows({{"500", "500", "400", "0"}})};
}

Replies failing(const std::string& sqlstate) { return {.head = failed(sqlstate), .base = counts("500", "500")}; }

Replies unreadable() { return {.size = failed("42501", Problem::no_privilege)}; }

GateResult same_text() {
  Scene scene = mart(alike());
  scene.head.nodes["model.shop.mart"].compiled_code = R"(select id from "shop"."head"."orders";)";
  return scene.run(gates::sample);
}

GateResult ephemeral() {
  Scene scene = mart({});
  scene.head.nodes["model.shop.mart"].config.materialized = "ephemeral";
  return scene.run(gates::sample);
}

}  // namespace

std::vector<Case> test_gates::sample_cases() {
  constexpr std::string_view gate = "sample";
  return {
      {gate, "pass-rows-and-values", [] { return judged(alike()); }},
      {gate, "pass-empty-only-in-the-sample",
       [] {
         Replies replies = empty();
         replies.both = rows({{"t", "t"}});
         return judged(replies);
       }},
      {gate, "pass-same-sql", same_text},
      {gate, "pass-ephemeral", ephemeral},
      {gate, "fail-empty-result", [] { return judged(empty()); }},
      {gate, "fail-all-null-column", [] { return judged(nulls()); }},
      {gate, "fail-division-by-zero", [] { return judged(failing("22012")); }},
      {gate, "error-no-privilege", [] { return judged(unreadable()); }},
      {gate, "error-timeout",
       [] { return judged({.head = failed("57014", Problem::timeout), .base = counts("500", "500")}); }},
      {gate, "error-not-confirmed",
       [] {
         Replies replies = nulls();
         replies.both = failed("57014", Problem::timeout);
         return judged(replies);
       }},
      {gate, "error-no-base",
       [] {
         Scene scene = mart({});
         scene.without_base = true;
         return scene.run(gates::sample);
       }},
  };
}

TEST_CASE("sample: runtime errors are told by SQLSTATE, and nothing else is one") {
  using gates::sample_run::is_runtime_error;
  for (const char* code : {"22012", "22P02", "21000", "P0001", "38000"}) CHECK(is_runtime_error(code));
  for (const char* code : {"", "42P01", "57014", "55P03", "25006", "53100", "0A000", "22"}) {
    CHECK_FALSE(is_runtime_error(code));
  }
  CHECK(gates::sample_run::name_of_error("22ZZZ") == "an error");
}

TEST_CASE("sample: an answer that is no count is not judged") {
  CHECK(judged({.head = rows({{"many"}}), .base = number(1)}).outcomes.at(0).status == Status::errored);
  CHECK(judged({.head = rows({}), .base = number(1)}).outcomes.at(0).status == Status::errored);
}

TEST_CASE("sample: only counts are asked for, and plans of relations") {
  Scene scene = mart(empty());
  scene.run(gates::sample);
  for (const auto& call : scene.warehouse().calls()) {
    for (const Question& question : call) {
      INFO(question.sql);
      CHECK_FALSE(question.data);
      const bool counts_only = question.sql.starts_with("select count(*)") ||
                               question.sql.starts_with("select exists (") ||
                               question.sql.starts_with("select * from (select count(*)") ||
                               question.sql.starts_with("explain (format json) select from");
      CHECK(counts_only);
    }
  }
}
