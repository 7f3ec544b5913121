#include "sql/tree_reader.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace sql = tollgate::sql;
using sql::Key;
using sql::Kind;

namespace {

/// With its NUL and not a byte more, so that a sanitizer sees who reads beyond.
std::vector<char> bytes_of(const std::string& json) { return {json.c_str(), json.c_str() + json.size() + 1}; }

bool is_malformed(const std::string& json) {
  std::vector<char> bytes = bytes_of(json);
  sql::TreeStore store;
  const auto read = sql::read_statements(bytes.data(), store);
  const auto* const why = std::get_if<sql::Unreadable>(&read);
  return why != nullptr && *why == sql::Unreadable::malformed;
}

std::string statement(const std::string& fields) { return R"({"version":1,"stmts":[{"stmt":)" + fields + "}]}"; }

}  // namespace

TEST_CASE("strings of the parser's JSON are unescaped, and those after them are whole") {
  std::vector<char> json =
      bytes_of(statement(R"({"String":{"sval":"a\"b\\c\/d\n\t\r\b\f\u0001\u003cä","str":"x","location":3}})"));
  sql::TreeStore store;
  const auto read = sql::read_statements(json.data(), store);
  REQUIRE(std::holds_alternative<sql::Statements>(read));
  const sql::Node& node = *std::get<sql::Statements>(read).first;
  CHECK(node.is(Kind::String));
  CHECK(node.text(Key::sval) == "a\"b\\c/d\n\t\r\b\f\x01<ä");
  CHECK(node.text(Key::other_key) == "x");
  CHECK(node.location() == 3);
}

TEST_CASE("the parser's JSON has numbers, flags, empty cells and structs without a name") {
  std::vector<char> json = bytes_of(statement(
      R"({"A_Const":{"ival":{},"isnull":true,"all":false,"number":-12,"lidx":1.5,"fields":[{},{"A_Star":{}},7],)"
      R"("alias":{"aliasname":"t"},"some_location":4,"arg":{"String":{"sval":""}}}},"stmt_location":5)"));
  sql::TreeStore store;
  const auto read = sql::read_statements(json.data(), store);
  REQUIRE(std::holds_alternative<sql::Statements>(read));
  const sql::Node& node = *std::get<sql::Statements>(read).first;
  REQUIRE(node.node(Key::ival) != nullptr);
  CHECK(node.node(Key::ival)->is(Kind::Integer));
  CHECK(node.flag(Key::isnull));
  CHECK_FALSE(node.flag(Key::all));
  CHECK(node.number(Key::number) == -12);
  CHECK(node.number(Key::lidx) == 0);
  const auto fields = node.list(Key::fields);
  REQUIRE(fields.size() == 3);
  CHECK(fields[0]->is(Kind::Nothing));
  CHECK(fields[1]->is(Kind::A_Star));
  CHECK(fields[2]->is(Kind::Nothing));
  CHECK(node.node(Key::alias)->is(Kind::Alias));
  CHECK_FALSE(node.has(Key::other_key));
  CHECK(node.node(Key::arg)->is(Kind::String));
}

TEST_CASE("a tree keeps its texts when the JSON is gone, and equal ones once") {
  std::vector<char> json = bytes_of(statement(
      R"({"List":{"items":[{"String":{"sval":"amount"}},{"String":{"sval":"amount"}},{"String":{"sval":"other"}}]}})"));
  sql::TreeStore store;
  const auto read = sql::read_statements(json.data(), store);
  std::ranges::fill(json, '#');
  REQUIRE(std::holds_alternative<sql::Statements>(read));
  const auto items = std::get<sql::Statements>(read).first->list(Key::items);
  REQUIRE(items.size() == 3);
  CHECK(sql::string_of(*items[0]) == "amount");
  CHECK(sql::string_of(*items[2]) == "other");
  CHECK(sql::string_of(*items[0]).data() == sql::string_of(*items[1]).data());
}

TEST_CASE("the second statement is told by its place") {
  std::vector<char> json = bytes_of(
      R"({"version":1,"stmts":[{"stmt":{"SelectStmt":{}}},{"stmt":{"SelectStmt":{}},"stmt_location":9,"stmt_len":3}]})");
  sql::TreeStore store;
  const auto read = sql::read_statements(json.data(), store);
  REQUIRE(std::holds_alternative<sql::Statements>(read));
  CHECK(std::get<sql::Statements>(read).count == 2);
  CHECK(std::get<sql::Statements>(read).second_location == 9);
}

TEST_CASE("what is not the parser's JSON is refused, wherever it ends") {
  const std::string whole = statement(R"({"SelectStmt":{"op":"a\u0020b","all":true,"targetList":[{"ResTarget":{}}]}})");
  CHECK_FALSE(is_malformed(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(is_malformed(whole.substr(0, size)));
  }
  for (const char* fields : {R"({"String":{"sval":"\x"}})", R"({"String":{"sval":"\u00g0"}})",
                             R"({"String":{"sval":"\ud800"}})", R"({"String":{"sval":nul}})",
                             R"({"List":{"items":[[{}]]}})", R"({"List":{"items":}})", R"({"List":{"items" []}})"}) {
    CAPTURE(fields);
    CHECK(is_malformed(statement(fields)));
  }
}
