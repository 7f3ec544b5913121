// The rules over a column, each with a column that passes and one that just does not.
#include <functional>
#include <string>

#include "gates/pii_scan/values.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_families.hpp"

using namespace tollgate::pii_scan;
using tollgate::test_gates::Dice;

namespace {

using Make = std::function<std::string(Dice&, std::size_t)>;

ValueVerdict judged(const std::vector<std::string>& column, const NameVerdict& name = {},
                    const ColumnFacts& facts = {"c1", "", ""}) {
  std::vector<Cell> cells(column.begin(), column.end());
  return judge_values(facts, name, cells);
}

std::vector<std::string> column(std::size_t cells, const Make& make) {
  Dice dice(17);
  std::vector<std::string> all;
  for (std::size_t at = 0; at < cells; ++at) {
    all.push_back(make(dice, at));
  }
  return all;
}

std::vector<std::string> filled(std::size_t cells, std::string_view patterns) {
  return column(cells, [patterns](Dice& dice, std::size_t) { return dice.fill(dice.one_of(patterns)); });
}

NameVerdict says(Entity entity, Strength strength = Strength::strong) {
  return {entity, strength, false, false, "test"};
}

bool strongly(const ValueVerdict& verdict, Entity entity) {
  return verdict.entity == entity && verdict.strength == Strength::strong;
}

/// `hits` cells of the pattern in a hundred, the others prose.
std::vector<std::string> in_prose(std::size_t hits, std::string_view pattern) {
  return column(100, [=](Dice& dice, std::size_t at) {
    return "the parcel was late " +
           (at % 10 == 3 && at / 10 < hits ? dice.fill(dice.one_of(pattern)) : dice.fill("~~~~~~"));
  });
}

}  // namespace

TEST_CASE("nulls and empty cells count for nothing", "[pii_values]") {
  const std::vector<Cell> cells = {Cell(), Cell(""), Cell("  "), Cell("a@b.org"), Cell(" a@b.org ")};
  const auto verdict = judge_values({"c1", "", ""}, {}, cells);
  CHECK(verdict.cells == 2);
  CHECK(verdict.distinct == 1);
  CHECK(verdict.strength != Strength::strong);  // one repeated value is no evidence
}

TEST_CASE("two e-mail addresses in a text are found, one is not enough", "[pii_values]") {
  CHECK(strongly(judged(in_prose(2, "~~~~##@mail.test")), Entity::email));
  CHECK_FALSE(judged(in_prose(1, "~~~~##@mail.test")).entity);
  CHECK(judged(in_prose(2, "~~~~##@mail.test")).proved);
}

TEST_CASE("what looks like an e-mail address and is none", "[pii_values]") {
  CHECK_FALSE(judged(filled(50, "git@host.test:~~~~/~~~~.git")).entity);
  CHECK_FALSE(judged(filled(50, "~~~~@%.##.#")).entity);
  CHECK_FALSE(judged(filled(50, "~~~~@2x.png")).entity);
  CHECK_FALSE(judged(filled(50, "https://~~~~@host.test/x")).entity);
  CHECK(strongly(judged(filled(50, "~~~~@host.internal")), Entity::email));
}

TEST_CASE("one private key is enough, one token is not", "[pii_values]") {
  const std::string pem = std::string("-----BEGIN ") + "PRIV" + "ATE KEY-----";
  CHECK(strongly(judged(in_prose(1, pem)), Entity::secret));
  const std::string token = std::string("gh") + "p_" + "????????????????????????????????????";
  CHECK_FALSE(judged(in_prose(1, token)).entity);
  CHECK(strongly(judged(in_prose(2, token)), Entity::secret));
  const std::string live = std::string("sk") + "_live_" + "????????????????????????";
  CHECK(strongly(judged(in_prose(1, live)), Entity::secret));
}

TEST_CASE("connection strings are secrets only with a password", "[pii_values]") {
  CHECK(strongly(judged(filled(30, "postgres://app:????????@db#.test/x")), Entity::secret));
  CHECK_FALSE(judged(filled(30, "postgres://app@db#.test/~~~~~~")).entity);
  CHECK_FALSE(judged(filled(30, "https://db#.test/~~~~~~?page=##")).entity);
  CHECK_FALSE(judged(filled(30, "postgres://app:****@db#.test/~~~~~~")).entity);
}

TEST_CASE("document numbers behind a prefix are no telephones, not even those that open with 0", "[pii_values]") {
  std::vector<std::string> invoices = filled(60, "INV %##-%##-%###");
  for (const std::string& odd : filled(10, "INV 0##-%##-%###")) invoices.push_back(odd);  // read like a trunk prefix
  CHECK_FALSE(judged(invoices).entity);
  CHECK(judged(filled(10, "1##-%#-%###|2##-%#-%###|3##-%#-%###|4##-%#-%###|5##-%#-%###")).strength != Strength::strong);
}

