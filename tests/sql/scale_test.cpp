#include "sql/scale_change.hpp"

#include "sql/meaning.hpp"
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

std::vector<Scale> scales_of(const std::string& sql) {
  const Schema schema = hotel();
  std::vector<Scale> scales;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    const StatementFacts found = facts_of(std::get<Analysis>(analysis));
    REQUIRE_FALSE(found.outputs.empty());
    scales = found.outputs.front().scales;
  });
  return scales;
}

/// Of the first column of two statements; `same` where the scale is.
std::string told(const std::string& base, const std::string& head) {
  const auto change = scale_change(scales_of(base), scales_of(head));
  return change ? to_text(*change) : "same";
}

/// Of two expressions over `stay s join bill b`.
std::string of(const std::string& base, const std::string& head) {
  const std::string from = " as x from stay s join bill b on b.stay = s.id";
  return told("select " + base + from, "select " + head + from);
}

/// Of two expressions over groups of `stay`.
std::string grouped(const std::string& base, const std::string& head) {
  const std::string from = " as x from stay group by room";
  return told("select " + base + from, "select " + head + from);
}

TEST_CASE("a factor is told as what head is of base", "[scale]") {
  CHECK(of("price / 100", "price") == "100 x base");
  CHECK(of("price", "price / 100") == "base / 100");
  CHECK(of("price * 0.01", "price") == "100 x base");
  CHECK(of("price", "price * 1.19") == "1.19 x base");
  CHECK(of("price * 1.19", "price * 1.2") == "120/119 x base");
  CHECK(of("price", "-price") == "-1 x base");
  CHECK(of("price", "price * -2") == "-2 x base");
  CHECK(of("price", "price + 5") == "base + 5");
  CHECK(of("price", "price - 0.5") == "base - 0.5");
  CHECK(of("price", "price * 1.8 + 32") == "1.8 x base + 32");
  CHECK(of("price", "(price + 32) * 1.5") == "1.5 x base + 48");
  CHECK(of("price", "1000 * (price / 1e1) * 1e-1 / .5") == "20 x base");
}

TEST_CASE("the same multiple is none, however it is written", "[scale]") {
  CHECK(of("price / 100.0", "price * 0.01") == "same");
  CHECK(of("price / 100.0", "0.01 * price") == "same");
  CHECK(of("price * 10 * 10", "100 * price") == "same");
  CHECK(of("price * 100 / 100", "price") == "same");
  CHECK(of("-(-price)", "price") == "same");
  CHECK(of("price + 1 - 1", "price") == "same");
  CHECK(of("price * 100.0 / 1", "price * 100") == "same");
  CHECK(of("(price + paid) * 100", "100 * paid + 100 * price") == "same");
  CHECK(of("b.id / 100", "b.id * 0.01") == "same");        // rounds, and that is another matter
  CHECK(of("cast(price as integer)", "price") == "same");  // likewise
}

TEST_CASE("what is not base's value times a constant has no scale in common", "[scale]") {
  CHECK(of("price", "paid") == "same");
  CHECK(of("price", "paid * 100") == "same");
  CHECK(of("price", "price * b.id") == "same");
  CHECK(of("price", "price * price") == "same");
  CHECK(of("price", "1 / price") == "same");
  CHECK(of("price / paid", "paid / price") == "same");
  CHECK(of("price + paid", "price + 2 * paid") == "same");
  CHECK(of("price", "price % 100") == "same");
  CHECK(of("price", "price * 0") == "same");
  CHECK(of("0.19", "19") == "same");
  CHECK(of("day", "day + 7") == "same");
  CHECK(of("left_at", "left_at + interval '1 day' * 2") == "same");
  CHECK(of("price", "ln(price * 100)") == "same");
  CHECK(of("price", "price / 0") == "same");
  CHECK(of("room", "room || '100'") == "same");
}

TEST_CASE("sums and products carry the factor of all their terms", "[scale]") {
  CHECK(of("price + paid", "100 * price + paid * 100") == "100 x base");
  CHECK(of("price - paid", "paid - price") == "-1 x base");
  CHECK(of("price + paid + 3", "(price + paid + 3) / 2") == "base / 2");
  CHECK(of("price / paid", "100 * price / paid") == "100 x base");
  CHECK(of("price / paid", "(price * 10) / (paid / 10)") == "100 x base");
  CHECK(of("price * (1 - paid)", "price * (100 - 100 * paid)") == "100 x base");
  CHECK(of("price * b.sum", "b.sum / 100 * price") == "base / 100");
}

