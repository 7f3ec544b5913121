#include "core/unique_id.hpp"

#include "tests/catch.hpp"

using namespace tollgate;

TEST_CASE("a model is called with its version") {
  CHECK(short_name("model.shop.orders") == "orders");
  CHECK(short_name("model.shop.dim_customers.v2") == "dim_customers.v2");
  CHECK(name_in_package("model.shop.dim_customers.v2") == "dim_customers.v2");
}

TEST_CASE("a source is called by its table in a sentence, and with its name within the package") {
  CHECK(short_name("source.shop.raw.orders") == "orders");
  CHECK(name_in_package("source.shop.raw.orders") == "raw.orders");
}

TEST_CASE("dots of a name are its own") {
  CHECK(short_name("seed.shop.raw.codes") == "raw.codes");
  CHECK(short_name("snapshot.shop.daily.orders") == "daily.orders");
  CHECK(short_name("model.shop.daily.orders") == "daily.orders");
}

TEST_CASE("ref() and source() write no version") {
  CHECK(written_name("model.shop.dim_customers.v2") == "dim_customers");
  CHECK(written_name("model.shop.v2") == "v2");
  CHECK(written_name("model.shop.orders") == "orders");
  CHECK(written_name("source.shop.raw.orders") == "orders");
  CHECK(written_name("source.shop.raw.v2") == "v2");
}

TEST_CASE("what is no unique_id is called as it is") {
  CHECK(short_name("change") == "change");
  CHECK(name_in_package("change") == "change");
}
