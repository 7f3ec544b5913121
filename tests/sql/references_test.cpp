#include "sql/references.hpp"

#include <algorithm>

#include "sql/deep_stack.hpp"
#include "sql/references/failure.hpp"
#include "sql/references/foreign_names.hpp"
#include "sql/references/similar.hpp"
#include "sql/references/tokens.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"

using namespace tollgate::sql;

namespace {

Schema shop() {
  Schema schema;
  const auto add = [&](std::vector<std::string> name, std::vector<KnownColumn> columns) {
    KnownRelation relation;
    relation.name = name[0] + "." + name[1];
    relation.columns = std::move(columns);
    schema.add(name, std::move(relation));
  };
  add({"raw", "orders"}, {{"order_id", "bigint"},
                          {"customer_id", "integer"},
                          {"status", "text"},
                          {"ordered_on", "date"},
                          {"net_amount_usd", "numeric"},
                          {"payload", "jsonb"}});
  add({"raw", "customers"}, {{"customer_id", "integer"}, {"email", "text"}});
  return schema;
}

std::vector<ReferenceFinding> check(const std::string& sql, int version = 15) {
  std::vector<ReferenceFinding> findings;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const Schema schema = shop();
    ReferenceOptions options;
    options.server_version = version;
    findings = check_references(sql, schema, options);
  });
  return findings;
}

/// "rule name; rule name", in order.
std::string told(const std::string& sql, int version = 15) {
  std::string text;
  for (const auto& finding : check(sql, version)) {
    text += (text.empty() ? "" : "; ") + std::string(to_string(finding.rule)) + " " + finding.name;
  }
  return text;
}

std::string suggested(const std::string& sql) {
  const auto findings = check(sql);
  return findings.empty() ? "nothing found" : findings.front().suggestion;
}

}  // namespace

TEST_CASE("references: valid statements give nothing") {
  for (const char* sql : {
           "select order_id, lower(status) from raw.orders where net_amount_usd > 5",
           "select qualify.order_id from raw.orders qualify",
           "select make_interval(secs => 3.5), format('%s-%s', status, order_id) from raw.orders",
           "select payload -> 'a' ->> 'b', ordered_on - 7, status || order_id from raw.orders",
           "select $$ `x` qualify $$, 'a' -- * except (b)\nfrom raw.orders",
           "select count(*) / 2.0, 4 / 2 from raw.orders",
           "select percentile_cont(0.5) within group (order by net_amount_usd) from raw.orders",
           "select table_name from information_schema.tables",
       }) {
    INFO(sql);
    CHECK(told(sql).empty());
  }
}

TEST_CASE("references: a construct of another dialect explains the failure, and the rest is judged as well") {
  CHECK(told("select order_id, statuz from raw.orders qualify row_number() over (order by order_id) = 1") ==
        "unknown-column statuz; dialect QUALIFY");
  CHECK(told("select * except (status) from raw.orders") == "dialect SELECT * EXCEPT");
  CHECK(told("select `order_id` from `raw`.`orders`") == "dialect backticks; dialect backticks; dialect backticks");
  CHECK(told("select ordered_on - interval 7 day from raw.orders") == "dialect INTERVAL number unit");
  CHECK(told("select date_add(ordered_on, interval 1 month) from raw.orders") ==
        "unknown-function date_add; dialect INTERVAL number unit");
  CHECK(told("select payload:a.b::string from raw.orders") == "dialect value:path; unknown-type string");
  CHECK(told("select order_id from my-project.raw.orders") == "dialect project name with dashes");
  CHECK(told("select [1, 2]") == "dialect [list]");
  CHECK(told("select 'it\\'s'") == "dialect backslash before a quote");
}

TEST_CASE("references: a word that is an ordinary name there is not blamed") {
  CHECK(told("select qualify.order_id form raw.orders qualify") == "syntax ");
  CHECK(told("select minus.order_id, from raw.orders minus") == "dialect trailing comma");
}

TEST_CASE("references: functions come before the columns among their arguments") {
  CHECK(told("select datediff(day, ordered_on, current_date) from raw.orders") == "unknown-function datediff");
  CHECK(told("select date_trunc(month, ordered_on) from raw.orders") == "dialect date_trunc");
  CHECK(told("select transform(status, x -> x) from raw.orders") == "unknown-function transform");
  CHECK(told("select datediff(dai, ordered_on, current_date) from raw.orders") ==
        "unknown-function datediff; unknown-column dai");
}

TEST_CASE("references: suggestions") {
  CHECK(suggested("select nvl(status, 'x') from raw.orders") == "COALESCE(a, b)");
  CHECK(suggested("select coalese(status, 'x') from raw.orders") == "coalesce");
  CHECK(suggested("select fiscal_quarter(ordered_on) from raw.orders").empty());
  CHECK(suggested("select o.cust_id from raw.orders o") == "o.customer_id");
  CHECK(suggested("select o.net_total_usd from raw.orders o") == "o.net_amount_usd");
  CHECK(suggested("select 1 from raw.order") == "raw.orders");
  CHECK(suggested("select 1 from raw.ordrs") == "raw.orders");
  CHECK(suggested("select 1 from staging.orders") == "raw.orders");
  CHECK(suggested("select 1 from raw.sessions").empty());
  CHECK(suggested("select orders.order_id from raw.orders o") == "o.order_id: the table has the alias o here");
  CHECK(suggested("select 1 from raw.orders where status = \"paid\"").starts_with("'paid'"));
  CHECK(suggested("select customer_id from raw.orders o, raw.customers c") == "o.customer_id or c.customer_id");
  CHECK(suggested("with t as (select 1 as n union all select n + 1 from t) select n from t")
            .starts_with("WITH RECURSIVE"));
  CHECK(suggested("select status::boolen from raw.orders") == "boolean");
}

