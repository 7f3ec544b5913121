#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

json asked(const json& request, int code = 0) {
  const Ran ran = run_tollgate({"inspect", "pii"}, {}, request.dump() + "\n");
  CHECK(ran.code == code);
  CHECK(ran.err.empty());
  return json::parse(ran.out);
}

json addresses(int count) {
  json values = json::array();
  for (int index = 0; index < count; ++index) values.push_back("canary" + std::to_string(index) + "@nest.example");
  return values;
}

}  // namespace

TEST_CASE("inspect pii answers by name, by values and by both") {
  const json by_name = asked({{"id", "n"}, {"column", "customer_email"}, {"sql_type", "text"}});
  CHECK(by_name == json({{"id", "n"},
                         {"entity", "EMAIL"},
                         {"by", "name"},
                         {"confidence", 0.8},
                         {"evidence", {"name: noun \"email\""}}}));
  const json by_values = asked({{"column", "attr_7"}, {"values", addresses(30)}});
  CHECK(by_values["entity"] == "EMAIL");
  CHECK(by_values["by"] == "values");
  CHECK(asked({{"column", "email"}, {"table", "users"}, {"values", addresses(30)}})["by"] == "both");
}

TEST_CASE("inspect pii says null where there is nothing") {
  const json answer = asked({{"id", 7}, {"column", "email_sent_at"}, {"values", {nullptr, nullptr}}});
  CHECK(answer["entity"].is_null());
  CHECK(answer["by"].is_null());
  CHECK(answer["confidence"] == 0);
  CHECK(answer["evidence"].is_array());
  CHECK(answer.size() == 5);
}

TEST_CASE("inspect pii takes nulls among the values, and no key but column is needed") {
  json values = addresses(30);
  values.insert(values.begin() + 4, nullptr);
  CHECK(asked({{"column", "x"}, {"values", values}})["entity"] == "EMAIL");
  CHECK(asked({{"column", "x"}, {"values", nullptr}, {"table", nullptr}})["entity"].is_null());
  CHECK(asked({{"column", ""}})["entity"].is_null());
}

TEST_CASE("inspect pii tells what is wrong with a line, never a value of it") {
  const auto problem = [](const json& request) { return asked(request, 3).at("error").get<std::string>(); };
  CHECK_THAT(problem({{"id", 1}}), ContainsSubstring("key \"column\" is missing"));
  CHECK_THAT(problem({{"column", 3}}), ContainsSubstring("key \"column\" must be a string"));
  CHECK_THAT(problem({{"column", "a"}, {"table", 3}}), ContainsSubstring("key \"table\" must be a string"));
  const std::string list = "key \"values\" must be a list of strings and nulls";
  CHECK_THAT(problem({{"column", "a"}, {"values", "canary@nest.example"}}), ContainsSubstring(list));
  const std::string mixed = problem({{"column", "a"}, {"values", {"canary@nest.example", 4111}}});
  CHECK_THAT(mixed, ContainsSubstring(list));
  CHECK(mixed.find("canary") == std::string::npos);
  CHECK(mixed.find("4111") == std::string::npos);
}

TEST_CASE("inspect pii never repeats a value") {
  const json request = {{"column", "contact"}, {"values", addresses(60)}};
  const Ran ran = run_tollgate({"inspect", "pii"}, {}, request.dump() + "\n");
  CHECK(ran.code == 0);
  CHECK(ran.out.find("canary") == std::string::npos);
  CHECK(ran.out.find("nest") == std::string::npos);
  CHECK(ran.out.find("EMAIL") != std::string::npos);
}

TEST_CASE("inspect pii reads many values") {
  const json answer = asked({{"column", "attr_7"}, {"values", addresses(50'000)}});
  CHECK(answer["entity"] == "EMAIL");
}