TEST_CASE("casts, rounding and functions hand the factor on", "[scale]") {
  CHECK(of("(price / 100)::numeric(16, 2)", "price::numeric(16, 2)") == "100 x base");
  CHECK(of("(price / 100)::numeric(16, 2)", "price") == "100 x base");
  CHECK(of("price::numeric / 100", "price::integer") == "100 x base");
  CHECK(of("(facts ->> 'cents')::integer / 100.0", "(facts ->> 'cents')::numeric") == "100 x base");
  CHECK(of("room::integer", "cast(room as bigint) * 60") == "60 x base");
  CHECK(of("price", "price * '0.5'::numeric") == "base / 2");
  CHECK(of("round(price / 100, 2)", "round(price, 2)") == "100 x base");
  CHECK(of("round(price * 100)", "price") == "base / 100");
  CHECK(of("floor(price)", "floor(price / 60)") == "base / 60");
  CHECK(of("abs(price)", "abs(price * -2)") == "2 x base");
  CHECK(of("extract(epoch from left_at) / 60", "extract(epoch from left_at) / 3600") == "base / 60");
}

TEST_CASE("aggregates and windows hand the factor on, from inside and from outside", "[scale]") {
  CHECK(grouped("sum(price)", "sum(price) * 100") == "100 x base");
  CHECK(grouped("sum(price)", "sum(price * 100)") == "100 x base");
  CHECK(grouped("sum(price * 100)", "sum(price) * 100") == "same");
  CHECK(grouped("sum(price)", "sum(-price)") == "-1 x base");
  CHECK(grouped("sum(price)", "sum(price + 1)") == "same");
  CHECK(grouped("avg(price)", "avg(price + 1)") == "base + 1");
  CHECK(grouped("avg(price / 100)", "round(avg(price), 2)") == "100 x base");
  CHECK(grouped("min(price)", "min(price * 100)") == "100 x base");
  CHECK(grouped("max(price)", "max(-price)") == "same");
  CHECK(grouped("max(-price)", "max(-2 * price)") == "2 x base");
  CHECK(grouped("stddev(price)", "stddev(price / -10)") == "base / 10");
  CHECK(grouped("sum(price) filter (where paid > 0)", "sum(price * 10) filter (where paid > 0)") == "10 x base");
  CHECK(grouped("sum(price) filter (where paid > 0)", "10 * sum(price) filter (where paid > 1)") == "same");
  CHECK(grouped("count(*)", "count(*) * 2") == "2 x base");
  CHECK(grouped("sum(1)", "sum(100)") == "100 x base");
  CHECK(grouped("percentile_cont(0.5) within group (order by price)",
                "percentile_cont(0.5) within group (order by price / 100)") == "base / 100");
  CHECK(grouped("sum(price) / count(*)", "100.0 * sum(price) / count(*)") == "100 x base");
  CHECK(grouped("sum(price)", "avg(price * 100)") == "same");
  CHECK(of("sum(price) over (partition by room)", "sum(price * 100) over (partition by room)") == "100 x base");
  CHECK(of("lag(price) over (order by day)", "lag(price / 100) over (order by day)") == "base / 100");
  CHECK(of("sum(price) over (partition by room)", "sum(price * 100) over (partition by day)") == "same");
}

