#include "core/finding.hpp"

#include "core/digest.hpp"
#include "tests/catch.hpp"

using namespace tollgate;

namespace {
Finding finding() {
  Finding f;
  f.gate = "row-count-diff";
  f.rule = "row-count-growth";
  f.subject = {"model.shop.orders", "", ""};
  f.location = {"models/orders.sql", 7, 0};
  f.message = "grew";
  return f;
}
}  // namespace

TEST_CASE("SHA-256 agrees with FIPS 180-4's example") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a fingerprint survives another line and another wording") {
  Finding moved = finding();
  moved.location = {"models/orders.sql", 99, 3};
  moved.message = "grew more";
  moved.severity = Severity::warning;
  CHECK(fingerprint(moved) == fingerprint(finding()));
}

TEST_CASE("a fingerprint tells gate, rule, subject, column and relation apart") {
  Finding other = finding();
  SECTION("gate") { other.gate = "explain"; }
  SECTION("rule") { other.rule = "row-count-drop"; }
  SECTION("subject") { other.subject.id = "model.shop.customers"; }
  SECTION("column") { other.subject.column = "id"; }
  SECTION("relation") { other.subject.relation = "2024"; }
  SECTION("parts do not run together") {
    other.gate = "row-count-diffrow";
    other.rule = "-count-growth";
  }
  CHECK(fingerprint(other) != fingerprint(finding()));
}

TEST_CASE("severities have names and an order") {
  CHECK(Severity::error > Severity::warning);
  CHECK(Severity::info > Severity::off);
  for (const Severity severity : {Severity::off, Severity::info, Severity::warning, Severity::error}) {
    CHECK(severity_from(to_string(severity)) == severity);
  }
  CHECK_FALSE(severity_from("fatal").has_value());
}
