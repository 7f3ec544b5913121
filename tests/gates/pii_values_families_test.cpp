// How general the judge of values is: families of columns that were written before the rules were tuned.
#include <set>
#include <string>

#include "gates/pii_scan/judge.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_families.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

using Column = std::vector<std::optional<std::string>>;

std::vector<pii_scan::Cell> cells_of(const Column& column) {
  std::vector<pii_scan::Cell> cells;
  for (const auto& cell : column) {
    cells.push_back(cell ? pii_scan::Cell(*cell) : pii_scan::Cell());
  }
  return cells;
}

pii_scan::Classification judged(const Column& column) {
  const auto cells = cells_of(column);
  return pii_scan::classify({"c1", "", ""}, std::span<const pii_scan::Cell>(cells));
}

struct Count {
  int right = 0, wrong = 0, missed = 0;
  std::set<std::string> failing;
};

Count count(const std::vector<Family>& families) {
  Count total;
  for (const auto& family : families) {
    for (const std::uint32_t seed : {11U, 12U}) {
      const auto found = judged(column_of(family, seed)).entity;
      const bool right = found == family.entity;
      total.right += right ? 1 : 0;
      total.wrong += !right && found ? 1 : 0;
      total.missed += !right && !found ? 1 : 0;
      if (!right) {
        total.failing.insert(std::string(family.name));
      }
    }
  }
  return total;
}

std::string list(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    text += name + "; ";
  }
  return text;
}

}  // namespace

TEST_CASE("numbers of persons are found under an opaque name", "[pii_values]") {
  const Count total = count(number_families());
  INFO(list(total.failing));
  CHECK(total.wrong == 0);
  CHECK(total.missed * 20 <= total.right);
}

TEST_CASE("names, addresses, nets and keys are found under an opaque name", "[pii_values]") {
  const Count total = count(text_families());
  INFO(list(total.failing));
  CHECK(total.wrong == 0);
  CHECK(total.missed * 20 <= total.right);
}

TEST_CASE("what only looks like personal data is none", "[pii_values]") {
  const Count total = count(harmless_families());
  INFO(list(total.failing));
  CHECK(total.wrong == 0);
}

TEST_CASE("what is told of a column holds none of its values", "[pii_values]") {
  auto all = number_families();
  const auto texts = text_families();
  all.insert(all.end(), texts.begin(), texts.end());
  for (const auto& family : all) {
    const Column column = column_of(family, 5);
    std::string told;
    for (const auto& line : judged(column).evidence) {
      told += line + "\n";
    }
    for (const auto& cell : column) {
      if (cell && cell->size() >= 6) {
        INFO(family.name);
        CHECK(told.find(*cell) == std::string::npos);
      }
    }
  }
}

TEST_CASE("the same cells give the same verdict, and order and repeats change nothing", "[pii_values]") {
  for (const auto& family : text_families()) {
    Column column = column_of(family, 3);
    const auto first = judged(column);
    CHECK(judged(column).evidence == first.evidence);
    const Column again = column;
    column.insert(column.end(), again.begin(), again.end());
    INFO(family.name);
    CHECK(judged(column).entity == first.entity);
  }
}
