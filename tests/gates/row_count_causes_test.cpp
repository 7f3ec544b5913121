// Why rows grew or shrank: the join, the key and the figures that row-count-diff puts into its finding.
#include "tests/gates/row_count_causes.hpp"

#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

const std::string plain = "with orders as (select * from @orders )\nselect o.order_id\nfrom orders o\n";
const std::string with_payments = plain + "left join @payments p on p.order_id = o.order_id\n";
const std::string with_customers = plain + "left join @customers c on c.customer_id = o.customer_id\n";

const CauseAnswers repeated_payments{
    {{Side::head, "payments"},
     {.repeats = true, .repeated = "12345", .joined = {{"200000", "1000", "407000"}}, .kept = {}}}};

const Finding& only(const GateResult& result) {
  REQUIRE(result.findings.size() == 1);
  return result.findings.front();
}

double evidence_of(const Finding& finding, std::string_view name) {
  for (const Evidence& item : finding.evidence) {
    if (item.name == name) return std::visit([](auto value) { return static_cast<double>(value); }, item.value);
  }
  return -1;
}

}  // namespace

TEST_CASE("rows: the join that multiplies is named with its key, its multiplier, its line and the fix") {
  const Finding finding = only(explained(plain, with_payments, repeated_payments, {200000, 408000}));
  CHECK(finding.message ==
        "mart: 200,000 rows on base, 408,000 on head (+104 %, limit +10 %); payments is unique on payment_id, not on "
        "order_id: 12,345 keys repeat, each row of orders becomes 2.04 rows on average (join at models/mart.sql:4)");
  CHECK(finding.help ==
        "Aggregate payments to one row per order_id before the join, or join on payment_id. If it is meant this once, "
        "waive "
        "it (tollgate waivers add); raise max_growth_pct where it may always grow so.");
  CHECK(finding.location.line == 4);
  CHECK(evidence_of(finding, "multiplier") == 2.04);
  CHECK(evidence_of(finding, "repeated_keys") == 12345);
}

TEST_CASE("rows: a join that multiplied as much on base is not the cause, one that did not is") {
  const std::string new_filter = with_payments + "where o.status is not null";
  CauseAnswers answers = repeated_payments;
  answers[{Side::base, "payments"}] = {true, "12345", {{"200000", "1000", "407000"}}, {}};
  const Finding as_before = only(explained(with_payments, new_filter, answers, {408000, 600000}));
  CHECK_THAT(as_before.message, ContainsSubstring("; none of its joins multiplies rows more than on base"));
  CHECK(as_before.location.line == 1);
  CHECK(evidence_of(as_before, "multiplier") == -1);
  answers[{Side::base, "payments"}].joined = {{"200000", "1000", "199000"}};
  CHECK_THAT(only(explained(with_payments, new_filter, answers, {200000, 408000})).message,
             ContainsSubstring("payments is unique on payment_id, not on order_id: 12,345 keys repeat"));
}

TEST_CASE("rows: the new join is preferred to an old one that multiplies as well") {
  const std::string both = with_payments + "left join @customers c on c.customer_id = o.customer_id\n";
  CauseAnswers answers = repeated_payments;
  answers[{Side::base, "payments"}] = {true, "1", {{"200000", "1000", "199000"}}, {}};
  answers[{Side::head, "customers"}] = {true, "7", {{"200000", "0", "300000"}}, {}};
  CHECK_THAT(only(explained(with_payments, both, answers, {200000, 612000})).message,
             ContainsSubstring("customers is not unique on customer_id: 7 keys repeat, each row of orders becomes 1.50 "
                               "rows on average (join at models/mart.sql:5)"));
}

TEST_CASE("rows: repeated keys that no row meets multiply nothing") {
  CauseAnswers answers = repeated_payments;
  answers[{Side::head, "payments"}].joined = {{"200000", "1000", "199000"}};
  CHECK_THAT(only(explained(plain, with_payments, answers, {100, 200})).message,
             ContainsSubstring("; none of its joins multiplies rows more than on base"));
}

TEST_CASE("rows: what could not be told is said, and nothing is guessed") {
  const auto clause = [](const std::string& base, const std::string& head, const CauseAnswers& answers) {
    const Finding finding = only(explained(base, head, answers, {100, 200}));
    CHECK(finding.location.line == 1);
    CHECK_THAT(finding.help, ContainsSubstring("Look for a join to a key that is not unique"));
    return finding.message.substr(finding.message.find(')') + 1);
  };
  CHECK(clause(plain, with_payments, {}) ==
        "; whether the join of payments multiplies rows could not be told: not within the time of diagnosis_budget and "
        "statement_timeout");
  // Items in parentheses on the left, and joins within joins without any: their places in the text are not certain.
  const std::string nested = plain + "left join @payments p join @customers c on c.customer_id > p.order_id\n";
  CHECK_THAT(clause(plain, nested + "on p.order_id = o.order_id", {}),
             ContainsSubstring("multiplies rows could not be told: it is a query or call of its own, no relation"));
  CHECK(clause(plain + "cross join @payments p", plain + "cross join @payments p where o.status > ''",
               {{{Side::head, "payments"}, {.repeats = false, .repeated = "9", .joined = {}, .kept = {}}}}) ==
        "; whether the join of payments multiplies rows could not be told: base could not be asked");
  CHECK(clause(plain + "where status = 'x'", plain, {}) == "; the filter `status = 'x'` is gone");
  CHECK(clause(plain, plain, {}).empty());
  CHECK_THAT(clause("select status, count(*) from @orders o join @payments p using (order_id) group by 1",
                    "select o.order_id, count(*) from @orders o join @payments p using (order_id) group by 1", {}),
             ContainsSubstring("its rows are groups, distinct or limited after its joins"));
}