TEST_CASE("a Social Security number needs a column without impossible ones", "[pii_values]") {
  CHECK(strongly(judged(filled(60, "1##-%#-%###|2##-%#-%###|3##-%#-%###|4##-%#-%###|5##-%#-%###")), Entity::us_ssn));
  CHECK_FALSE(judged(filled(200, "###-##-####")).entity);
  CHECK_FALSE(judged(filled(60, "123-%#-%###")).entity);  // one leading digit: a series of documents
}

TEST_CASE("dotted quads: addresses, versions, private nets", "[pii_values]") {
  const Make address = [](Dice& dice, std::size_t) {
    return std::to_string(1 + dice.below(222)) + "." + std::to_string(dice.below(256)) + "." +
           std::to_string(dice.below(256)) + ".7";
  };
  CHECK(strongly(judged(column(60, address)), Entity::ip_address));
  CHECK_FALSE(judged(filled(60, "%.#.%#.##")).entity);
  CHECK_FALSE(judged(filled(60, "12#.0.####.1##")).entity);
  CHECK_FALSE(judged(filled(60, "10.%#.1##.2#")).entity);
  const auto infrastructure = judged(filled(60, "10.%#.1##.2#"), says(Entity::ip_address));
  CHECK(infrastructure.contrary);
  CHECK(strongly(judged(filled(60, "8%.1#.2#.%#|9%.%#.%#.%")), Entity::ip_address) == false);
  CHECK(strongly(judged(filled(60, "8%.1#.1##.%#|9%.%#.%#.%"), says(Entity::ip_address)), Entity::ip_address));
}

TEST_CASE("fingerprints and draws are no hardware addresses", "[pii_values]") {
  CHECK(strongly(judged(filled(40, "&&:&&:&&:&&:&&:&&")), Entity::mac_address));
  CHECK_FALSE(judged(filled(40, "&&:&&:&&:&&:&&:&&:&&:&&")).entity);
  CHECK_FALSE(judged(filled(40, "1#-2#-3#-4#-4#-4#")).entity);
}

TEST_CASE("telephone numbers need a marker, and vetoes go first", "[pii_values]") {
  CHECK(strongly(judged(filled(60, "+49 171 #######")), Entity::phone));
  CHECK_FALSE(judged(filled(60, "%#########")).entity);
  CHECK(judged(filled(60, "49171#######"), says(Entity::phone)).entity == Entity::phone);  // the name says so
  CHECK_FALSE(judged(filled(200, "###-###-####")).entity);   // breaks the rules of North America
  CHECK_FALSE(judged(filled(60, "0# 1# 2# 3# 4#")).entity);  // draws
  CHECK(strongly(judged(filled(60, "01 ## ## ## ##|06 ## ## ## ##")), Entity::phone));
  CHECK_FALSE(
      judged(column(60, [](Dice&, std::size_t at) { return "030 1" + std::to_string(1000 + at) + "00"; })).entity);
  CHECK_FALSE(judged(filled(60, "####-####")).entity);
}

TEST_CASE("names of persons: lexicon, things, closed vocabularies", "[pii_values]") {
  constexpr std::string_view given =
      "Deborah|Curtis|Wayne|Lillian|Gloria|Marvin|Theresa|Bradley|Tiffany|Shawn|Diana|Natalie|Earl|Yvonne|Dustin|"
      "Hector|Floyd";
  const Make person = [given](Dice& dice, std::size_t) {
    return std::string(dice.one_of(given)) + " " + dice.fill("^~~~~~");
  };
  CHECK(strongly(judged(column(60, person)), Entity::person_name));
  const Make thing = [given](Dice& dice, std::size_t) {
    return std::string(dice.one_of(given)) + " " + std::string(dice.one_of("Mall|Salad|Hotel|Tower"));
  };
  CHECK_FALSE(judged(column(60, thing)).entity);
  CHECK_FALSE(
      judged(filled(60, "April|May|June|August|January|March|July|October|November|December|February|September"))
          .entity);
  CHECK_FALSE(judged({"Anna", "Peter", "Maria"}).strength == Strength::strong);
  const Make lower = [](Dice& dice, std::size_t) { return dice.fill("~~~~~~~~"); };
  CHECK_FALSE(judged(column(60, lower)).entity);
}

