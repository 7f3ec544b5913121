#include "sql/volatility.hpp"

#include "tests/catch.hpp"
#include "tests/sql/analysed.hpp"

using tollgate::sql::Volatility;
using tollgate::sql::tests::analysed;

namespace {

Volatility of(const char* text) { return volatility_of(analysed(text)); }

}  // namespace

TEST_CASE("a statement is as volatile as the most volatile of what it calls, wherever that stands") {
  CHECK(of("select id, upper(name), name || 'x', amount from customers join orders on customer_id = customers.id") ==
        Volatility::immutable);
  CHECK(of("select my_own(id) from orders") == Volatility::immutable);
  for (const char* text :
       {"select id from orders where placed > current_date - 30",
        "select (select max(age(placed)) from orders) from customers",
        "with o as (select now() as at) select at from o", "select 'Today'::date from orders",
        "select id from orders where name = current_setting('a.b')", "select id from orders order by current_user",
        "select '2024-01-01 10:00'::timestamptz::date from orders"})
    CHECK(of(text) == Volatility::stable);
  for (const char* text :
       {"select now(), random() from orders", "select id from orders where random() < 0.5",
        "select nextval('s') from (select id from orders) o", "select id from orders tablesample system (10)",
        "select id from customers where exists (select from orders order by gen_random_uuid())"})
    CHECK(of(text) == Volatility::volatile_);
}