TEST_CASE("choices have the factor of their values", "[scale]") {
  CHECK(of("coalesce(price, 0)", "coalesce(price * 100, 0)") == "100 x base");
  CHECK(of("coalesce(price, 0)", "coalesce(price, 0) * 100") == "100 x base");
  CHECK(of("coalesce(price, -1)", "coalesce(price / 100, -1)") == "base / 100");
  CHECK(of("coalesce(price, paid)", "coalesce(price, paid * 100)") == "same");
  CHECK(of("nullif(price, 0)", "nullif(price * 100, 0)") == "100 x base");
  CHECK(of("case when room = 'a' then price else 0 end", "case when room = 'a' then price * 100 else 0 end") ==
        "100 x base");
  CHECK(of("case when room = 'a' then -price else price end",
           "case when room = 'a' then -price / 100 else price / 100 end") == "base / 100");
  CHECK(of("case when room = 'a' then price end", "case when room = 'b' then price * 100 end") == "same");
  CHECK(of("case when room = 'a' then price else paid end", "case when room = 'a' then price * 100 else paid end") ==
        "same");
  CHECK(of("case when room = 'a' then 1 else 0.5 end", "case when room = 'a' then 100 else 50 end") == "100 x base");
  CHECK(of("greatest(price, paid, 0)", "greatest(paid * 100, price * 100, 0)") == "100 x base");
  CHECK(of("greatest(price, paid)", "least(price * 100, paid * 100)") == "same");
  CHECK(told("with a as (select price / 100 as p from stay) select case when p > 0 then p end as x from a",
             "with a as (select price as p from stay) select case when p > 0 then p end as x from a") == "100 x base");
  CHECK(told("with a as (select price / 100 as p from stay) select case when p > 5 then p end as x from a",
             "with a as (select price as p from stay) select case when p > 5 then p end as x from a") == "same");
}

TEST_CASE("a factor is followed through sub-queries and branches", "[scale]") {
  CHECK(told("with a as (select price / 100 as p from stay), b as (select * from a) select sum(p) as x from b",
             "with a as (select price as p from stay), b as (select * from a) select sum(p) as x from b") ==
        "100 x base");
  CHECK(told("with a as (select price / 100 as p from stay) select p as x from a",
             "with a as (select price as p from stay) select p / 100 as x from a") == "same");
  CHECK(told("select price as x from stay union all select sum from bill",
             "select price * 100 as x from stay union all select sum * 100 from bill") == "100 x base");
  CHECK(told("select price as x from stay union all select sum from bill",
             "select price as x from stay union all select sum * 100 from bill") == "100 x base in 1 of 2 branches");
  CHECK(told("select price as x from stay union all select sum from bill",
             "select price * 10 as x from stay union all select sum * 100 from bill") == "same");
}

TEST_CASE("numbers too long for an exact factor have none", "[scale]") {
  CHECK(of("price", "price * 123456789012345678901234567890") == "same");
  CHECK(of("price", "price * 1e40") == "same");
  CHECK(of("price * 9223372036854775807", "price * 9223372036854775807 * 3 * 5") == "same");
}

TEST_CASE("long chains and names that are read twice a level cost no more than their length", "[scale]") {
  std::string sum = "price";
  for (int i = 0; i < 3000; ++i) sum += " + " + std::to_string(i % 7) + " * price";
  CHECK_FALSE(scales_of("select " + sum + " as x from stay").empty());
  std::string doubled = "with c0 as (select price as p from stay)";
  for (int i = 1; i < 60; ++i)
    doubled += ", c" + std::to_string(i) + " as (select p + p as p from c" + std::to_string(i - 1) + ")";
  CHECK_FALSE(scales_of(doubled + " select p as x from c59").empty());
}

TEST_CASE("fractions are exact, or no number", "[scale]") {
  CHECK(to_text(Fraction::parse("0.010")) == "0.01");
  CHECK(to_text(Fraction::parse("-.5")) == "-0.5");
  CHECK(to_text(Fraction::parse("1.5e2")) == "150");
  CHECK(to_text(Fraction(1) / Fraction(3)) == "1/3");
  CHECK(to_text(Fraction(-1) / Fraction(8)) == "-0.125");
  CHECK(Fraction::parse("0.1") + Fraction::parse("0.2") == Fraction::parse("0.3"));
  for (const char* text : {"", ".", "1x", "'1'", "1e", "1e99", "--1", "nan", "0x1F", "99999999999999999999"})
    CHECK_FALSE(Fraction::parse(text).is_number());
  CHECK_FALSE((Fraction(1) / Fraction(0)).is_number());
  const Fraction large(9'000'000'000'000'000'000);
  CHECK_FALSE((large + large).is_number());
  CHECK_FALSE((large * Fraction(2) + Fraction(1)).is_number());
  CHECK((large / large) == Fraction(1));
}

}  // namespace
}  // namespace tollgate::sql