TEST_CASE("references: types tell operators and arguments that fit nothing") {
  CHECK(told("select status + 'x' from raw.orders") == "unknown-operator +");
  CHECK(told("select order_id from raw.orders where status == 'paid'") == "unknown-operator ==");
  CHECK(told("select trunc(ordered_on, 'MM') from raw.orders") == "unknown-function trunc");
  CHECK(told("select to_date('2024-01-01')") == "wrong-argument-count to_date");
}

TEST_CASE("references: silent drift") {
  CHECK(told("select 1 / 2") == "semantic-drift /");
  CHECK(told("select 5 ^ 2") == "semantic-drift ^");
  CHECK(told("select log(10)") == "semantic-drift log");
  CHECK(told("select substr(status, -2) from raw.orders") == "semantic-drift substr");
  CHECK(told("select concat('a', null)") == "semantic-drift concat");
  CHECK(told("select extract(dayofweek from ordered_on) from raw.orders") == "semantic-drift dayofweek");
  CHECK(told("select order_id::int / 10 from raw.orders").empty());
}

TEST_CASE("references: versions") {
  CHECK(told("select any_value(status) from raw.orders") == "unknown-function any_value");
  CHECK(told("select any_value(status) from raw.orders", 16).empty());
  CHECK(told("select regexp_count(status, 'a') from raw.orders", 14) == "unknown-function regexp_count");
  const std::string merge =
      "merge into raw.orders t using raw.customers s on t.customer_id = s.customer_id when not matched by source then "
      "delete";
  CHECK(told(merge) == "dialect WHEN NOT MATCHED BY SOURCE");
  CHECK(told(merge, 17).empty());
}

TEST_CASE("references: places count lines and code points") {
  const auto findings = check("select 'é', statuz\nfrom raw.orders\nwhere nvl(status, 'x') = 'y'");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].line == 1);
  CHECK(findings[0].column == 13);
  CHECK(findings[1].line == 3);
  CHECK(findings[1].column == 7);
}

TEST_CASE("references: repairs keep every offset") {
  for (const std::string sql : {"select * except (a) from t qualify x = 1", "select `é` from t limit 1, 2",
                                "select {{ x }} from t", "select a:b.c, [1] from t sample (10)"}) {
    CHECK(explain_failure(sql, 15).repaired.size() == sql.size());
  }
}

TEST_CASE("references: the map of other dialects is in order") {
  for (const auto table : {foreign_date_functions(), foreign_text_functions(), foreign_aggregates(),
                           foreign_nested_functions(), foreign_other_functions()}) {
    for (const ForeignName& row : table) {
      INFO(row.name);
      CHECK(row.name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string_view::npos);
      CHECK(foreign_function(row.name) == &row);  // each name once
    }
  }
}

TEST_CASE("tokens: quotes, comments, brackets") {
  const auto tokens = tokens_of("a.\"B c\" /* x /* y */ */ ('it''s', `t`) -- end");
  REQUIRE(tokens.size() == 8);
  CHECK(tokens[2].kind == TokenKind::quoted);
  CHECK(tokens[3].partner == 7);
  CHECK(tokens[4].kind == TokenKind::string);
  CHECK(tokens[6].kind == TokenKind::backtick);
  CHECK(tokens_of("'open").front().open);
}

TEST_CASE("runs of operators and marks of comments are cut in one go") {
  std::string signs, marks;
  for (int i = 0; i < 100'000; ++i) {
    signs += "+-";
    marks += "1 # ";
  }
  CHECK(tokens_of(signs).size() == 200'000);
  CHECK(tokens_of(marks).size() == 200'000);
  CHECK(tokens_of("a <-> b").size() == 3);
  // As scan.l: `-` may only end an operator that holds one of ~!@#%^&|?
  CHECK(tokens_of("a *- b").at(1).folded == "*");
  CHECK(tokens_of("a @- b").at(1).folded == "@-");
}

TEST_CASE("a text beyond 128 kB is not taken apart construct by construct") {
  const std::string foreign = "select top 5 id from raw.orders";
  CHECK(explain_failure(foreign, 15).parses);
  const Failure failure = explain_failure(foreign + " -- " + std::string(150'000, 'x'), 15);
  CHECK_FALSE(failure.parses);
  CHECK(failure.constructs.empty());
  CHECK(failure.error.line == 1);
}

TEST_CASE("edit distance counts swaps once and stops at its limit") {
  CHECK(edit_distance("amount", "amuont", 3) == 1);
  CHECK(edit_distance("amount", "amount", 3) == 0);
  CHECK(edit_distance("abc", "xyzxyz", 2) == 3);
}
