#include <string>
#include <thread>
#include <vector>

#include "sql/parse.hpp"
#include "tests/catch.hpp"

using tollgate::sql::check_syntax;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("a statement, and no statement, parse") {
  CHECK_FALSE(check_syntax("select 1"));
  CHECK_FALSE(check_syntax("select 1;"));
  CHECK_FALSE(check_syntax("select 1;;\n -- done\n"));
  CHECK_FALSE(check_syntax(""));
  CHECK_FALSE(check_syntax("-- nothing\n/* at all */"));
}

TEST_CASE("a syntax error has the line and the column in code points") {
  const auto error = check_syntax("select 'äöü€😀',\n  'ß' as x frm t");
  REQUIRE(error);
  CHECK(error->message == "syntax error at or near \"frm\"");
  CHECK(error->line == 2);
  CHECK(error->column == 12);

  const auto same_line = check_syntax("select 'äöü€😀', select");
  REQUIRE(same_line);
  CHECK(same_line->line == 1);
  CHECK(same_line->column == 17);
}

TEST_CASE("an error at the end of the text points there") {
  const auto error = check_syntax("select a from\n");
  REQUIRE(error);
  CHECK(error->message == "syntax error at end of input");
  CHECK(error->line == 2);
  CHECK(error->column == 1);
}

TEST_CASE("a second statement is told, with its place") {
  const auto error = check_syntax("select 1;\n\n  delete from t;");
  REQUIRE(error);
  CHECK(error->message ==
        "one statement expected, found 2; this is where the second starts: keep the query here, and move others to "
        "hooks");
  CHECK(error->line == 3);
  CHECK(error->column == 3);
}

TEST_CASE("bytes that are no text are told, with their place") {
  const auto nul = check_syntax(std::string_view("select\n 1\0; drop table t", 24));
  REQUIRE(nul);
  CHECK(nul->message == "a NUL byte, which no SQL text can hold: take it out");
  CHECK(nul->line == 2);
  CHECK(nul->column == 3);

  const auto invalid = check_syntax("select 'ä', '\xff' from t");
  REQUIRE(invalid);
  CHECK(invalid->message == "not UTF-8 from here on: save the file as UTF-8");
  CHECK(invalid->line == 1);
  CHECK(invalid->column == 14);

  const auto cut_off = check_syntax("select '\xe2\x82");
  REQUIRE(cut_off);
  CHECK(cut_off->message == "not UTF-8 from here on: save the file as UTF-8");
  CHECK(cut_off->column == 9);
}

TEST_CASE("a text that is too long is not parsed") {
  const std::string text(tollgate::sql::longest_checked_text + 1, ' ');
  const auto error = check_syntax(text);
  REQUIRE(error);
  CHECK(error->message ==
        "16777217 bytes of SQL, and at most 16777216 are parsed: split it, or load what it spells out as a seed");
}

TEST_CASE("a message that quotes a long token is cut") {
  const auto error = check_syntax("select 1 from t where \"" + repeated("ü", 20'000) + "\" \"b\"");
  REQUIRE(error);
  CHECK(error->message.size() < 320);
}

TEST_CASE("deep nesting ends in an answer") {
  const int deep = 100'000;
  const auto parentheses = check_syntax("select " + repeated("(", deep) + "1" + repeated(")", deep));
  REQUIRE(parentheses);
  CHECK_THAT(parentheses->message, ContainsSubstring("memory exhausted"));
  CHECK(check_syntax("select " + repeated("case when ", deep) + "true" + repeated(" then 1 end", deep)));
  CHECK_FALSE(check_syntax("select a" + repeated(" and b", 50'000)));
  CHECK_FALSE(check_syntax("select a" + repeated("+1", 500'000)));
  CHECK_FALSE(check_syntax("select 1" + repeated(" union all select 1", 50'000)));
}

TEST_CASE("a run of operator characters that PostgreSQL's scanner reads over and over is refused") {
  for (const std::string_view part : {"/*", "+-", "-*+"}) {
    const auto error = check_syntax("select 1\n, " + repeated(part, 100'000));
    REQUIRE(error);
    CHECK_THAT(error->message, ContainsSubstring("more operator characters in one run"));
    CHECK(error->line == 2);
    CHECK(error->column == 3);
  }
  CHECK(check_syntax("select " + repeated(repeated("/*", 2'000) + " ", 200)));  // many shorter ones
  CHECK_FALSE(check_syntax("select 1 --" + repeated("-", 5'000)));
  CHECK_FALSE(check_syntax("/*" + repeated("*", 100'000) + "*/ select 1"));
  CHECK_FALSE(check_syntax("/*" + repeated("=", 100'000) + "*/ select '" + repeated("+/", 2'000) + "'"));
}

TEST_CASE("any thread may ask, with a small stack of its own") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
    threads.emplace_back([&wrong, thread] {
      for (int i = 0; i < 200; ++i) {
        if (check_syntax("select a, b from t where a > " + std::to_string(i))) ++wrong[thread];
        if (!check_syntax("select from from " + std::to_string(i))) ++wrong[thread];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
