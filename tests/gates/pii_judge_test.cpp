#include <algorithm>
#include <string>
#include <vector>

#include "gates/pii_scan/judge.hpp"
#include "tests/catch.hpp"

using namespace tollgate::pii_scan;

namespace {

std::vector<std::string> emails(int count) {
  std::vector<std::string> cells;
  for (int index = 0; index < count; ++index) {
    cells.push_back("reader" + std::to_string(index * 7 + 3) + "@post" + std::to_string(index) + ".example");
  }
  return cells;
}

std::vector<std::string> repeated(const std::string& text, int count) {
  std::vector<std::string> cells;
  for (int index = 0; index < count; ++index) cells.push_back(text + " " + std::to_string(index));
  return cells;
}

Classification judged(const ColumnFacts& column, const std::vector<std::string>& texts) {
  const std::vector<Cell> cells(texts.begin(), texts.end());
  return classify(column, std::span<const Cell>(cells));
}

Classification judged(const std::string& column, const std::vector<std::string>& texts) {
  return judged(ColumnFacts{column, {}, "text"}, texts);
}

Classification named(const std::string& column, const std::string& type = "text") {
  return classify({column, {}, type}, std::nullopt);
}

bool tells(const Classification& said, std::string_view part) {
  return std::any_of(said.evidence.begin(), said.evidence.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a strong name alone is enough") {
  const Classification said = named("customer_email");
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::name);
  CHECK(said.confidence == 0.8);
  CHECK_FALSE(said.proved);
  CHECK(tells(said, "name: noun \"email\""));
}

TEST_CASE("a weak name alone is not enough") {
  const Classification said = named("email_zzyzx");
  CHECK_FALSE(said.entity.has_value());
  CHECK(said.by == By::none);
  CHECK(said.confidence == 0);
}

TEST_CASE("values alone are enough, whatever the column is called") {
  const Classification said = judged("attr_7", emails(40));
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::values);
  CHECK(said.proved);
  CHECK(said.confidence == 0.95);
}

TEST_CASE("name and values together are surest") {
  const Classification said = judged("customer_email", emails(40));
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::both);
  CHECK(said.confidence == 0.99);
}

TEST_CASE("values decide which entity it is when the name says another") {
  const Classification said = judged("customer_iban", emails(40));
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::values);
}

TEST_CASE("values that do not fit take a strong name back") {
  const Classification said = judged("customer_email", repeated("a parcel of paper", 40));
  CHECK_FALSE(said.entity.has_value());
  CHECK(tells(said, "values do not fit the name"));
}

TEST_CASE("a column without a cell is judged by its name") {
  const Classification said = judged("customer_email", {});
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::name);
  const std::vector<Cell> nulls(30);
  CHECK(classify({"customer_email", {}, "text"}, std::span<const Cell>(nulls)).by == By::name);
}

TEST_CASE("values that prove something override a name that denies it") {
  const Classification said = judged("email_status", emails(40));
  CHECK(said.entity == Entity::email);
  CHECK(said.by == By::values);
}

TEST_CASE("values that stand for the data are not the data") {
  std::vector<std::string> masked;
  for (int index = 0; index < 40; ++index) masked.push_back("r*****" + std::to_string(index) + "@*****.example");
  const Classification said = judged("customer_email", masked);
  CHECK_FALSE(said.entity.has_value());
}

TEST_CASE("a type that holds no personal data ends the question") {
  const Classification said = judged({"is_email", {}, "boolean"}, emails(40));
  CHECK_FALSE(said.entity.has_value());
  CHECK(tells(said, "type holds no personal data"));
}

TEST_CASE("evidence tells no value") {
  const std::vector<std::string> cells = emails(40);
  const Classification said = judged("attr_7", cells);
  REQUIRE_FALSE(said.evidence.empty());
  for (const std::string& cell : cells) CHECK_FALSE(tells(said, cell));
  CHECK_FALSE(tells(said, "reader"));
  CHECK_FALSE(tells(said, ".example"));
}

TEST_CASE("evidence tells whole cells once, not as hits inside of no text") {
  const Classification said = judged("attr_7", emails(40));
  CHECK(tells(said, "EMAIL 40/40 distinct cells"));
  CHECK_FALSE(tells(said, "inside 0 texts"));
}