TEST_CASE("rows: without a budget nothing more is asked") {
  const GateResult result = explained(plain, with_payments, repeated_payments, {200000, 408000}, 0);
  CHECK(only(result).message == "mart: 200,000 rows on base, 408,000 on head (+104 %, limit +10 %)");
}

TEST_CASE("rows: a join without a condition says how many rows each row becomes") {
  CauseAnswers answers;
  answers[{Side::head, "payments"}].repeated = "4000";
  const Finding finding = only(explained(plain, plain + "cross join @payments p", answers, {100, 400000}));
  CHECK_THAT(finding.message,
             ContainsSubstring("payments is joined without a condition: each row becomes 4,000 rows (join at "
                               "models/mart.sql:4)"));
  CHECK(evidence_of(finding, "multiplier") == 4000);
}

TEST_CASE("rows: an inner join that drops rows says how many have no match") {
  const std::string inner = plain + "join @customers c on c.customer_id = o.customer_id\n";
  CauseAnswers answers;
  answers[{Side::head, "customers"}].joined = {{"1000", "550", "450"}};
  const Finding finding = only(explained(with_customers, inner, answers, {1000, 450}));
  CHECK_THAT(finding.message,
             ContainsSubstring("; the inner join of customers drops 550 of 1,000 rows of orders, which "
                               "have no match on customer_id (join at models/mart.sql:4)"));
  CHECK_THAT(finding.help, ContainsSubstring("make it a left join"));
  CHECK_THAT(finding.help, ContainsSubstring("raise max_drop_pct"));
  CHECK(evidence_of(finding, "unmatched_rows") == 550);
}

TEST_CASE("rows: a filter that could not be counted is said") {
  const Finding finding = only(explained(plain, plain + "where o.status = 'payd'\n", {}, {199000, 0}));
  CHECK_THAT(finding.message,
             ContainsSubstring("; what the filters on orders keep could not be told: not within the time"));
  CHECK(finding.location.line == 1);
}

TEST_CASE("rows: a filter that lets nothing through is named, with what stood before it") {
  const std::string filtered = plain + "where o.order_id is not null\n  and o.status = 'payd'\n";
  CauseAnswers answers;
  answers[{Side::head, "orders"}].kept = {{"200000", "199000", "0"}};
  const Finding finding = only(explained(plain + "where o.order_id is not null\n", filtered, answers, {199000, 0}));
  CHECK(finding.rule == "zero-rows");
  CHECK_THAT(finding.message,
             ContainsSubstring("; the filter `o.status = 'payd'` keeps 0 of 199,000 rows of orders (at "
                               "models/mart.sql:5)"));
  CHECK_THAT(finding.help, ContainsSubstring("set allow_empty"));
  CHECK(finding.location.line == 5);
}

TEST_CASE("rows: what an edited seed repeats is told where it is joined") {
  const std::string sql =
      "with o as (select * from @orders ), p as (select * from @payments )\nselect o.order_id from o\n"
      "left join p on p.order_id = o.order_id";
  for (const bool edited : {true, false}) {
    Scene scene;
    add_shop(scene);
    dbt::Node seed = scene.head.nodes.at("model.shop.payments");
    seed.type = dbt::ResourceType::seed;
    seed.original_file_path = "seeds/payments.csv";
    if (edited) {
      scene.changed(seed, seed);
      scene.base.nodes.at(seed.unique_id).relation_name = R"("shop"."base"."payments")";
      scene.head.nodes.at(seed.unique_id).relation_name = R"("shop"."head"."payments")";
    }
    scene.changed(model("mart", on_side(sql, "base")), model("mart", on_side(sql, "head")));
    Target& mart = scene.targets().back();
    mart.change = nullptr;
    for (dbt::Project* side : {&scene.base, &scene.head}) {
      side->nodes.at("model.shop.mart").depends_on = {"model.shop.orders", "model.shop.payments"};
    }
    scene.set(diagnosis_budget, std::int64_t{20});
    const GateResult result =
        scene
            .answers([](const Question& question) {
              const bool head = question.side == Side::head;
              const bool mart_rows = is(question, "row count of") && question.about.find("mart") != std::string::npos;
              if (is(question, "kind of")) return rows({{"r"}});
              if (is(question, "row count of")) return number(mart_rows && head ? 200 : 100);
              if (is(question, "repeated key in")) return rows({{head ? "t" : "f"}});
              if (is(question, "repeated keys of")) return rows({{"4"}});
              if (is(question, "rows before and after")) return rows({{"100", head ? "200" : "100"}});
              return trouble(Problem::timeout);
            })
            .run(gates::row_count_diff);
    REQUIRE(result.findings.size() == 1);
    const std::string& message = result.findings.front().message;
    INFO(message);
    CHECK((message.find("this change edits seeds/payments.csv") != std::string::npos) == edited);
    CHECK((message.find("the left join of payments makes 200 rows of 100") != std::string::npos) == edited);
    CHECK(result.findings.front().location.line == (edited ? 3 : 1));
  }
}