TEST_CASE("addresses need a street and a number in one cell", "[pii_values]") {
  CHECK(strongly(judged(filled(40, "%## Oak Street|%## Lake Ave")), Entity::address));
  CHECK_FALSE(judged(filled(40, "Tales of Oak Street %#|The ~~~~ of Lake Ave")).entity);
  CHECK(strongly(judged(filled(40, "Gartenweg %#|Lange Straße %#a")), Entity::address));
  CHECK(strongly(judged(filled(40, "%# rue de la Paix|%# bis avenue Foch")), Entity::address));
  CHECK_FALSE(judged(filled(40, "%## GB Flash Drive|%## GB Hard Drive")).entity);
}

TEST_CASE("values that stand for the data", "[pii_values]") {
  CHECK(judged(filled(40, "~***@~~~.com")).sanitised == Sanitised::reduced);
  CHECK(judged(filled(40, "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"), says(Entity::email)).sanitised ==
        Sanitised::pseudonymised);
  CHECK(judged(filled(40, "[REDACTED]")).sanitised == Sanitised::reduced);
  CHECK(judged(filled(40, "tok_????????????????#?")).sanitised == Sanitised::pseudonymised);
  CHECK(judged(filled(40, "~~~~.com"), says(Entity::email)).sanitised == Sanitised::reduced);
  CHECK(judged(filled(40, "~~~~.com")).sanitised == Sanitised::no);
  CHECK(judged(filled(40, "~~~~@~~~.com")).sanitised == Sanitised::no);
  const auto key = judged(filled(40, "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"), says(Entity::secret));
  CHECK(key.sanitised == Sanitised::no);
  CHECK(key.entity == Entity::secret);
  CHECK(judged(filled(40, "********"), says(Entity::secret)).sanitised == Sanitised::reduced);
}

TEST_CASE("values contradict a name, or go along with it", "[pii_values]") {
  CHECK(judged(filled(40, "0|1"), says(Entity::email)).contrary);
  CHECK_FALSE(judged(filled(10, "0|1"), says(Entity::email)).contrary);  // too few to say
  CHECK_FALSE(judged(filled(40, "~~~~@~~~.com"), says(Entity::email)).contrary);
  CHECK(judged(filled(40, "19[]#-0%-1#"), says(Entity::date_of_birth)).contrary);
  CHECK(judged(filled(40, "19%#-0%-1#"), says(Entity::date_of_birth)).entity == Entity::date_of_birth);
  CHECK(judged(filled(40, "1#.0%.19%#"), says(Entity::date_of_birth, Strength::weak)).entity == Entity::date_of_birth);
  CHECK_FALSE(judged(filled(40, "19%#-0%-1#")).entity);
  CHECK_FALSE(judged(filled(40, "%########")).entity);
  CHECK(judged(filled(40, "C%#######"), says(Entity::passport)).entity == Entity::passport);
  CHECK(judged(filled(40, "t|f"), says(Entity::passport)).contrary);
  CHECK(judged(filled(40, "~~~~~~%#!"), says(Entity::secret)).entity == Entity::secret);
}

TEST_CASE("each key of JSON is a column of its own", "[pii_values]") {
  CHECK(strongly(judged(filled(40, R"({"id": ##, "v": {"x": "~~~~@~~~.test"}})")), Entity::email));
  CHECK(strongly(judged(filled(40, R"({"a": ["+4917########"]})")), Entity::phone));
  CHECK_FALSE(judged(filled(40, R"({"id": %#########, "mode": "~~~~"})")).entity);
  CHECK_FALSE(judged(filled(40, R"({"email": "[REDACTED]"})")).entity);
  CHECK_FALSE(judged(filled(40, R"({"broken": "~~~~)")).entity);
  CHECK(strongly(judged(filled(40, R"({"~~~~@~~~.test": #})")), Entity::email));  // people as keys
}

TEST_CASE("numbers in a text count behind their word, or grouped", "[pii_values]") {
  CHECK(strongly(judged(in_prose(3, "card 4111111111111111|visa 5555555555554444|amex 378282246310005")),
                 Entity::credit_card));
  CHECK_FALSE(judged(in_prose(9, "order 4111111111111111|order 5555555555554444")).entity);
  CHECK(strongly(judged(in_prose(3, "SSN 2%#-4%-12%#|SSN: 3%#-4%-12%#")), Entity::us_ssn));
  CHECK_FALSE(judged(in_prose(9, "part 2%#-4%-12%#")).entity);
  CHECK(strongly(judged(in_prose(3, "call 415-555-01##")), Entity::phone));
  CHECK_FALSE(judged(in_prose(9, "invoice 415-555-01##")).entity);
}

TEST_CASE("a cell is read up to its limit and no further", "[pii_values]") {
  const std::string before(5000, 'a');
  CHECK_FALSE(judged(std::vector<std::string>(3, before + " a@b.test")).entity);
  CHECK_FALSE(judged(filled(5, std::string(4095, 'x') + "ü")).entity);
}
